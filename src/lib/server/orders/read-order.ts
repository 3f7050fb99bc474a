import { desc, inArray } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, notFound } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Reader, Transaction } from '../db/open.ts';
import { order } from '../db/schema.ts';
import { visibleGalleries } from '../galleries/index.ts';
import { findOrder, orderRow } from './find.ts';
import { presentOrders, type OrderView } from './present.ts';

export async function readOrder(ctx: Context, actor: MemberActor, orderId: string): Promise<OrderView> {
	return ctx.db.snapshot((db) => {
		findOrder(db, actor, orderId, ctx.clock.now());
		return viewOrder(db, ctx, actor, orderId);
	});
}

/** For use cases that have found and changed the order already. */
export function viewOrder(
	db: Reader | Transaction,
	ctx: Context,
	actor: MemberActor,
	orderId: string
): OrderView {
	const row = orderRow(db, orderId);
	const [view] = row ? presentOrders(db, ctx, actor, [row]) : [];
	if (!view) throw notFound();
	return view;
}

/** Orders of the galleries that this member sees, newest first. */
export async function listOrders(
	ctx: Context,
	actor: MemberActor,
	{ galleryId }: { galleryId?: string | undefined }
): Promise<OrderView[]> {
	return ctx.db.snapshot((db) => {
		if (galleryId) findVisibleGallery(db, actor, galleryId, ctx.clock.now());
		const ids = galleryId ? [galleryId] : visibleGalleries(db, actor).map(({ id }) => id);
		if (!ids.length) return [];
		const rows = db
			.select()
			.from(order)
			.where(inArray(order.galleryId, ids))
			.orderBy(desc(order.number))
			.all();
		return presentOrders(db, ctx, actor, rows);
	});
}
