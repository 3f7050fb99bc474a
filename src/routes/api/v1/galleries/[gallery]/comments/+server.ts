import { findVisibleGallery } from '#lib/server/access/index.ts';
import { commentsOf } from '#lib/server/marks/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const { ctx } = locals;
	findVisibleGallery(ctx.db.read, requireMember(locals), params.gallery, ctx.clock.now());
	return Response.json(commentsOf(ctx.db.read, params.gallery, { studio: true }));
};
