import { AppError } from '#lib/domain/fault.ts';
import { clientIn } from '#lib/server/access/index.ts';
import { openForClient, readLanding } from '#lib/server/galleries/index.ts';
import type { PageServerLoad } from './$types';

/** What the sheet is laid out for until the browser says: its last width, else a phone's or a laptop's. */
function widthHint(cookie: string | undefined, agent: string | null) {
	const width = Number(cookie);
	if (width >= 320 && width <= 6000) return width;
	return /Mobile|iPhone|Android/.test(agent ?? '') ? 390 : 1440;
}

export const load: PageServerLoad = async ({ locals, params, cookies, request }) => {
	const hint = widthHint(cookies.get('width'), request.headers.get('user-agent'));
	try {
		const actor = await clientIn(locals.ctx, locals.sessionId, params.gallery);
		return {
			widthHint: hint,
			gallery: await openForClient(locals.ctx, actor, params.gallery),
			landing: null
		};
	} catch (fault) {
		// where Anybody may look the browser takes a seat first: a GET starts no session
		if (fault instanceof AppError && fault.fault === 'unauthenticated') {
			return {
				widthHint: hint,
				gallery: null,
				galleryId: params.gallery,
				landing: await readLanding(locals.ctx, params.gallery)
			};
		}
		throw fault;
	}
};
