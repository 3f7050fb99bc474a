import { confirmRecipients } from '#lib/server/deliveries/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params }) =>
	Response.json(await confirmRecipients(locals.ctx, requireMember(locals), params.order));
