import { and, eq } from 'drizzle-orm';
import { rooms } from '#lib/contract/announcements.ts';
import type { Context } from '../context.ts';
import { bumpChange } from '../db/change.ts';
import { writersTurn } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { file, gallery, order, orderItem } from '../db/schema.ts';
import { record, SYSTEM, type FactOf } from '../events/index.ts';
import { advanceDelivery } from './advance-delivery.ts';
import { planOrder } from './schedule.ts';

const CAUSES = { file: 'changed', uploads: 'changed', accepted: 'ok' } as const;

/** Items followed their files: the delivery of their order is planned anew. */
export async function planFollowed(tx: Transaction, ctx: Context, fact: FactOf<'order.itemsFollowed'>) {
	await planOrder(tx, ctx, fact.orderId, fact.hasChanged ? CAUSES[fact.cause] : 'looked');
}

export async function planChangeAsked(tx: Transaction, ctx: Context, fact: FactOf<'order.changeAsked'>) {
	await planOrder(tx, ctx, fact.orderId, 'changed');
}

/** Pictures may be ready the moment they are ordered. */
export async function movePlaced(tx: Transaction, ctx: Context, { orderId, by }: FactOf<'order.placed'>) {
	await advanceDelivery(tx, ctx, orderId, { cause: 'changed', by });
}

export async function moveChanged(tx: Transaction, ctx: Context, fact: FactOf<'order.itemsChanged'>) {
	const { added, renewed, withdrawn } = fact;
	const cause = added.length + renewed.length + withdrawn.length > 0 ? 'changed' : 'looked';
	await advanceDelivery(tx, ctx, fact.orderId, { cause, by: fact.by });
}

/** An upload that names no file yet began or ended: every order that it could finish looks again. */
export async function planByUpload(tx: Transaction, ctx: Context, fact: FactOf<'upload.changed'>) {
	if (fact.isFinal && !fact.fileIds.length) await planAllIn(tx, ctx, fact.galleryId);
}

/** Rules that deliveries go by. */
export async function planByRule(tx: Transaction, ctx: Context, fact: FactOf<'gallery.changed'>) {
	const isOther = fact.changed.some((name) => name === 'deliveryRule' || name === 'okForRetoucher');
	if (isOther) await planAllIn(tx, ctx, fact.galleryId);
}

/** Every order of the gallery with a picture that is ready. */
async function planAllIn(tx: Transaction, ctx: Context, galleryId: string | null) {
	if (!galleryId) return;
	const rows = await tx
		.selectDistinct({ id: order.id })
		.from(order)
		.innerJoin(orderItem, eq(orderItem.orderId, order.id))
		.innerJoin(file, eq(file.id, orderItem.fileId))
		.where(and(eq(file.galleryId, galleryId), eq(orderItem.state, 'ready')))
		.all();
	for (const { id: orderId } of rows) {
		if (rows.length > 1) await writersTurn();
		await planOrder(tx, ctx, orderId, 'looked');
		await record(tx, ctx, { name: 'delivery.planned', galleryId, by: SYSTEM, orderId });
	}
}

type Sent = FactOf<'delivery.sent' | 'delivery.recalled'>;

/** The studio hears of a delivery that belongs to no order; one of an order is told with the order. */
export async function tellSent(tx: Transaction, ctx: Context, fact: Sent) {
	const { galleryId, deliveryId } = fact;
	if (!galleryId) return;
	if (fact.name === 'delivery.recalled') {
		await bumpChange(tx, galleryId);
		if (fact.orderId || !fact.hasChanged) return;
	}
	const here = await tx.select().from(gallery).where(eq(gallery.id, galleryId)).get();
	for (const room of [rooms.studio(galleryId), ...(here ? [rooms.home(here.studioId)] : [])])
		await ctx.hub.announce(tx, room, fact.name, { galleryId, deliveryId });
}
