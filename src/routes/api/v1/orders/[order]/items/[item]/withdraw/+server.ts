import * as v from 'valibot';
import { WithdrawItem } from '#lib/domain/orders/inputs.ts';
import { withdrawItem } from '#lib/server/orders/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(WithdrawItem, await request.json());
	return Response.json(await withdrawItem(locals.ctx, actor, params.order, params.item, input));
};
