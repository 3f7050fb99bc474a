import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { AppError } from '#lib/domain/fault.ts';
import { addressOf, networkOf } from '../auth/network.ts';
import type { RawHandler } from '../http/raw.ts';
import { readText } from '../http/read-json.ts';
import { openInvitation, type Opened } from './open-invitation.ts';

const Form = v.object({ identity: v.optional(v.picklist(['mine', 'stay'])) });
const FORM_BYTES = 4096;

/**
 * The button of the landing page. In front of the framework, whose form actions answer a browser and a script
 * differently: here both get the 303.
 */
export const postInvitation: RawHandler = async ({ ctx, req, res, params, sessionId }) => {
	const token = params['token'] ?? '';
	const form = new URLSearchParams(await readText(req, FORM_BYTES));
	const { identity } = v.parse(Form, Object.fromEntries(form));
	const network = networkOf(addressOf(req, ctx.env.TRUST_PROXY));
	try {
		const opened = await openInvitation(ctx, { sessionId, network }, token, identity);
		seeOther(res, pathOf(opened, token), opened.cookie);
	} catch (fault) {
		if (!(fault instanceof AppError) || !isPage(req)) throw fault;
		// a person reads it on the page: the landing page for a dead link, the code page for too many mails
		seeOther(
			res,
			fault.fault === 'too-many' ? `/i/${enc(token)}/code?why=too-many` : `/i/${enc(token)}`,
			null
		);
	}
};

const enc = encodeURIComponent;
const isPage = (req: IncomingMessage) => req.headers.accept?.includes('text/html') ?? false;

function pathOf({ to, galleryId }: Opened, token: string): string {
	if (to === 'gallery') return `/g/${galleryId}`;
	return to === 'code' ? `/i/${enc(token)}/code` : `/i/${enc(token)}`;
}

function seeOther(res: ServerResponse, location: string, cookie: string | null) {
	if (cookie) res.setHeader('set-cookie', cookie);
	res.writeHead(303, { location, 'cache-control': 'private, no-store', 'content-length': 0 });
	res.end();
}
