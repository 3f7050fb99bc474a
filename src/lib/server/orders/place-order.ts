import { and, eq } from 'drizzle-orm';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { PlaceOrder } from '#lib/domain/orders/inputs.ts';
import { notFound } from '../access/index.ts';
import type { Context } from '../context.ts';
import { inJson } from '../db/expressions.ts';
import { writersTurn } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { isPicture } from '../db/pictures.ts';
import { file, idempotencyKey, participant } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { openInstructions } from '../marks/index.ts';
import { lockIn, requireLimit } from '../selections/index.ts';
import { countAct } from './count-acts.ts';
import { draftFrom, orderFacts, type OrderFacts } from './draft.ts';
import { insertOrder } from './insert.ts';
import { recipientsOf } from './recipients.ts';
import { requireSameView } from './same-view.ts';
import { trusted } from './trust.ts';

/**
 * Places an order of exactly these pictures, and locks the selection it came from, in one commit. The same key gives
 * the same order again, another body under it is refused. Answers the order's id.
 */
export async function placeOrder(
	ctx: Context,
	actor: ClientActor,
	galleryId: string,
	key: string,
	input: PlaceOrder,
	network?: string
): Promise<string> {
	const bodyHash = ctx.tokens.hash(JSON.stringify(input));
	return ctx.db.transaction(async (tx) => {
		const known = await placedUnder(tx, actor.participantId, key);
		if (known) return sameAgain(known, bodyHash);
		await countAct(tx, ctx, 'order', actor, network);
		const facts = await orderFacts(tx, ctx, actor, galleryId, input.selectionId);
		await requireMayOrder(tx, actor, facts);
		await requireOwnFiles(tx, galleryId, input.fileIds);
		await requireSameView(tx, ctx, facts, input);
		if (facts.selection) requireLimit(facts.selection, facts.members?.length ?? 0);
		await writersTurn();
		const orderId = await insert(tx, ctx, actor, facts, input);
		const { participantId } = actor;
		await tx
			.insert(idempotencyKey)
			.values({ participantId, key, bodyHash, orderId, createdAt: ctx.clock.now() })
			.run();
		const by = byActor(actor);
		if (input.selectionId) await lockIn(tx, ctx, input.selectionId, { by, participantId, how: 'order' });
		await record(tx, ctx, { name: 'order.placed', galleryId, by, orderId, byStudio: false });
		return orderId;
	});
}

async function placedUnder(tx: Transaction, participantId: string, key: string) {
	const isKnown = and(eq(idempotencyKey.participantId, participantId), eq(idempotencyKey.key, key));
	return tx.select().from(idempotencyKey).where(isKnown).get();
}

function sameAgain(known: typeof idempotencyKey.$inferSelect, bodyHash: string): string {
	if (known.bodyHash !== bodyHash) throw new AppError('invalid', 'faults:orders.key-used');
	return known.orderId;
}

/** A guest gives an address, confirmed by a code, with their first order. */
async function requireMayOrder(tx: Transaction, { participantId }: ClientActor, { rights }: OrderFacts) {
	if (!rights.order) throw new AppError('forbidden', 'faults:orders.no-right');
	const person = await tx.select().from(participant).where(eq(participant.id, participantId)).get();
	if (!person?.email)
		throw new AppError('forbidden', 'faults:orders.needs-address', {}, { needsAddress: true });
}

/** One id of another gallery, and the whole order is not found; a deleted picture is only a changed view. */
async function requireOwnFiles(tx: Transaction, galleryId: string, fileIds: readonly string[]) {
	const isOwn = and(eq(file.galleryId, galleryId), isPicture, inJson(file.id, fileIds));
	if ((await tx.select({ id: file.id }).from(file).where(isOwn).all()).length < fileIds.length)
		throw notFound();
}

async function insert(
	tx: Transaction,
	ctx: Context,
	actor: ClientActor,
	facts: OrderFacts,
	input: PlaceOrder
): Promise<string> {
	const files = draftFrom(facts, input.fileIds, input.fileIds).files;
	const comments = await openInstructions(
		tx,
		files.map(({ id }) => id)
	);
	const { participantId, name, galleryId } = actor;
	const wanted = input.recipients?.length ? input.recipients : [{ participantId }];
	return insertOrder(tx, ctx, {
		gallery: facts.gallery,
		by: { participantId, memberId: null, name },
		selectionId: input.selectionId,
		note: input.note,
		items: files.map(({ id }) => ({ fileId: id, instructions: comments.get(id) ?? [] })),
		recipients: await trusted(
			tx,
			ctx,
			facts.gallery,
			await recipientsOf(tx, galleryId, wanted, ctx.clock.now())
		)
	});
}
