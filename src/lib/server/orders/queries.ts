import { and, asc, eq, inArray } from 'drizzle-orm';
import type { DeliveryPin } from '#lib/domain/access/read.ts';
import { among } from '../db/expressions.ts';
import type { Reader, Transaction } from '../db/open.ts';
import { delivery, deliveryFile, deliveryLink, order, orderItem } from '../db/schema.ts';

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
export function pendingItemsOf(db: Reader | Transaction, fileIds: readonly string[]): PendingItem[] {
	if (!fileIds.length) return [];
	return db
		.select({ item: orderItem, orderNumber: order.number, by: order.placedByName })
		.from(orderItem)
		.innerJoin(order, eq(order.id, orderItem.orderId))
		.where(and(among(orderItem.fileId, fileIds), inArray(orderItem.state, ['waiting', 'ready'])))
		.orderBy(asc(orderItem.createdAt), asc(orderItem.id))
		.all()
		.map(({ item, orderNumber, by }) => ({ ...pick(item), orderNumber, by }));
}

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

/** The deliveries that pin each version, recalled ones too (`canRead` judges them), with their recipients. */
export function pinsOf(db: Reader | Transaction, versionIds: readonly string[]): Map<string, DeliveryPin[]> {
	if (!versionIds.length) return new Map();
	const rows = db
		.select({
			versionId: deliveryFile.versionId,
			delivery,
			email: deliveryLink.email,
			revokedAt: deliveryLink.revokedAt
		})
		.from(deliveryFile)
		.innerJoin(delivery, eq(delivery.id, deliveryFile.deliveryId))
		.leftJoin(deliveryLink, eq(deliveryLink.deliveryId, delivery.id))
		.where(inArray(deliveryFile.versionId, [...versionIds]))
		.all();
	const pins = new Map<string, DeliveryPin[]>();
	for (const [key, group] of Map.groupBy(rows, (row) => `${row.versionId} ${row.delivery.id}`)) {
		const versionId = key.slice(0, key.indexOf(' '));
		const first = group[0];
		if (!first) continue;
		const recipients = group.flatMap((row) => (row.email && row.revokedAt === null ? [row.email] : []));
		const { id, recalledAt, expiresAt } = first.delivery;
		const pin: DeliveryPin = { kind: 'delivery', deliveryId: id, recipients, recalledAt, expiresAt };
		pins.set(versionId, [...(pins.get(versionId) ?? []), pin]);
	}
	return pins;
}
