import { requireMember } from '#lib/server/http/locals.ts';
import { ancestorsOf, childrenOf, readGallery } from '#lib/server/galleries/index.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params }) => {
	const actor = requireMember(locals);
	const gallery = await readGallery(locals.ctx, actor, params.gallery);
	const { read } = locals.ctx.db;
	return {
		gallery,
		above: (await ancestorsOf(read, gallery.parentId)).map(named),
		below: (await childrenOf(read, actor, gallery.id)).map(named)
	};
};

const named = ({ id, title }: { id: string; title: string }) => ({ id, title });
