import { eq } from 'drizzle-orm';
import type { ProductView } from '#lib/contract/product.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { PatchProduct } from '#lib/domain/products/settings.ts';
import { requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { product } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { findProduct, presentProduct } from './queries.ts';

/** What is changed is made anew when somebody next wants it. What was sent, or is being fetched, stays as it was. */
export async function changeProduct(
	ctx: Context,
	actor: MemberActor,
	productId: string,
	{ name, settings, position }: PatchProduct
): Promise<ProductView> {
	requireAbility(actor, 'manage-galleries');
	return ctx.db.transaction(async (tx) => {
		const before = await findProduct(tx, actor.studioId, productId);
		const after = {
			...before,
			name: name ?? before.name,
			settings: settings ?? before.settings,
			position: position ?? before.position
		};
		await tx.update(product).set(after).where(eq(product.id, productId)).run();
		await record(tx, ctx, { name: 'product.changed', galleryId: null, by: byActor(actor), productId });
		return presentProduct(after);
	});
}

/** Offers it no more; deliveries that carry it, and archives that were asked for, go on. */
export async function archiveProduct(ctx: Context, actor: MemberActor, productId: string): Promise<void> {
	requireAbility(actor, 'manage-galleries');
	await ctx.db.transaction(async (tx) => {
		await findProduct(tx, actor.studioId, productId);
		await tx.update(product).set({ archivedAt: ctx.clock.now() }).where(eq(product.id, productId)).run();
		await record(tx, ctx, { name: 'product.changed', galleryId: null, by: byActor(actor), productId });
	});
}
