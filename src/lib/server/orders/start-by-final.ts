import { and, eq, gt, inArray, isNull, or } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { order, orderItem, version } from '../db/schema.ts';
import { isPendingRow } from './recheck.ts';

/** The first final uploaded for an order presses Start, even while it is processed or waits for an OK. */
export function startByFinal(tx: Transaction, ctx: Context, orderId: string, fileIds: readonly string[]) {
	const found = tx
		.select({ id: order.id })
		.from(order)
		.where(and(eq(order.id, orderId), isNull(order.startedAt)))
		.get();
	if (!found || !finalCame(tx, orderId, fileIds)) return;
	tx.update(order).set({ startedAt: ctx.clock.now(), startedBy: 'final' }).where(eq(order.id, orderId)).run();
}

/** What was uploaded before the picture was put into the order was uploaded for somebody else. */
function finalCame(tx: Transaction, orderId: string, fileIds: readonly string[]) {
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
				inArray(version.fileId, [...fileIds]),
				inArray(version.status, ['processing', 'asks', 'current']),
				or(eq(version.orderId, orderId), eq(version.wantedState, 'FINAL'))
			)
		)
		.limit(1)
		.get();
}
