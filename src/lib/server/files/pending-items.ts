import { and, asc, eq, inArray } from 'drizzle-orm';
import { PENDING_STATES } from '#lib/domain/orders/item.ts';
import { inJson, param, list } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { order, orderItem } from '../db/schema.ts';

export type PendingItem = {
	id: string;
	orderId: string;
	orderNumber: number;
	/** Name of who placed the order. */
	by: string;
	fileId: string;
	state: 'waiting' | 'ready';
	afterVersion: number;
	versionId: string | null;
	deliveryId: string | null;
	createdAt: number;
};

/** Items of these files, in all orders, that are waiting or ready; oldest first. */
export async function pendingItemsOf(db: Database, fileIds: readonly string[]): Promise<PendingItem[]> {
	if (!fileIds.length) return [];
	return (await pendingOn(db).all({ fileIds: list(fileIds) })).map(({ item, orderNumber, by }) => ({
		...pick(item),
		orderNumber,
		by
	}));
}

const pendingOn = statement((db: Database) =>
	db
		.select({ item: orderItem, orderNumber: order.number, by: order.placedByName })
		.from(orderItem)
		.innerJoin(order, eq(order.id, orderItem.orderId))
		.where(and(inJson(orderItem.fileId, param('fileIds')), inArray(orderItem.state, PENDING_STATES)))
		.orderBy(asc(orderItem.createdAt), asc(orderItem.id))
		.prepare()
);

function pick({
	id,
	orderId,
	fileId,
	state,
	afterVersion,
	versionId,
	deliveryId,
	createdAt
}: typeof orderItem.$inferSelect) {
	const pending = state === 'ready' ? ('ready' as const) : ('waiting' as const);
	return { id, orderId, fileId, state: pending, afterVersion, versionId, deliveryId, createdAt };
}
