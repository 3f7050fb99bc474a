import * as v from 'valibot';
import { AskForChange } from '#lib/domain/orders/inputs.ts';
import { clientOfOrder, askForChange, readOwnOrder } from '#lib/server/orders/index.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const { ctx, sessionId } = locals;
	const actor = await clientOfOrder(ctx, sessionId, params.order, request.headers.get('x-participant'));
	const input = v.parse(AskForChange, await request.json());
	await askForChange(ctx, actor, params.order, input);
	return Response.json(await readOwnOrder(ctx, actor, params.order), { status: 201 });
};
