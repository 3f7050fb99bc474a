import { and, inArray } from 'drizzle-orm';
import type { CancelReason } from '#lib/domain/orders/item.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { orderItem } from '../db/schema.ts';
import { record, type By } from '../events/index.ts';
import { isPendingRow } from './recheck.ts';

type Row = Pick<typeof orderItem.$inferSelect, 'id' | 'fileId'>;

/** Ends items that are still pending, out of any scheduled delivery. */
export async function cancelItems(
	tx: Transaction,
	ctx: Context,
	galleryId: string,
	items: readonly Row[],
	{ by, cancelledBy, reason }: { by: By; cancelledBy: CancelReason; reason: string | null }
) {
	if (!items.length) return;
	const ids = items.map(({ id }) => id);
	await tx
		.update(orderItem)
		.set({
			state: 'cancelled',
			cancelledBy,
			reason,
			versionId: null,
			deliveryId: null,
			changedAt: ctx.clock.now()
		})
		.where(and(inArray(orderItem.id, ids), isPendingRow()))
		.run();
	const fileIds = [...new Set(items.map(({ fileId }) => fileId))];
	await record(tx, ctx, { name: 'order.itemsCancelled', galleryId, by, itemIds: ids, fileIds });
}
