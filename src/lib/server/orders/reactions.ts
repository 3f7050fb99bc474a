import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { file, orderItem } from '../db/schema.ts';
import type { FactOf } from '../events/index.ts';
import { announceOrder } from './announce.ts';
import { followFiles, recheckOrdersOn } from './follow-files.ts';

type OfOrder = FactOf<
	| 'order.itemsChanged'
	| 'order.changeAsked'
	| 'order.started'
	| 'order.seen'
	| 'order.dateSet'
	| 'order.recipientsConfirmed'
>;

/** The studio and the order's people see how it stands. */
export const tellOrder = (tx: Transaction, ctx: Context, { orderId }: OfOrder) =>
	announceOrder(tx, ctx, orderId, { toClients: true });

/** Due times and holds are the studio's. */
export const tellStudioOfOrder = (tx: Transaction, ctx: Context, { orderId }: FactOf<'delivery.planned'>) =>
	announceOrder(tx, ctx, orderId, { toClients: false });

/** Nobody is told that an order of the studio's was received. */
export const tellPlaced = (tx: Transaction, ctx: Context, { orderId, byStudio }: FactOf<'order.placed'>) =>
	announceOrder(tx, ctx, orderId, { event: 'order.placed', toClients: !byStudio });

/** That a picture is ready is the studio's affair; that work began, or a picture left the order, is not. */
export const tellFollowed = (tx: Transaction, ctx: Context, fact: FactOf<'order.itemsFollowed'>) =>
	announceOrder(tx, ctx, fact.orderId, { toClients: fact.hasStarted || fact.withdrawn.length > 0 });

export const tellDelivered = (tx: Transaction, ctx: Context, fact: FactOf<'delivery.closed'>) =>
	announceOrder(tx, ctx, fact.orderId, {
		event: 'delivery.sent',
		deliveryId: fact.deliveryId,
		toClients: true
	});

export async function tellRecalled(tx: Transaction, ctx: Context, fact: FactOf<'delivery.recalled'>) {
	const { orderId, deliveryId } = fact;
	if (orderId) await announceOrder(tx, ctx, orderId, { deliveryId, toClients: true });
}

/** Finals under way may finish an item, or do so no more. */
export async function followUpload(tx: Transaction, ctx: Context, fact: FactOf<'upload.changed'>) {
	if (fact.isFinal && fact.fileIds.length) await followFiles(tx, ctx, fact);
}

/** Other states are delivered at once: every picture under order is looked at again. */
export async function followDeliverAtOnce(tx: Transaction, ctx: Context, fact: FactOf<'gallery.changed'>) {
	const { galleryId, by, changed } = fact;
	if (!galleryId || !changed.includes('deliverAtOnce')) return;
	const rows = await tx
		.selectDistinct({ id: file.id })
		.from(file)
		.innerJoin(orderItem, eq(orderItem.fileId, file.id))
		.where(eq(file.galleryId, galleryId))
		.all();
	await recheckOrdersOn(tx, ctx, { galleryId, by, fileIds: rows.map(({ id }) => id) }, 'file');
}
