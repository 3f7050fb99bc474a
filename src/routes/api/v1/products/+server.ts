import * as v from 'valibot';
import { CreateProduct } from '#lib/domain/products/settings.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { createProduct, listProducts } from '#lib/server/products/index.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) =>
	Response.json(await listProducts(locals.ctx, requireMember(locals)));

export const POST: RequestHandler = async ({ locals, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(CreateProduct, await request.json());
	return Response.json(await createProduct(locals.ctx, actor, input), { status: 201 });
};
