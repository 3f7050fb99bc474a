import { requireMember } from '#lib/server/http/locals.ts';
import { undeleteGallery } from '#lib/server/galleries/index.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params }) =>
	Response.json(await undeleteGallery(locals.ctx, requireMember(locals), params.gallery));
