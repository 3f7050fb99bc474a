import { recipientRights } from '#lib/domain/galleries/presets.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { readAccess, requireAbility } from '#lib/server/access/index.ts';
import { listLinks } from '#lib/server/invitations/index.ts';
import { listProducts } from '#lib/server/products/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent }) => {
	const actor = requireMember(locals);
	requireAbility(actor, 'manage-access');
	const { gallery } = await parent();
	return {
		rights: recipientRights(gallery.preset),
		products: (await listProducts(locals.ctx, actor)).map(({ id, name }) => ({ id, name })),
		access: await readAccess(locals.ctx, actor, params.gallery),
		links: await listLinks(locals.ctx, actor, params.gallery)
	};
};
