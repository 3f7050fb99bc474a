import { asc, eq, inArray, type SQL } from 'drizzle-orm';
import type { OrderItemView, OrderView } from '#lib/contract/order.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import { isPending } from '#lib/domain/orders/item.ts';
import { orderProgress } from '#lib/domain/orders/progress.ts';
import type { Context } from '../context.ts';
import { inJson } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { delivery, file, gallery, order, orderItem, orderRecipient, version } from '../db/schema.ts';
import { openInstructions } from '../marks/index.ts';
import { asPlaced, inGalleryOrder, placeColumns } from './item-order.ts';
import { presentDeliveries } from './present-deliveries.ts';

type ItemRow = typeof orderItem.$inferSelect;
type Instruction = ItemRow['instructions'][number];

export const iso = (at: number) => new Date(at).toISOString();

export async function presentOrders(
	db: Database,
	ctx: Context,
	actor: MemberActor,
	orders: readonly (typeof order.$inferSelect)[]
): Promise<OrderView[]> {
	const ids = orders.map(({ id }) => id);
	if (!ids.length) return [];
	const rows = Map.groupBy(await itemRows(db, inArray(orderItem.orderId, ids)), ({ item }) => item.orderId);
	return presentWith(db, ctx, actor, orders, (id) => {
		const shown = asPlaced(rows.get(id) ?? []);
		return { shown, all: shown.map(({ item }) => item) };
	});
}

/** One order with these of its items; its progress is that of `all`. */
export async function presentPart(
	db: Database,
	ctx: Context,
	actor: MemberActor,
	row: typeof order.$inferSelect,
	{ all, ids }: { all: Items['all']; ids: readonly string[] }
): Promise<OrderView[]> {
	const shown = inGalleryOrder(await itemRows(db, inJson(orderItem.id, ids)));
	return presentWith(db, ctx, actor, [row], () => ({ all, shown }));
}

type Items = {
	all: readonly Pick<ItemRow, 'fileId' | 'state' | 'afterVersion'>[];
	shown: readonly ItemWithFile[];
};

async function presentWith(
	db: Database,
	ctx: Context,
	actor: MemberActor,
	orders: readonly (typeof order.$inferSelect)[],
	itemsOf: (orderId: string) => Items
): Promise<OrderView[]> {
	const ids = orders.map(({ id }) => id);
	const items = new Map(ids.map((id) => [id, itemsOf(id)]));
	const knowsPeople = memberCan(actor.role, 'manage-orders');
	const recipients = knowsPeople ? await recipientsOf(db, ids) : [];
	const to = Map.groupBy(recipients, (row) => row.orderId);
	const deliveries = await db
		.select()
		.from(delivery)
		.where(inArray(delivery.orderId, ids))
		.orderBy(asc(delivery.number))
		.all();
	const presented = await presentDeliveries(db, ctx, deliveries, { mails: knowsPeople });
	const fileIds = new Set([...items.values()].flatMap(({ shown }) => shown.map(({ item }) => item.fileId)));
	const open = await openInstructions(db, [...fileIds]);
	return orders.map((row) => {
		const { all = [], shown = [] } = items.get(row.id) ?? {};
		return {
			...orderFields(row),
			recipients: (to.get(row.id) ?? []).map(({ email }) => email),
			unconfirmed: (to.get(row.id) ?? []).filter(({ trust }) => trust === 'waits').map(({ email }) => email),
			progress: orderProgress(row, all),
			items: shown.map((one) => presentItem(one, open.get(one.item.fileId) ?? [])),
			deliveries: presented.filter((each) => each.orderId === row.id)
		};
	});
}

const recipientsOf = (db: Database, orderIds: string[]) =>
	db
		.select()
		.from(orderRecipient)
		.where(inArray(orderRecipient.orderId, orderIds))
		.orderBy(asc(orderRecipient.email))
		.all();

type ItemWithFile = { item: ItemRow; cameraName: string; n: number | null };

async function itemRows(db: Database, which: SQL) {
	return db
		.select({ item: orderItem, cameraName: file.cameraName, n: version.n, ...placeColumns })
		.from(orderItem)
		.innerJoin(file, eq(file.id, orderItem.fileId))
		.innerJoin(gallery, eq(gallery.id, file.galleryId))
		.leftJoin(version, eq(version.id, orderItem.versionId))
		.where(which)
		.all();
}

export function presentItem(
	{ item, cameraName, n }: ItemWithFile,
	open: readonly Instruction[] = []
): OrderItemView {
	const { id, fileId, state, cancelledBy, afterVersion, instructions } = item;
	const frozen = new Set(instructions.map(({ commentId }) => commentId));
	const since = isPending(item) ? open.filter(({ commentId }) => !frozen.has(commentId)) : [];
	return {
		id,
		fileId,
		cameraName,
		state,
		...(state === 'cancelled' ? { reason: item.reason || (cancelledBy ?? '') } : {}),
		...(cancelledBy ? { cancelledBy } : {}),
		...(n === null ? {} : { version: n }),
		afterVersion,
		instructions: instructions.map(({ text }) => text),
		addedSince: since.map(({ text }) => text)
	};
}

function orderFields(row: typeof order.$inferSelect) {
	const { id, number, galleryId, selectionId, note, seenAt, startedAt, expectedBy } = row;
	return {
		id,
		number,
		galleryId,
		...(selectionId ? { selectionId } : {}),
		placedBy: row.placedByName,
		placedAt: iso(row.placedAt),
		...(seenAt === null ? {} : { seenAt: iso(seenAt) }),
		...(startedAt === null ? {} : { startedAt: iso(startedAt) }),
		...(expectedBy === null ? {} : { expectedBy: iso(expectedBy) }),
		note
	};
}
