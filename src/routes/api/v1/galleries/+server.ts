import * as v from 'valibot';
import { CreateGallery } from '#lib/domain/galleries/settings.ts';
import { createGallery, listGalleries } from '#lib/server/galleries/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) =>
	Response.json(await listGalleries(locals.ctx, requireMember(locals)));

export const POST: RequestHandler = async ({ locals, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(CreateGallery, await request.json());
	return Response.json(await createGallery(locals.ctx, actor, input), { status: 201 });
};
