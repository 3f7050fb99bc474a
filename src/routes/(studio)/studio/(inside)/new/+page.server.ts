import { requireMember } from '#lib/server/http/locals.ts';
import { requireAbility } from '#lib/server/access/index.ts';
import { listGalleries } from '#lib/server/galleries/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireMember(locals);
	requireAbility(actor, 'manage-galleries');
	const galleries = await listGalleries(locals.ctx, actor);
	return {
		parents: galleries.map(({ id, title }) => ({ id, title })),
		parentId: url.searchParams.get('in') ?? ''
	};
};
