import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { EditItems } from '#lib/contract/order-inputs.ts';
import type { OrderView } from '#lib/contract/order.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { type WithdrawItem } from '#lib/domain/orders/inputs.ts';
import { isPending } from '#lib/domain/orders/item.ts';
import { notFound, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { isPicture } from '../db/pictures.ts';
import { file, orderItem } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { pendingItemsOf, restoreReleased } from '../files/index.ts';
import { openInstructions } from '../marks/index.ts';
import { cancelItems } from './cancel-items.ts';
import { findOrder, type OrderRow } from './find.ts';
import { insertItems } from './insert.ts';
import { viewOrder } from './read-order.ts';

/** The studio can always add, swap or withdraw; the client is told once. */
export async function editItems(
	ctx: Context,
	actor: MemberActor,
	orderId: string,
	input: EditItems
): Promise<OrderView> {
	requireAbility(actor, 'manage-orders');
	return ctx.db.transaction(async (tx) => {
		const { order } = await findOrder(tx, actor, orderId, ctx.clock.now());
		const { galleryId } = order;
		await withdraw(tx, ctx, actor, order, input);
		const added = await add(tx, ctx, galleryId, orderId, input.add);
		const renewed = await add(tx, ctx, galleryId, orderId, input.renew ?? [], ({ current }) => current);
		const { withdraw: withdrawn, reason: words } = input;
		const change = { added, renewed, withdrawn, words, byStudio: true };
		const about = { galleryId, by: byActor(actor), orderId };
		await record(tx, ctx, { name: 'order.itemsChanged', ...about, ...change });
		return viewOrder(tx, ctx, actor, orderId);
	});
}

export const withdrawItem = (
	ctx: Context,
	actor: MemberActor,
	orderId: string,
	itemId: string,
	input: WithdrawItem
) => editItems(ctx, actor, orderId, { add: [], withdraw: [itemId], ...input });

async function withdraw(
	tx: Transaction,
	ctx: Context,
	actor: MemberActor,
	order: OrderRow,
	{ withdraw: ids, reason, heldBack }: EditItems
) {
	if (!ids.length) return;
	const by = byActor(actor);
	const isNamed = and(eq(orderItem.orderId, order.id), inArray(orderItem.id, ids));
	const items = await tx.select().from(orderItem).where(isNamed).all();
	if (items.length < new Set(ids).size) throw notFound();
	if (!items.every(isPending)) throw new AppError('conflict', 'faults:orders.item-settled');
	if (heldBack === 'restore') await restoreReleased(tx, ctx, by, await endingWith(tx, items));
	const why = { by, cancelledBy: 'withdrawn', reason: reason || null } as const;
	await cancelItems(tx, ctx, order.galleryId, items, why);
}

/** Pictures that nothing holds back any more once these items have ended. */
async function endingWith(
	tx: Transaction,
	items: readonly { id: string; fileId: string }[]
): Promise<string[]> {
	const ending = new Set(items.map(({ id }) => id));
	const fileIds = [...new Set(items.map(({ fileId }) => fileId))];
	const others = (await pendingItemsOf(tx, fileIds)).filter(({ id }) => !ending.has(id));
	return fileIds.filter((fileId) => others.every((other) => other.fileId !== fileId));
}

async function add(
	tx: Transaction,
	ctx: Context,
	galleryId: string,
	orderId: string,
	wanted: readonly string[],
	newerThan: (file: { current: number }) => number = () => 0
): Promise<string[]> {
	if (!wanted.length) return [];
	const isHere = and(
		eq(file.galleryId, galleryId),
		isNull(file.deletedAt),
		isPicture,
		inArray(file.id, [...wanted])
	);
	const files = await tx.select({ id: file.id, current: file.currentVersion }).from(file).where(isHere).all();
	if (files.length < new Set(wanted).size) throw notFound();
	const open = (await tx.select().from(orderItem).where(eq(orderItem.orderId, orderId)).all()).filter(
		isPending
	);
	const fresh = files.filter(({ id }) => !open.some(({ fileId }) => fileId === id));
	const comments = await openInstructions(
		tx,
		fresh.map(({ id }) => id)
	);
	return insertItems(
		tx,
		ctx,
		orderId,
		fresh.map((one) => ({
			fileId: one.id,
			afterVersion: newerThan(one),
			instructions: comments.get(one.id) ?? []
		}))
	);
}
