import { requireMember } from '#lib/server/http/locals.ts';
import { listOrderLines } from '#lib/server/orders/index.ts';
import { visibleGalleries } from '#lib/server/access/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const actor = requireMember(locals);
	const titles = Object.fromEntries(
		(await visibleGalleries(locals.ctx.db.read, actor)).map(({ id, title }) => [id, title])
	);
	return { nowMs: locals.ctx.clock.now(), orders: await listOrderLines(locals.ctx, actor), titles };
};
