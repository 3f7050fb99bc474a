import * as v from 'valibot';
import { PlaceOrder } from '#lib/domain/orders/inputs.ts';
import { clientIn } from '#lib/server/access/index.ts';
import { addressOf, networkOf } from '#lib/server/auth/network.ts';
import { listOwnOrders, placeOrder, readIdempotencyKey, readOwnOrder } from '#lib/server/orders/index.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const actor = await clientIn(locals.ctx, locals.sessionId, params.gallery);
	return Response.json(await listOwnOrders(locals.ctx, actor, params.gallery));
};

export const POST: RequestHandler = async ({ locals, params, platform, request }) => {
	const { ctx, sessionId } = locals;
	const actor = await clientIn(ctx, sessionId, params.gallery, request.headers.get('x-participant'));
	const key = readIdempotencyKey(request.headers.get('idempotency-key'));
	const input = v.parse(PlaceOrder, await request.json());
	const network = platform ? networkOf(addressOf(platform.req, ctx.env.TRUST_PROXY)) : 'unknown';
	const orderId = await placeOrder(ctx, actor, params.gallery, key, input, network);
	return Response.json(await readOwnOrder(ctx, actor, orderId), { status: 201 });
};
