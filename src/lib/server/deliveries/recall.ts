import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { DeliveryView } from '#lib/contract/delivery.ts';
import type { RecallDelivery } from '#lib/contract/order-inputs.ts';
import type { OrderView } from '#lib/contract/order.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, notFound, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { delivery, deliveryFile, file } from '../db/schema.ts';
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
		const { gallery, orderId } = await findSent(tx, actor, deliveryId, ctx.clock.now());
		const hasChanged = fileIds
			? await takeOff(tx, ctx, deliveryId, fileIds)
			: await endLinks(tx, ctx, deliveryId);
		const about = {
			galleryId: gallery.id,
			by: byActor(actor),
			deliveryId,
			orderId,
			fileIds: fileIds ?? null
		};
		await record(tx, ctx, { name: 'delivery.recalled', ...about, hasChanged });
		return orderId ? await viewOrder(tx, ctx, actor, orderId) : await viewDelivery(tx, ctx, deliveryId);
	});
	ctx.log.info({ deliveryId, fileIds, memberId: actor.memberId }, 'a delivery was recalled');
	return view;
}

async function endLinks(tx: Transaction, ctx: Context, deliveryId: string): Promise<boolean> {
	const isLive = and(eq(delivery.id, deliveryId), isNull(delivery.recalledAt));
	const set = { recalledAt: ctx.clock.now() };
	return (await tx.update(delivery).set(set).where(isLive).run()).changes > 0;
}

async function takeOff(
	tx: Transaction,
	ctx: Context,
	deliveryId: string,
	fileIds: readonly string[]
): Promise<boolean> {
	const ofDelivery = eq(deliveryFile.deliveryId, deliveryId);
	const listed = await tx.select().from(deliveryFile).where(ofDelivery).all();
	const beside = await goingWith(tx, fileIds);
	const known = new Set(listed.map(({ fileId }) => fileId));
	if (fileIds.some((id) => !known.has(id))) throw notFound();
	const isOn = isNull(deliveryFile.recalledAt);
	const { changes } = await tx
		.update(deliveryFile)
		.set({ recalledAt: ctx.clock.now() })
		.where(and(ofDelivery, inArray(deliveryFile.fileId, [...fileIds, ...beside]), isOn))
		.run();
	if (!(await tx.select().from(deliveryFile).where(and(ofDelivery, isOn)).get()))
		await endLinks(tx, ctx, deliveryId);
	return changes > 0;
}

/** What went out with these pictures, deleted since or not. */
async function goingWith(tx: Transaction, fileIds: readonly string[]): Promise<string[]> {
	const theirs = inArray(file.companionOf, [...fileIds]);
	return (await tx.select({ id: file.id }).from(file).where(theirs).all()).map(({ id }) => id);
}

async function findSent(tx: Transaction, actor: MemberActor, deliveryId: string, now: number) {
	const isSent = and(eq(delivery.id, deliveryId), isNotNull(delivery.deliveredAt));
	const row = await tx.select().from(delivery).where(isSent).get();
	if (!row) throw notFound();
	const { gallery } = await findVisibleGallery(tx, actor, row.galleryId, now);
	return { gallery, orderId: row.orderId };
}

async function viewDelivery(tx: Transaction, ctx: Context, deliveryId: string): Promise<DeliveryView> {
	const rows = await tx.select().from(delivery).where(eq(delivery.id, deliveryId)).all();
	const [view] = await presentDeliveries(tx, ctx, rows);
	if (!view) throw notFound();
	return view;
}
