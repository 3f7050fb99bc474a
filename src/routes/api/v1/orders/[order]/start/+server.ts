import { startOrder } from '#lib/server/orders/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params }) =>
	Response.json(await startOrder(locals.ctx, requireMember(locals), params.order));
