import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { delivery, orderRecipient } from '../db/schema.ts';
import { record, type By } from '../events/index.ts';
import { sendLinks } from './links.ts';

/** Recipients who waited get what went out without them, and all that follows. Pressing twice is pressing once. */
export async function confirmWaiting(
	tx: Transaction,
	ctx: Context,
	by: By,
	{ id: orderId, galleryId }: { id: string; galleryId: string }
) {
	const waits = and(eq(orderRecipient.orderId, orderId), eq(orderRecipient.trust, 'waits'));
	const confirmed = await tx
		.update(orderRecipient)
		.set({ trust: 'confirmed' })
		.where(waits)
		.returning()
		.all();
	if (!confirmed.length) return;
	const recipients = confirmed.map(({ email, name, participantId }) => ({ email, name, participantId }));
	const stands = and(
		eq(delivery.orderId, orderId),
		isNotNull(delivery.deliveredAt),
		isNull(delivery.recalledAt)
	);
	for (const sent of await tx.select().from(delivery).where(stands).orderBy(asc(delivery.number)).all())
		await sendLinks(tx, ctx, sent, recipients);
	await record(tx, ctx, { name: 'order.recipientsConfirmed', galleryId, by, orderId });
}
