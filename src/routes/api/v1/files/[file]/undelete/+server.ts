import { undeleteFile } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params }) =>
	Response.json(await undeleteFile(locals.ctx, requireMember(locals), params.file));
