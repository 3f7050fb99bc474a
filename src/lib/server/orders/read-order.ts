import { desc } from 'drizzle-orm';
import type { OrderView } from '#lib/contract/order.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { countOrder, type OrderCount } from '#lib/domain/orders/changes.ts';
import { findVisibleGallery, notFound, visibleGalleries } from '../access/index.ts';
import type { Context } from '../context.ts';
import { inJson } from '../db/expressions.ts';
import { ownTurn } from '../db/in-turns.ts';
import type { Database } from '../db/open.ts';
import { order } from '../db/schema.ts';
import { findOrder, orderRow } from './find.ts';
import { presentOrders, presentPart } from './present.ts';
import { itemStates } from './queries.ts';

export async function readOrder(ctx: Context, actor: MemberActor, orderId: string): Promise<OrderView> {
	return ctx.db.snapshot(async (db) => {
		await findOrder(db, actor, orderId, ctx.clock.now());
		return viewOrder(db, ctx, actor, orderId);
	});
}

/** For use cases that have found and changed the order already. */
export async function viewOrder(
	db: Database,
	ctx: Context,
	actor: MemberActor,
	orderId: string
): Promise<OrderView> {
	const row = await orderRow(db, orderId);
	const [view] = row ? await presentOrders(db, ctx, actor, [row]) : [];
	if (!view) throw notFound();
	return view;
}

/** Orders of the galleries that this member sees, newest first. */
export async function listOrders(
	ctx: Context,
	actor: MemberActor,
	{ galleryId }: { galleryId?: string | undefined }
): Promise<OrderView[]> {
	return ctx.db.snapshot(async (db) => {
		if (galleryId) await findVisibleGallery(db, actor, galleryId, ctx.clock.now());
		const ids = galleryId ? [galleryId] : (await visibleGalleries(db, actor)).map(({ id }) => id);
		return presentOrders(db, ctx, actor, await ordersIn(db, ids));
	});
}

/** An order in a list: how it stands, without its items. */
export type ListedOrder = Omit<OrderView, 'items'> & { count: OrderCount };

/** The same for the studio's list; each in a turn of its own, since an order may be of thousands. */
export async function listOrderLines(ctx: Context, actor: MemberActor): Promise<ListedOrder[]> {
	const db = ctx.db.read;
	const lines: ListedOrder[] = [];
	for (const row of await ordersIn(
		db,
		(await visibleGalleries(db, actor)).map(({ id }) => id)
	)) {
		await ownTurn();
		const all = await itemStates(db, row.id);
		const [view] = await presentPart(db, ctx, actor, row, { all, ids: [] });
		if (!view) continue;
		const { items: _none, ...line } = view;
		lines.push({ ...line, count: countOrder(all) });
	}
	return lines;
}

const ordersIn = (db: Database, galleryIds: readonly string[]) =>
	db.select().from(order).where(inJson(order.galleryId, galleryIds)).orderBy(desc(order.number)).all();
