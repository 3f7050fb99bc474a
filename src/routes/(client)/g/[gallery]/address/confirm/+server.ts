import * as v from 'valibot';
import { ConfirmAddress } from '#lib/contract/people-inputs.ts';
import { clientIn } from '#lib/server/access/index.ts';
import { confirmAddress } from '#lib/server/invitations/index.ts';
import type { RequestHandler } from './$types';

/** `{participantId}`: another one than before where the address is somebody's already; then a new seat is needed. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
	const { ctx, sessionId } = locals;
	const actor = await clientIn(ctx, sessionId, params.gallery, request.headers.get('x-participant'));
	const { email, code } = v.parse(ConfirmAddress, await request.json());
	const { participantId, cookie } = await confirmAddress(ctx, actor, email, code);
	return Response.json({ participantId }, { headers: { 'set-cookie': cookie } });
};
