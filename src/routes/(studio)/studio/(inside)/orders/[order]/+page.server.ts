import { requireMember } from '#lib/server/http/locals.ts';
import { filesOfOrder } from '#lib/server/files/index.ts';
import { readOrder, seeOrder } from '#lib/server/orders/index.ts';
import { readGallery } from '#lib/server/galleries/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requireMember(locals);
	const order = await readOrder(locals.ctx, actor, params.order);
	void seeOrder;
	return {
		order,
		gallery: await readGallery(locals.ctx, actor, order.galleryId),
		files: await filesOfOrder(locals.ctx, actor, order.id),
		nowMs: locals.ctx.clock.now()
	};
};
