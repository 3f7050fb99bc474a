import { clientOfOrder, readOwnOrder } from '#lib/server/orders/index.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const actor = await clientOfOrder(locals.ctx, locals.sessionId, params.order);
	return Response.json(await readOwnOrder(locals.ctx, actor, params.order));
};
