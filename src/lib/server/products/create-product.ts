import type { ProductView } from '#lib/contract/product.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { CreateProduct } from '#lib/domain/products/settings.ts';
import { requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { product } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { presentProduct, productsOf } from './queries.ts';

/** As many as an access row may name. */
const MOST = 50;

/** Adds a product behind the others; nobody is offered it before a row of an access table says so. */
export async function createProduct(
	ctx: Context,
	actor: MemberActor,
	{ name, settings }: CreateProduct
): Promise<ProductView> {
	requireAbility(actor, 'manage-galleries');
	return ctx.db.transaction(async (tx) => {
		const known = await productsOf(tx, actor.studioId);
		if (known.length >= MOST) throw new AppError('conflict', 'faults:products.too-many', { count: MOST });
		const row = {
			id: ctx.ids.next(),
			studioId: actor.studioId,
			name,
			settings,
			position: (known.at(-1)?.position ?? -1) + 1,
			createdAt: ctx.clock.now(),
			archivedAt: null
		};
		await tx.insert(product).values(row).run();
		await record(tx, ctx, {
			name: 'product.changed',
			galleryId: null,
			by: byActor(actor),
			productId: row.id
		});
		return presentProduct(row);
	});
}
