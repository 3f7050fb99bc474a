import type { DeliveryCause } from '#lib/domain/orders/plan-delivery.ts';
import type { Context } from '../context.ts';
import { writersTurn } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { record, type By } from '../events/index.ts';
import { pendingItemsIn, recheckItems } from '../orders/index.ts';
import { closeDelivery } from './close.ts';
import { planOrder } from './schedule.ts';

/**
 * Checks every pin of an order again, plans its delivery and, when that says so, closes it: all in one transaction.
 * Answers whether something was sent.
 */
export async function advanceDelivery(
	tx: Transaction,
	ctx: Context,
	orderId: string,
	{ cause, by }: { cause: DeliveryCause; by: By }
): Promise<boolean> {
	await writersTurn();
	const loaded = await pendingItemsIn(tx, orderId);
	const changed = await recheckItems(tx, ctx.clock.now(), loaded);
	await writersTurn();
	const planned = await planOrder(tx, ctx, orderId, cause === 'looked' && changed.length ? 'changed' : cause);
	if (!planned) return false;
	const { open, send, order } = planned;
	const about = { galleryId: order.galleryId, by, orderId };
	if (!send || !open) {
		await record(tx, ctx, { name: 'delivery.planned', ...about });
		return false;
	}
	await closeDelivery(tx, ctx, { ...open, orderId });
	await record(tx, ctx, { name: 'delivery.closed', ...about, deliveryId: open.id });
	return true;
}
