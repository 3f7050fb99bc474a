import { eq } from 'drizzle-orm';
import { orderProgress } from '#lib/domain/orders/progress.ts';
import { rooms } from '#lib/contract/announcements.ts';
import type { Context } from '../context.ts';
import { param } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { gallery, order, orderRecipient } from '../db/schema.ts';
import { itemsOf, openDeliveryOf } from './queries.ts';

export type OrderEvent = 'order.placed' | 'order.changed' | 'delivery.sent';
type Options = { event?: OrderEvent; deliveryId?: string; toClients: boolean };

/** Tells the studio how the order stands; with `toClients` also its people, who never hear of ready, due times or holds. */
export async function announceOrder(tx: Transaction, ctx: Context, orderId: string, options: Options) {
	const found = await withStudio(tx).get({ orderId });
	if (!found) return;
	const { event = 'order.changed', deliveryId, toClients } = options;
	const items = await itemsOf(tx, orderId);
	const { id, number, galleryId, participantId } = found.order;
	const known = {
		id,
		number,
		galleryId,
		...orderProgress(found.order, items),
		...(deliveryId ? { deliveryId } : {})
	};
	const open = await openDeliveryOf(tx, orderId);
	const ready = items.filter((item) => item.state === 'ready').length;
	const placedBy = { name: found.order.placedByName, isStudio: participantId === null };
	const inside = { ...known, ready, dueAt: iso(open?.dueAt), held: open?.held ?? false, placedBy };
	await ctx.hub.announce(tx, rooms.studio(galleryId), event, inside);
	await ctx.hub.announce(tx, rooms.home(found.studioId), event, inside);
	if (toClients)
		for (const room of await roomsOf(tx, found.order)) await ctx.hub.announce(tx, room, event, known);
}

const iso = (at: number | null | undefined) => (at == null ? null : new Date(at).toISOString());

/** Who placed it and who receives it, each in a room of their own. */
async function roomsOf(tx: Transaction, { id, participantId }: typeof order.$inferSelect) {
	const rows = await recipients(tx).all({ id });
	const people = [participantId, ...rows.map((row) => row.participantId)].filter((one) => one !== null);
	return [...new Set(people)].map(rooms.participant);
}

const withStudio = statement((tx: Transaction) =>
	tx
		.select({ order, studioId: gallery.studioId })
		.from(order)
		.innerJoin(gallery, eq(gallery.id, order.galleryId))
		.where(eq(order.id, param('orderId')))
		.prepare()
);

const recipients = statement((tx: Transaction) =>
	tx
		.select({ participantId: orderRecipient.participantId })
		.from(orderRecipient)
		.where(eq(orderRecipient.orderId, param('id')))
		.prepare()
);
