import { and, inArray } from 'drizzle-orm';
import type { CancelReason } from '#lib/domain/orders/item.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { orderItem } from '../db/schema.ts';
import { settleReleased } from '../files/settle-released.ts';
import { isPendingRow } from './recheck.ts';

type Row = Pick<typeof orderItem.$inferSelect, 'id' | 'fileId'>;

/** Ends items that are still pending, out of any scheduled delivery; pictures without further items are released. */
export function cancelItems(
	tx: Transaction,
	ctx: Context,
	items: readonly Row[],
	{ by, reason }: { by: CancelReason; reason: string | null }
) {
	if (!items.length) return;
	const ids = items.map(({ id }) => id);
	tx.update(orderItem)
		.set({
			state: 'cancelled',
			cancelledBy: by,
			reason,
			versionId: null,
			deliveryId: null,
			changedAt: ctx.clock.now()
		})
		.where(and(inArray(orderItem.id, ids), isPendingRow()))
		.run();
	settleReleased(tx, ctx, [...new Set(items.map(({ fileId }) => fileId))], { kind: 'item-ended' });
}
