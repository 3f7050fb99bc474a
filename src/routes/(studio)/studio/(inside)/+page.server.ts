import { listDeletedGalleries } from '#lib/server/galleries/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { readHome } from '#lib/server/studio/home.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const actor = requireMember(locals);
	return {
		galleries: await readHome(locals.ctx, actor),
		deleted: await listDeletedGalleries(locals.ctx, actor)
	};
};
