import * as v from 'valibot';
import { AskAddress } from '#lib/contract/people-inputs.ts';
import { clientIn } from '#lib/server/access/index.ts';
import { addressOf, networkOf } from '#lib/server/auth/network.ts';
import { askAddress } from '#lib/server/invitations/index.ts';
import type { RequestHandler } from './$types';

/** A guest's address before their first order: a code is mailed there. */
export const POST: RequestHandler = async ({ locals, params, request, platform }) => {
	const { ctx, sessionId } = locals;
	const actor = await clientIn(ctx, sessionId, params.gallery, request.headers.get('x-participant'));
	const { email } = v.parse(AskAddress, await request.json());
	const network = platform ? networkOf(addressOf(platform.req, ctx.env.TRUST_PROXY)) : 'unknown';
	await askAddress(ctx, actor, network, email);
	return new Response(null, { status: 204 });
};
