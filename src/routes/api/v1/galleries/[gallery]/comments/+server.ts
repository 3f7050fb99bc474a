import { listComments } from '#lib/server/marks/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await listComments(locals.ctx, requireMember(locals), params.gallery));
