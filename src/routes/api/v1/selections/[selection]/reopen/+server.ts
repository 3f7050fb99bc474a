import { requireMember } from '#lib/server/http/locals.ts';
import { reopenSelection } from '#lib/server/selections/index.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params }) =>
	Response.json(await reopenSelection(locals.ctx, requireMember(locals), params.selection));
