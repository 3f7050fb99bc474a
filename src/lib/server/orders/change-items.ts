import { and, eq, inArray } from 'drizzle-orm';
import type { OrderDraftView } from '#lib/contract/order.ts';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { ChangeItems } from '#lib/domain/orders/inputs.ts';
import { PENDING_STATES } from '#lib/domain/orders/item.ts';
import { canChangeItems } from '#lib/domain/orders/progress.ts';
import type { Context } from '../context.ts';
import { writersTurn } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { orderItem } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { openInstructions } from '../marks/index.ts';
import { cancelItems } from './cancel-items.ts';
import { countAct } from './count-acts.ts';
import { draftFrom, orderFacts } from './draft.ts';
import { findOwnOrder } from './find.ts';
import { insertItems } from './insert.ts';

/** `remove` takes items by their own or their picture's id; what cannot be added is answered as `left`. */
export async function changeItems(
	ctx: Context,
	actor: ClientActor,
	orderId: string,
	{ add, remove }: ChangeItems,
	network?: string
): Promise<{ left: OrderDraftView['left'] }> {
	return ctx.db.transaction(async (tx) => {
		await countAct(tx, ctx, 'change', actor, network);
		const { order, rights } = await findOwnOrder(tx, actor, orderId, ctx.clock.now());
		if (!rights.order) throw new AppError('forbidden', 'faults:orders.no-right');
		if (!canChangeItems(order)) throw new AppError('conflict', 'faults:orders.started');
		const withdrawn = await takeOut(tx, ctx, actor, orderId, remove);
		await writersTurn();
		const { left, added } = await addTo(tx, ctx, actor, orderId, add);
		const { galleryId } = order;
		const about = { galleryId, by: byActor(actor), orderId };
		const change = { added, renewed: [], withdrawn, words: '', byStudio: false };
		await record(tx, ctx, { name: 'order.itemsChanged', ...about, ...change });
		return { left };
	});
}

/** Answers the items that were taken out. */
async function takeOut(
	tx: Transaction,
	ctx: Context,
	actor: ClientActor,
	orderId: string,
	ids: readonly string[]
): Promise<string[]> {
	if (!ids.length) return [];
	const named = new Set(ids);
	const items = (await pendingIn(tx, orderId)).filter(({ id, fileId }) => named.has(id) || named.has(fileId));
	const why = { by: byActor(actor), cancelledBy: 'client', reason: null } as const;
	await cancelItems(tx, ctx, actor.galleryId, items, why);
	return items.map(({ id }) => id);
}

async function addTo(
	tx: Transaction,
	ctx: Context,
	actor: ClientActor,
	orderId: string,
	fileIds: readonly string[]
) {
	if (!fileIds.length) return { left: [], added: [] };
	const here = new Set((await pendingIn(tx, orderId)).map(({ fileId }) => fileId));
	const wanted = fileIds.filter((id) => !here.has(id));
	const draft = draftFrom(await orderFacts(tx, ctx, actor, actor.galleryId), wanted);
	const ids = draft.files.map(({ id }) => id);
	const comments = await openInstructions(tx, ids);
	const items = ids.map((fileId) => ({ fileId, instructions: comments.get(fileId) ?? [] }));
	return { left: draft.left, added: await insertItems(tx, ctx, orderId, items) };
}

async function pendingIn(tx: Transaction, orderId: string) {
	const isPending = and(eq(orderItem.orderId, orderId), inArray(orderItem.state, PENDING_STATES));
	return tx.select().from(orderItem).where(isPending).all();
}
