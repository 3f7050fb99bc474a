import { listDownloads } from '#lib/server/downloads/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await listDownloads(locals.ctx, requireMember(locals), params.gallery));
