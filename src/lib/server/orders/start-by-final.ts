import { and, eq, gt, inArray, isNull, or } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { inJson } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { order, orderItem, version } from '../db/schema.ts';
import { record, type FactOf } from '../events/index.ts';
import { isPendingRow } from './recheck.ts';

/** The first final uploaded for an order presses Start, even while it is processed or waits for an OK; whether it did. */
export async function startByFinal(
	tx: Transaction,
	ctx: Context,
	orderId: string,
	fileIds: readonly string[]
): Promise<boolean> {
	const found = await tx
		.select({ id: order.id })
		.from(order)
		.where(and(eq(order.id, orderId), isNull(order.startedAt)))
		.get();
	const isNow = found !== undefined && (await finalCame(tx, orderId, fileIds)) !== undefined;
	if (isNow) await markStarted(tx, ctx, orderId);
	return isNow;
}

/** So does a final whose bytes are there already, though no version tells of it. */
export async function startByKnownFinal(tx: Transaction, ctx: Context, fact: FactOf<'file.finalKnown'>) {
	const { galleryId, by, fileIds } = fact;
	const rows = await tx
		.selectDistinct({ id: order.id })
		.from(order)
		.innerJoin(orderItem, eq(orderItem.orderId, order.id))
		.where(and(inJson(orderItem.fileId, fileIds), isPendingRow(), isNull(order.startedAt)))
		.all();
	for (const { id: orderId } of rows) {
		await markStarted(tx, ctx, orderId);
		await record(tx, ctx, { name: 'order.started', galleryId, by, orderId });
	}
}

const markStarted = (tx: Transaction, ctx: Context, orderId: string) =>
	tx.update(order).set({ startedAt: ctx.clock.now(), startedBy: 'final' }).where(eq(order.id, orderId)).run();

/** What was uploaded before the picture was put into the order was uploaded for somebody else. */
async function finalCame(tx: Transaction, orderId: string, fileIds: readonly string[]) {
	const forThisItem = and(
		eq(orderItem.fileId, version.fileId),
		eq(orderItem.orderId, orderId),
		isPendingRow(),
		gt(version.createdAt, orderItem.createdAt)
	);
	return tx
		.select({ id: version.id })
		.from(version)
		.innerJoin(orderItem, forThisItem)
		.where(
			and(
				inJson(version.fileId, fileIds),
				inArray(version.status, ['processing', 'asks', 'current']),
				or(eq(version.orderId, orderId), eq(version.wantedState, 'FINAL'))
			)
		)
		.limit(1)
		.get();
}
