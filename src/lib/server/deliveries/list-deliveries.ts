import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { DeliveryView } from '#lib/contract/delivery.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { delivery } from '../db/schema.ts';
import { presentDeliveries } from '../orders/index.ts';

/** What was sent from a gallery without an order, newest first. */
export async function listSent(ctx: Context, actor: MemberActor, galleryId: string): Promise<DeliveryView[]> {
	requireAbility(actor, 'manage-orders');
	await findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	const isSent = and(
		eq(delivery.galleryId, galleryId),
		isNull(delivery.orderId),
		isNotNull(delivery.deliveredAt)
	);
	const rows = await ctx.db.read
		.select()
		.from(delivery)
		.where(isSent)
		.orderBy(desc(delivery.deliveredAt))
		.all();
	return presentDeliveries(ctx.db.read, ctx, rows);
}
