import { requireAbility } from '#lib/server/access/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { listProducts } from '#lib/server/products/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const actor = requireMember(locals);
	requireAbility(actor, 'manage-galleries');
	return { products: await listProducts(locals.ctx, actor) };
};
