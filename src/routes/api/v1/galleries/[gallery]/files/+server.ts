import { listFilesJson } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	new Response(await listFilesJson(locals.ctx, requireMember(locals), params.gallery), {
		headers: { 'content-type': 'application/json' }
	});
