import * as v from 'valibot';
import { StartOrder } from '#lib/contract/order-inputs.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { startOrder } from '#lib/server/orders/index.ts';
import type { RequestHandler } from './$types';

/** The body may be empty: then no day is said. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(StartOrder, JSON.parse((await request.text()) || '{}'));
	return Response.json(await startOrder(locals.ctx, actor, params.order, input));
};
