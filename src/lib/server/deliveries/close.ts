import { and, asc, eq, ne } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { writersTurn } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { delivery, orderItem, orderRecipient } from '../db/schema.ts';
import { freezeManifest, type Pinned } from './freeze.ts';
import { sendLinks } from './links.ts';

type Delivery = typeof delivery.$inferSelect;

/**
 * Closes an open delivery whose pins were checked in this transaction: list frozen, items delivered, a link and a mail
 * for each recipient but those who wait for the studio's word. Nothing changes it afterwards; it can be recalled.
 */
export async function closeDelivery(tx: Transaction, ctx: Context, open: Delivery & { orderId: string }) {
	const now = ctx.clock.now();
	await writersTurn();
	const pins = await deliverItems(tx, open.id, now);
	await writersTurn();
	await freezeManifest(tx, open.id, pins);
	await tx.update(delivery).set({ deliveredAt: now, held: false }).where(eq(delivery.id, open.id)).run();
	const mayHaveIt = and(eq(orderRecipient.orderId, open.orderId), ne(orderRecipient.trust, 'waits'));
	const recipients = await tx
		.select()
		.from(orderRecipient)
		.where(mayHaveIt)
		.orderBy(asc(orderRecipient.email))
		.all();
	await sendLinks(
		tx,
		ctx,
		open,
		recipients.map(({ email, name, participantId }) => ({ email, name, participantId }))
	);
}

async function deliverItems(tx: Transaction, deliveryId: string, now: number): Promise<Pinned[]> {
	const isReady = and(eq(orderItem.deliveryId, deliveryId), eq(orderItem.state, 'ready'));
	const rows = await tx
		.update(orderItem)
		.set({ state: 'delivered', changedAt: now })
		.where(isReady)
		.returning()
		.all();
	return rows.map(({ id, fileId, versionId }) => {
		if (!versionId) throw new Error(`Item ${id} was ready without a pin`);
		return { fileId, versionId, itemId: id };
	});
}
