import * as v from 'valibot';
import { PatchProduct } from '#lib/domain/products/settings.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { archiveProduct, changeProduct } from '#lib/server/products/index.ts';
import type { RequestHandler } from './$types';

export const PATCH: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(PatchProduct, await request.json());
	return Response.json(await changeProduct(locals.ctx, actor, params.product, input));
};

export const DELETE: RequestHandler = async ({ locals, params }) => {
	await archiveProduct(locals.ctx, requireMember(locals), params.product);
	return new Response(null, { status: 204 });
};
