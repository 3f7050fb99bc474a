import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Actor, MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { PENDING_STATES } from '#lib/domain/orders/item.ts';
import { findVisibleGallery, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { file, gallery, order, orderItem } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { descendantsOf } from './queries.ts';

/**
 * Hides a gallery with everything below it. Refused while items are pending, naming them, unless `confirm` says that
 * they may be cancelled (their clients are told).
 */
export async function deleteGallery(
	ctx: Context,
	actor: Actor,
	galleryId: string,
	{ confirm }: { confirm: 'cancel-items' | null }
) {
	await ctx.db.transaction(async (tx) => {
		const { gallery: top } = await findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		requireAbility(actor, 'manage-galleries');
		const ids = [top, ...(await descendantsOf(tx, galleryId))].map(({ id }) => id);
		const pending = await pendingIn(tx, ids);
		if (pending.length && !confirm)
			throw new AppError(
				'conflict',
				'faults:gallery.pending',
				{ count: pending.length },
				{
					items: pending
				}
			);
		await hide(tx, ctx, actor, ids);
		const fileIds = [...new Set(pending.map(({ fileId }) => fileId))];
		const about = { galleryId, by: byActor(actor), galleryIds: ids, fileIds };
		await record(tx, ctx, { name: 'gallery.deleted', ...about });
	});
}

async function hide(tx: Transaction, ctx: Context, actor: MemberActor, ids: string[]) {
	const deletedAt = ctx.clock.now();
	await tx.update(gallery).set({ deletedAt }).where(inArray(gallery.id, ids)).run();
	await tx
		.update(file)
		.set({ deletedAt, deletedBy: actor.memberId })
		.where(and(inArray(file.galleryId, ids), isNull(file.deletedAt)))
		.run();
}

async function pendingIn(tx: Transaction, galleryIds: string[]) {
	return tx
		.select({
			id: orderItem.id,
			orderId: order.id,
			orderNumber: order.number,
			fileId: file.id,
			cameraName: file.cameraName
		})
		.from(orderItem)
		.innerJoin(file, eq(file.id, orderItem.fileId))
		.innerJoin(order, eq(order.id, orderItem.orderId))
		.where(and(inArray(file.galleryId, galleryIds), inArray(orderItem.state, PENDING_STATES)))
		.all();
}
