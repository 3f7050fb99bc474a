import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { DeliveryView } from '#lib/contract/delivery.ts';
import type { RecallDelivery } from '#lib/contract/order-inputs.ts';
import type { OrderView } from '#lib/contract/order.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, notFound, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { delivery, deliveryFile } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { presentDeliveries, viewOrder } from '../orders/index.ts';

/**
 * Its links end, or some pictures leave its page, manifest and archive; with the last of them the links end too. Items
 * stay delivered, since what was fetched cannot be taken back. Answers the order, or the delivery itself where there is
 * no order.
 */
export async function recallDelivery(
	ctx: Context,
	actor: MemberActor,
	deliveryId: string,
	{ fileIds }: RecallDelivery = {}
): Promise<OrderView | DeliveryView> {
	requireAbility(actor, 'manage-orders');
	const view = await ctx.db.transaction(async (tx) => {
		const { gallery, orderId } = findSent(tx, actor, deliveryId, ctx.clock.now());
		const hasChanged = fileIds ? takeOff(tx, ctx, deliveryId, fileIds) : endLinks(tx, ctx, deliveryId);
		const about = {
			galleryId: gallery.id,
			by: byActor(actor),
			deliveryId,
			orderId,
			fileIds: fileIds ?? null
		};
		await record(tx, ctx, { name: 'delivery.recalled', ...about, hasChanged });
		return orderId ? viewOrder(tx, ctx, actor, orderId) : viewDelivery(tx, ctx, deliveryId);
	});
	ctx.log.info({ deliveryId, fileIds, memberId: actor.memberId }, 'a delivery was recalled');
	return view;
}

function endLinks(tx: Transaction, ctx: Context, deliveryId: string): boolean {
	const isLive = and(eq(delivery.id, deliveryId), isNull(delivery.recalledAt));
	const set = { recalledAt: ctx.clock.now() };
	return tx.update(delivery).set(set).where(isLive).run().changes > 0;
}

function takeOff(tx: Transaction, ctx: Context, deliveryId: string, fileIds: readonly string[]): boolean {
	const ofDelivery = eq(deliveryFile.deliveryId, deliveryId);
	const listed = tx.select().from(deliveryFile).where(ofDelivery).all();
	const known = new Set(listed.map(({ fileId }) => fileId));
	if (fileIds.some((id) => !known.has(id))) throw notFound();
	const isOn = isNull(deliveryFile.recalledAt);
	const { changes } = tx
		.update(deliveryFile)
		.set({ recalledAt: ctx.clock.now() })
		.where(and(ofDelivery, inArray(deliveryFile.fileId, [...fileIds]), isOn))
		.run();
	if (!tx.select().from(deliveryFile).where(and(ofDelivery, isOn)).get()) endLinks(tx, ctx, deliveryId);
	return changes > 0;
}

function findSent(tx: Transaction, actor: MemberActor, deliveryId: string, now: number) {
	const isSent = and(eq(delivery.id, deliveryId), isNotNull(delivery.deliveredAt));
	const row = tx.select().from(delivery).where(isSent).get();
	if (!row) throw notFound();
	const { gallery } = findVisibleGallery(tx, actor, row.galleryId, now);
	return { gallery, orderId: row.orderId };
}

function viewDelivery(tx: Transaction, ctx: Context, deliveryId: string): DeliveryView {
	const rows = tx.select().from(delivery).where(eq(delivery.id, deliveryId)).all();
	const [view] = presentDeliveries(tx, ctx, rows);
	if (!view) throw notFound();
	return view;
}
