import * as v from 'valibot';
import { OrderDraft } from '#lib/domain/orders/inputs.ts';
import { clientIn } from '#lib/server/access/index.ts';
import { draftFor } from '#lib/server/orders/index.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const { ctx, sessionId } = locals;
	const actor = await clientIn(ctx, sessionId, params.gallery, request.headers.get('x-participant'));
	const input = v.parse(OrderDraft, await request.json());
	return Response.json(await draftFor(ctx, actor, params.gallery, input));
};
