import * as v from 'valibot';
import { PatchOrder } from '#lib/contract/order-inputs.ts';
import { patchOrder, readOrder } from '#lib/server/orders/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await readOrder(locals.ctx, requireMember(locals), params.order));

export const PATCH: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(PatchOrder, await request.json());
	return Response.json(await patchOrder(locals.ctx, actor, params.order, input));
};
