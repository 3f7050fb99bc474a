import { uploadStatus } from '#lib/server/uploads/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await uploadStatus(locals.ctx, requireMember(locals), params.upload));
