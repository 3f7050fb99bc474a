import * as v from 'valibot';
import { AskForChange } from '#lib/domain/orders/inputs.ts';
import { addressOf, networkOf } from '#lib/server/auth/network.ts';
import { clientOfOrder, askForChange, readOwnOrder } from '#lib/server/orders/index.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, platform, request }) => {
	const { ctx, sessionId } = locals;
	const actor = await clientOfOrder(ctx, sessionId, params.order, request.headers.get('x-participant'));
	const input = v.parse(AskForChange, await request.json());
	const network = platform ? networkOf(addressOf(platform.req, ctx.env.TRUST_PROXY)) : 'unknown';
	await askForChange(ctx, actor, params.order, input, network);
	return Response.json(await readOwnOrder(ctx, actor, params.order), { status: 201 });
};
