import { RecallDelivery } from '#lib/contract/order-inputs.ts';
import { recallDelivery } from '#lib/server/deliveries/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import * as v from 'valibot';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	// programs of before send no body
	const body = await request.text();
	const input = v.parse(RecallDelivery, body ? JSON.parse(body) : {});
	return Response.json(await recallDelivery(locals.ctx, requireMember(locals), params.delivery, input));
};
