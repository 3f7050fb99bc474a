import * as v from 'valibot';
import { EditItems } from '#lib/contract/order-inputs.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { editItems } from '#lib/server/orders/index.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(EditItems, await request.json());
	return Response.json(await editItems(locals.ctx, actor, params.order, input));
};
