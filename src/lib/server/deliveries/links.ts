import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { deliveryLink } from '../db/schema.ts';
import type { Recipient } from '../orders/index.ts';
import { queueMail } from '../outbox/index.ts';

type Sent = { id: string; galleryId: string; orderId: string | null };

/** A recipient's own key to the delivery page; `email` '' is a link that nobody was sent, to be copied. */
export async function makeLink(
	tx: Transaction,
	ctx: Context,
	deliveryId: string,
	recipient: Recipient
): Promise<string> {
	const id = ctx.ids.next();
	const counter = 1;
	const tokenHash = ctx.tokens.hash(ctx.tokens.make('delivery', id, counter));
	const row = { id, deliveryId, ...recipient, counter, tokenHash, createdAt: ctx.clock.now() };
	await tx.insert(deliveryLink).values(row).run();
	return id;
}

/** One link and one mail for each recipient. */
export async function sendLinks(
	tx: Transaction,
	ctx: Context,
	delivery: Sent,
	recipients: readonly Recipient[]
) {
	const { id: deliveryId, galleryId } = delivery;
	const orderId = delivery.orderId ?? undefined;
	for (const recipient of recipients) {
		const facts = { linkId: await makeLink(tx, ctx, deliveryId, recipient) };
		const { email: to, name: toName } = recipient;
		await queueMail(tx, ctx, { template: 'delivery', to, toName, facts, galleryId, orderId, deliveryId });
	}
}
