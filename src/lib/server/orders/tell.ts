import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { order, participant } from '../db/schema.ts';
import { queueMail } from '../outbox/queue-mail.ts';

type Change = { added?: string[]; withdrawn?: string[]; reason?: string };

/** One mail to the client who placed the order, for everything that one act of the studio changed in it. */
export function tellOrderChanged(tx: Transaction, ctx: Context, orderId: string, change: Change) {
	const { added = [], withdrawn = [], reason = '' } = change;
	const client = tx
		.select({ email: participant.email, name: participant.name, galleryId: order.galleryId })
		.from(order)
		.innerJoin(participant, eq(participant.id, order.participantId))
		.where(eq(order.id, orderId))
		.get();
	if (!client?.email || added.length + withdrawn.length === 0) return;
	const facts = { orderId, added, withdrawn, reason };
	const { email: to, name: toName, galleryId } = client;
	queueMail(tx, ctx, { template: 'order-changed', to, toName, facts, galleryId, orderId });
}
