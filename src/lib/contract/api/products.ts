import * as v from 'valibot';
import { CreateProduct, PatchProduct } from '#lib/domain/products/settings.ts';
import { ProductView } from '../product.ts';
import type { Operation } from './operation.ts';

export const products: readonly Operation[] = [
	{
		call: 'GET /api/v1/products',
		does: 'what the studio offers besides originals, in its order',
		who: 'member',
		gives: { 200: v.array(ProductView) }
	},
	{
		call: 'POST /api/v1/products',
		does: 'makes one: `{name, settings}`; who may fetch it is said by the rows of access tables (`products: [{product, states}]`)',
		who: 'member',
		takes: CreateProduct,
		gives: { 201: ProductView },
		refuses: [409]
	},
	{
		call: 'PATCH /api/v1/products/{product}',
		does: 'changes `{name?, settings?, position?}`; what was made by other settings is made anew when it is next wanted',
		who: 'member',
		takes: PatchProduct,
		gives: { 200: ProductView }
	},
	{
		call: 'DELETE /api/v1/products/{product}',
		does: 'offers it no more',
		who: 'member',
		gives: { 204: 'nothing' }
	},
	{
		call: 'GET /api/v1/files/{file}/products/{product}',
		does: 'bytes of a product of `?version=`, Range allowed; what has yet to be made is waited for (`?wait=`, 30 seconds unless said), then 503; 409: it cannot be made of this file',
		who: 'member',
		query: { version: v.optional(v.string()), wait: v.optional(v.string()) },
		gives: { 200: 'bytes', 206: 'bytes' },
		refuses: [409, 416]
	}
];
