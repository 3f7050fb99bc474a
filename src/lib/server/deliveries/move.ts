import type { DeliveryCause } from '#lib/domain/orders/plan-delivery.ts';
import type { Context } from '../context.ts';
import { writersTurn } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { announceOrder } from '../orders/announce.ts';
import { pendingItemsIn, recheckItems } from '../orders/recheck.ts';
import { closeDelivery } from './close.ts';
import { planOrder } from './schedule.ts';

/**
 * Checks every pin of an order again, plans its delivery and, when that says so, closes it: all in one transaction.
 * Answers whether something was sent.
 */
export async function moveOrder(
	tx: Transaction,
	ctx: Context,
	orderId: string,
	cause: DeliveryCause
): Promise<boolean> {
	await writersTurn();
	const loaded = pendingItemsIn(tx, orderId);
	const changed = recheckItems(tx, ctx.clock.now(), loaded);
	await writersTurn();
	const planned = planOrder(tx, ctx, orderId, cause === 'looked' && changed.length ? 'changed' : cause);
	if (!planned) return false;
	const { open, send } = planned;
	if (!send || !open) {
		announceOrder(tx, ctx, orderId, { toClients: false });
		return false;
	}
	await closeDelivery(tx, ctx, { ...open, orderId });
	announceOrder(tx, ctx, orderId, { event: 'delivery.sent', deliveryId: open.id, toClients: true });
	return true;
}
