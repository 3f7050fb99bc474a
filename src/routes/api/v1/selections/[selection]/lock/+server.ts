import { requireMember } from '#lib/server/http/locals.ts';
import { lockSelection } from '#lib/server/selections/index.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params }) =>
	Response.json(await lockSelection(locals.ctx, requireMember(locals), params.selection));
