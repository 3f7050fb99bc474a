import { and, eq, isNull } from 'drizzle-orm';
import * as v from 'valibot';
import type { StartOrder, PatchOrder } from '#lib/contract/order-inputs.ts';
import type { OrderView } from '#lib/contract/order.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { order } from '../db/schema.ts';
import { byActor, record, type FactName } from '../events/index.ts';
import { findOrder } from './find.ts';
import { viewOrder } from './read-order.ts';

type Change = Partial<typeof order.$inferInsert>;

/** From here on the client asks instead of changing. Pressing twice is pressing once; a day can be said each time. */
export async function startOrder(
	ctx: Context,
	actor: MemberActor,
	orderId: string,
	{ expectedBy }: v.InferOutput<typeof StartOrder> = {}
): Promise<OrderView> {
	requireAbility(actor, 'manage-orders');
	return changeOrder(ctx, actor, orderId, 'order.started', async (tx) => {
		const isNew = and(eq(order.id, orderId), isNull(order.startedAt));
		const begun = await put(tx, isNew, { startedAt: ctx.clock.now(), startedBy: 'start' });
		const said = expectedBy !== undefined && (await put(tx, eq(order.id, orderId), { expectedBy }));
		return begun || said;
	});
}

/** Somebody of the studio looked at it: the client reads "seen". */
export async function seeOrder(ctx: Context, actor: MemberActor, orderId: string): Promise<OrderView> {
	return changeOrder(ctx, actor, orderId, 'order.seen', async (tx) => {
		const isUnseen = and(eq(order.id, orderId), isNull(order.seenAt));
		return put(tx, isUnseen, { seenAt: ctx.clock.now() });
	});
}

export async function patchOrder(
	ctx: Context,
	actor: MemberActor,
	orderId: string,
	{ expectedBy }: v.InferOutput<typeof PatchOrder>
): Promise<OrderView> {
	requireAbility(actor, 'manage-orders');
	return changeOrder(ctx, actor, orderId, 'order.dateSet', async (tx) =>
		put(tx, eq(order.id, orderId), { expectedBy })
	);
}

const put = async (
	tx: Transaction,
	where: ReturnType<typeof eq> | undefined,
	change: Change
): Promise<boolean> =>
	(await tx.update(order).set(change).where(where).returning({ id: order.id }).all()).length > 0;

async function changeOrder(
	ctx: Context,
	actor: MemberActor,
	orderId: string,
	name: Extract<FactName, 'order.started' | 'order.seen' | 'order.dateSet'>,
	change: (tx: Transaction) => Promise<boolean>
) {
	return ctx.db.transaction(async (tx) => {
		const { order: row } = await findOrder(tx, actor, orderId, ctx.clock.now());
		const about = { galleryId: row.galleryId, by: byActor(actor), orderId };
		if (await change(tx)) await record(tx, ctx, { name, ...about });
		return viewOrder(tx, ctx, actor, orderId);
	});
}
