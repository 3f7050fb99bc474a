import { listVersions } from '#lib/server/orders/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await listVersions(locals.ctx, requireMember(locals), params.file));
