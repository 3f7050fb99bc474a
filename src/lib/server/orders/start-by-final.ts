import { and, eq, gt, inArray, isNull, or } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { order, orderItem, version } from '../db/schema.ts';

/** The first final uploaded for an order presses Start, even while it is processed or waits for an OK. */
export function startByFinal(tx: Transaction, ctx: Context, orderId: string, fileIds: readonly string[]) {
	const found = tx
		.select()
		.from(order)
		.where(and(eq(order.id, orderId), isNull(order.startedAt)))
		.get();
	if (!found || !finalCame(tx, found, fileIds)) return;
	tx.update(order).set({ startedAt: ctx.clock.now(), startedBy: 'final' }).where(eq(order.id, orderId)).run();
}

function finalCame(tx: Transaction, { id, placedAt }: typeof order.$inferSelect, fileIds: readonly string[]) {
	const isFinal = or(eq(version.orderId, id), eq(version.wantedState, 'FINAL'));
	return tx
		.select({ id: version.id })
		.from(version)
		.innerJoin(orderItem, and(eq(orderItem.fileId, version.fileId), eq(orderItem.orderId, id)))
		.where(
			and(
				inArray(version.fileId, [...fileIds]),
				inArray(version.status, ['processing', 'asks', 'current']),
				gt(version.createdAt, placedAt),
				isFinal
			)
		)
		.limit(1)
		.get();
}
