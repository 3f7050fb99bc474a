import * as v from 'valibot';
import { StudioOrder } from '#lib/contract/order-inputs.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { placeStudioOrder } from '#lib/server/orders/index.ts';
import type { RequestHandler } from './$types';

/** Orders that the studio places for others: an answer for each group of people. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(StudioOrder, await request.json());
	return Response.json(await placeStudioOrder(locals.ctx, actor, params.gallery, input), { status: 201 });
};
