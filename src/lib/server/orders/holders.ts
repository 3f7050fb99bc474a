import { and, eq, inArray, isNotNull, isNull, ne } from 'drizzle-orm';
import { PENDING_STATES } from '#lib/domain/orders/item.ts';
import { inJson } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { delivery, deliveryFile, deliveryLink, orderItem, orderRecipient, version } from '../db/schema.ts';
import type { Recipient } from './recipients.ts';

/** A person with the newest version of each picture that was delivered to them. */
export type Holder = Recipient & { held: Map<string, number> };

/** Everybody to whom any of these pictures went out by a mailed link that still stands. */
export async function holdersOf(db: Database, fileIds: readonly string[]): Promise<Holder[]> {
	if (!fileIds.length) return [];
	const rows = await db
		.select({ link: deliveryLink, fileId: deliveryFile.fileId, n: version.n })
		.from(deliveryFile)
		.innerJoin(delivery, eq(delivery.id, deliveryFile.deliveryId))
		.innerJoin(deliveryLink, eq(deliveryLink.deliveryId, delivery.id))
		.innerJoin(version, eq(version.id, deliveryFile.versionId))
		.where(
			and(
				inJson(deliveryFile.fileId, fileIds),
				isNotNull(delivery.deliveredAt),
				isNull(delivery.recalledAt),
				isNull(deliveryFile.recalledAt),
				isNull(deliveryLink.revokedAt),
				ne(deliveryLink.email, '')
			)
		)
		.all();
	const holders = new Map<string, Holder>();
	for (const { link, fileId, n } of rows) {
		const { email, name, participantId } = link;
		const holder = holders.get(email) ?? { email, name, participantId, held: new Map<string, number>() };
		holder.held.set(fileId, Math.max(holder.held.get(fileId) ?? 0, n ?? 0));
		holders.set(email, holder);
	}
	return [...holders.values()];
}

/** `<fileId> <email>` of everybody who gets the next version of a picture anyway. */
export async function waitingFor(db: Database, fileIds: string[]): Promise<Set<string>> {
	if (!fileIds.length) return new Set();
	const isOpen = and(inJson(orderItem.fileId, fileIds), inArray(orderItem.state, PENDING_STATES));
	const rows = await db
		.select({ fileId: orderItem.fileId, email: orderRecipient.email })
		.from(orderItem)
		.innerJoin(orderRecipient, eq(orderRecipient.orderId, orderItem.orderId))
		.where(isOpen)
		.all();
	return new Set(rows.map(({ fileId, email }) => `${fileId} ${email}`));
}
