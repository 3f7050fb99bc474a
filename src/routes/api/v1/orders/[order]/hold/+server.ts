import * as v from 'valibot';
import { HoldDelivery } from '#lib/domain/orders/inputs.ts';
import { holdDelivery } from '#lib/server/deliveries/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(HoldDelivery, await request.json());
	return Response.json(await holdDelivery(locals.ctx, actor, params.order, input));
};
