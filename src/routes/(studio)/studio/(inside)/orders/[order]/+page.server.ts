import { requireMember } from '#lib/server/http/locals.ts';
import { filesOfOrder, listUnmatched, namedAlike } from '#lib/server/files/index.ts';
import { readOrder } from '#lib/server/orders/index.ts';
import { readGallery } from '#lib/server/galleries/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requireMember(locals);
	const order = await readOrder(locals.ctx, actor, params.order);
	const unmatched = await listUnmatched(locals.ctx, actor, order.galleryId);
	return {
		order,
		gallery: await readGallery(locals.ctx, actor, order.galleryId),
		files: filesOfOrder(locals.ctx, order.id),
		alike: namedAlike(
			locals.ctx,
			order.galleryId,
			order.items.map(({ cameraName }) => cameraName)
		),
		questions: unmatched.filter((one) => one.orderId === order.id),
		nowMs: locals.ctx.clock.now()
	};
};
