import * as v from 'valibot';
import { AskedPage } from '#lib/domain/pages.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { listUnmatched, namedAlike } from '#lib/server/files/index.ts';
import { readOrderPage } from '#lib/server/orders/index.ts';
import { readGallery } from '#lib/server/galleries/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireMember(locals);
	const asked = v.parse(AskedPage, url.searchParams.get('page'));
	const shown = await readOrderPage(locals.ctx, actor, params.order, asked);
	const { id, galleryId } = shown.order;
	const unmatched = await listUnmatched(locals.ctx, actor, galleryId);
	return {
		...shown,
		gallery: await readGallery(locals.ctx, actor, galleryId),
		alike: await namedAlike(
			locals.ctx,
			galleryId,
			shown.places.map(({ cameraName }) => cameraName)
		),
		unmatched: unmatched.filter((one) => one.orderId === id),
		nowMs: locals.ctx.clock.now()
	};
};
