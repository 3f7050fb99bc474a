import type { OrderView } from '#lib/contract/order.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { writersTurn } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { byActor } from '../events/index.ts';
import { findOrder, openDeliveryOf, viewOrder, type FoundOrder } from '../orders/index.ts';
import { confirmWaiting } from './confirm-waiting.ts';
import { advanceDelivery } from './advance-delivery.ts';

/** "Check again": every pin and the plan, as if something had just changed. */
export const recalculateOrder = (ctx: Context, actor: MemberActor, orderId: string) =>
	deliveryAction(
		ctx,
		actor,
		orderId,
		async (tx) => void (await advanceDelivery(tx, ctx, orderId, { cause: 'looked', by: byActor(actor) }))
	);

/** "Send the 3 that are ready", under any rule and hold. */
export const deliverReady = (ctx: Context, actor: MemberActor, orderId: string) =>
	deliveryAction(ctx, actor, orderId, async (tx) => {
		if (!(await advanceDelivery(tx, ctx, orderId, { cause: 'deliver', by: byActor(actor) })))
			throw new AppError('conflict', 'faults:orders.nothing-ready');
	});

/** The open delivery, without waiting for its time. */
export const sendNow = (ctx: Context, actor: MemberActor, orderId: string) =>
	deliveryAction(ctx, actor, orderId, async (tx) => {
		if (!(await openDeliveryOf(tx, orderId))) throw new AppError('conflict', 'faults:orders.nothing-open');
		if (!(await advanceDelivery(tx, ctx, orderId, { cause: 'send-now', by: byActor(actor) })))
			throw new AppError('conflict', 'faults:orders.nothing-ready');
	});

/** Stops the open delivery, or lets a held one go on with a grace of its own. Changes no file. */
export const holdDelivery = (
	ctx: Context,
	actor: MemberActor,
	orderId: string,
	{ held }: { held: boolean }
) =>
	deliveryAction(ctx, actor, orderId, async (tx) => {
		const goesOn = (await openDeliveryOf(tx, orderId))?.held ? 'go-on' : 'looked';
		await advanceDelivery(tx, ctx, orderId, { cause: held ? 'hold' : goesOn, by: byActor(actor) });
	});

/** "Send to these addresses too": the studio answers for recipients beyond the day's number. */
export const confirmRecipients = (ctx: Context, actor: MemberActor, orderId: string) =>
	deliveryAction(ctx, actor, orderId, (tx, { order }) => confirmWaiting(tx, ctx, byActor(actor), order));

async function deliveryAction(
	ctx: Context,
	actor: MemberActor,
	orderId: string,
	move: (tx: Transaction, found: FoundOrder) => Promise<void> | void
): Promise<OrderView> {
	requireAbility(actor, 'manage-orders');
	return ctx.db.transaction(async (tx) => {
		await move(tx, await findOrder(tx, actor, orderId, ctx.clock.now()));
		await writersTurn();
		return viewOrder(tx, ctx, actor, orderId);
	});
}
