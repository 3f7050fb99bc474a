import { clientIn } from '#lib/server/access/index.ts';
import { sendChoice } from '#lib/server/orders/index.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const { ctx, sessionId } = locals;
	const actor = await clientIn(ctx, sessionId, params.gallery, request.headers.get('x-participant'));
	return Response.json(await sendChoice(ctx, actor, params.gallery, params.sid));
};
