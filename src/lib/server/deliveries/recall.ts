import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, notFound, requireManager } from '../access/index.ts';
import type { Context } from '../context.ts';
import { bumpChange } from '../db/change.ts';
import type { Transaction } from '../db/open.ts';
import { delivery } from '../db/schema.ts';
import { announceOrder } from '../orders/announce.ts';
import type { OrderView } from '../orders/present.ts';
import { viewOrder } from '../orders/read-order.ts';
import { announceDelivery } from './announce.ts';
import { presentDeliveries, type DeliveryView } from './present.ts';

/**
 * Its links end; items stay delivered, since what was fetched cannot be taken back. Answers the order, or the delivery
 * itself where there is no order.
 */
export async function recallDelivery(
	ctx: Context,
	actor: MemberActor,
	deliveryId: string
): Promise<OrderView | DeliveryView> {
	requireManager(actor);
	return ctx.db.transaction((tx) => {
		const { gallery, orderId } = findSent(tx, actor, deliveryId, ctx.clock.now());
		const isLive = and(eq(delivery.id, deliveryId), isNull(delivery.recalledAt));
		const { changes } = tx.update(delivery).set({ recalledAt: ctx.clock.now() }).where(isLive).run();
		bumpChange(tx, gallery.id);
		if (orderId) {
			announceOrder(tx, ctx, orderId, { deliveryId, toClients: true });
			return viewOrder(tx, ctx, actor, orderId);
		}
		if (changes) announceDelivery(tx, ctx, gallery, 'delivery.recalled', deliveryId);
		return viewDelivery(tx, ctx, deliveryId);
	});
}

function findSent(tx: Transaction, actor: MemberActor, deliveryId: string, now: number) {
	const isSent = and(eq(delivery.id, deliveryId), isNotNull(delivery.deliveredAt));
	const row = tx.select().from(delivery).where(isSent).get();
	if (!row) throw notFound();
	const { gallery } = findVisibleGallery(tx, actor, row.galleryId, now);
	return { gallery, orderId: row.orderId };
}

export function viewDelivery(tx: Transaction, ctx: Context, deliveryId: string): DeliveryView {
	const rows = tx.select().from(delivery).where(eq(delivery.id, deliveryId)).all();
	const [view] = presentDeliveries(tx, ctx, rows);
	if (!view) throw notFound();
	return view;
}
