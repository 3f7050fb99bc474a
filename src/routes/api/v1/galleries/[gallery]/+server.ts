import * as v from 'valibot';
import { PatchGallery } from '#lib/domain/galleries/settings.ts';
import { deleteGallery, patchGallery, readGallery } from '#lib/server/galleries/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await readGallery(locals.ctx, requireMember(locals), params.gallery));

export const PATCH: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(PatchGallery, await request.json());
	return Response.json(await patchGallery(locals.ctx, actor, params.gallery, input));
};

export const DELETE: RequestHandler = async ({ locals, params, url }) => {
	const confirm = url.searchParams.get('confirm') === 'cancel-items' ? 'cancel-items' : null;
	await deleteGallery(locals.ctx, requireMember(locals), params.gallery, { confirm });
	return new Response(null, { status: 204 });
};
