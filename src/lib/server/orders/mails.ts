import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import type { FactOf } from '../events/index.ts';
import { gallery, order, participant } from '../db/schema.ts';
import { photographersOf, queueMail } from '../outbox/index.ts';

/** One mail to the client who placed the order, for everything that one act of the studio changed in it. */
export async function mailOrderChanged(
	tx: Transaction,
	ctx: Context,
	fact: FactOf<'order.itemsChanged' | 'order.itemsFollowed'>
) {
	const { orderId, withdrawn } = fact;
	const isOwnAct = fact.name === 'order.itemsChanged' && !fact.byStudio;
	const { added, words } = fact.name === 'order.itemsChanged' ? fact : { added: [], words: '' };
	if (isOwnAct || added.length + withdrawn.length === 0) return;
	const client = await placedIn(tx, orderId);
	if (!client?.email) return;
	const { email: to, name, galleryId } = client;
	const toName = name ?? '';
	const facts = { orderId, added, withdrawn, reason: words };
	await queueMail(tx, ctx, { template: 'order-changed', to, toName, facts, galleryId, orderId });
}

/** A mail to each photographer, and one to the client that says it arrived. An order of the studio's tells nobody. */
export async function mailOrderPlaced(tx: Transaction, ctx: Context, fact: FactOf<'order.placed'>) {
	const { orderId, byStudio } = fact;
	const client = byStudio ? undefined : await placedIn(tx, orderId);
	if (!client?.email) return;
	const { email: to, galleryId, studioId } = client;
	const toName = client.name ?? '';
	const about = { facts: { orderId }, galleryId, orderId };
	for (const { name, address } of await photographersOf(tx, studioId))
		await queueMail(tx, ctx, { template: 'order-placed', to: address, toName: name, ...about });
	await queueMail(tx, ctx, { template: 'order-received', to, toName, ...about });
}

export async function mailChangeAsked(tx: Transaction, ctx: Context, fact: FactOf<'order.changeAsked'>) {
	const { orderId, itemId } = fact;
	const placed = await placedIn(tx, orderId);
	if (!placed) return;
	const about = { facts: { orderId, itemId }, galleryId: placed.galleryId, orderId };
	for (const { name, address } of await photographersOf(tx, placed.studioId))
		await queueMail(tx, ctx, { template: 'change-asked', to: address, toName: name, ...about });
}

/** A choice of which nothing can be ordered: the studio is told that it is there. */
export async function mailSelectionSent(tx: Transaction, ctx: Context, fact: FactOf<'selection.locked'>) {
	const { selectionId, how, galleryId, by } = fact;
	const here = galleryId && (await tx.select().from(gallery).where(eq(gallery.id, galleryId)).get());
	if (how !== 'choice' || !here) return;
	const sender = by.id && (await tx.select().from(participant).where(eq(participant.id, by.id)).get());
	const about = { facts: { selectionId, by: sender ? sender.name : '' }, galleryId: here.id };
	for (const { name, address } of await photographersOf(tx, here.studioId))
		await queueMail(tx, ctx, { template: 'selection-sent', to: address, toName: name, ...about });
}

/** Where an order was placed, and by whom as far as that is a person of its gallery. */
const placedIn = (tx: Transaction, orderId: string) =>
	tx
		.select({
			galleryId: order.galleryId,
			studioId: gallery.studioId,
			email: participant.email,
			name: participant.name
		})
		.from(order)
		.innerJoin(gallery, eq(gallery.id, order.galleryId))
		.leftJoin(participant, eq(participant.id, order.participantId))
		.where(eq(order.id, orderId))
		.get();
