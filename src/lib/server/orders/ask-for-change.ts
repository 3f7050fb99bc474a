import { and, eq, inArray } from 'drizzle-orm';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { canAskForChange } from '#lib/domain/access/offers.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { AskForChange } from '#lib/domain/orders/inputs.ts';
import { PENDING_STATES } from '#lib/domain/orders/item.ts';
import { notFound } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { file, orderItem } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { countAct } from './count-acts.ts';
import { findOwnOrder } from './find.ts';
import { insertItems } from './insert.ts';

/** A further item of the same order that only a version newer than all there are now can finish. Answers its id. */
export async function askForChange(
	ctx: Context,
	actor: ClientActor,
	orderId: string,
	{ fileId, text }: AskForChange,
	network?: string
): Promise<string> {
	return ctx.db.transaction(async (tx) => {
		await countAct(tx, ctx, 'change', actor, network);
		const found = await findOwnOrder(tx, actor, orderId, ctx.clock.now());
		const row = await deliveredFile(tx, orderId, fileId);
		if (!canAskForChange(found.rights, { deleted: row.deletedAt !== null, released: null }))
			throw new AppError('forbidden', 'faults:orders.no-right');
		const same = await askedAlready(tx, orderId, fileId, text);
		if (same) return same;
		const item = { fileId, afterVersion: row.nextVersion - 1, instructions: [{ text, by: actor.name }] };
		const [itemId = ''] = await insertItems(tx, ctx, orderId, [item]);
		const { galleryId } = found.order;
		await record(tx, ctx, { name: 'order.changeAsked', galleryId, by: byActor(actor), orderId, itemId });
		return itemId;
	});
}

async function deliveredFile(tx: Transaction, orderId: string, fileId: string) {
	const isDelivered = and(
		eq(orderItem.orderId, orderId),
		eq(orderItem.fileId, fileId),
		eq(orderItem.state, 'delivered')
	);
	const found = await tx
		.select({ file })
		.from(orderItem)
		.innerJoin(file, eq(file.id, orderItem.fileId))
		.where(isDelivered)
		.get();
	if (!found) throw notFound();
	return found.file;
}

/** A second press of the same button asks for nothing new. */
async function askedAlready(
	tx: Transaction,
	orderId: string,
	fileId: string,
	text: string
): Promise<string | undefined> {
	const isOpen = and(
		eq(orderItem.orderId, orderId),
		eq(orderItem.fileId, fileId),
		inArray(orderItem.state, PENDING_STATES)
	);
	const open = await tx.select().from(orderItem).where(isOpen).all();
	return open.find((item) => item.instructions.some((each) => each.text === text))?.id;
}
