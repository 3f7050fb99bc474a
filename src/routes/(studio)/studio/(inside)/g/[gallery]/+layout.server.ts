import { requireMember } from '#lib/server/http/locals.ts';
import { ancestorsOf } from '#lib/server/galleries/queries.ts';
import { readGallery } from '#lib/server/galleries/index.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params }) => {
	const actor = requireMember(locals);
	const gallery = await readGallery(locals.ctx, actor, params.gallery);
	return { gallery, above: ancestorsOf(locals.ctx.db.read, gallery.parentId) };
};
