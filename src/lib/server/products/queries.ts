import { and, asc, eq, isNull } from 'drizzle-orm';
import * as v from 'valibot';
import type { ProductView } from '#lib/contract/product.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { ProductSettings } from '#lib/domain/products/settings.ts';
import { notFound } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Database } from '../db/open.ts';
import { product } from '../db/schema.ts';

/** `settings` with whatever came to be a setting since it was written. */
export type Product = typeof product.$inferSelect;

const current = (row: Product): Product => ({ ...row, settings: v.parse(ProductSettings, row.settings) });

/** What the studio offers, in its order; archived ones are not among them. */
export async function productsOf(db: Database, studioId: string): Promise<Product[]> {
	const rows = await db
		.select()
		.from(product)
		.where(and(eq(product.studioId, studioId), isNull(product.archivedAt)))
		.orderBy(asc(product.position), asc(product.createdAt), asc(product.id))
		.all();
	return rows.map(current);
}

/** One that is not archived, of this studio; else nothing is there. */
export async function findProduct(db: Database, studioId: string, productId: string): Promise<Product> {
	const isIt = and(eq(product.id, productId), eq(product.studioId, studioId), isNull(product.archivedAt));
	const row = await db.select().from(product).where(isIt).get();
	if (!row) throw notFound();
	return current(row);
}

export const presentProduct = ({ id, name, settings, position }: Product): ProductView => ({
	id,
	name,
	settings,
	position
});

export const listProducts = async (ctx: Context, actor: MemberActor): Promise<ProductView[]> =>
	(await productsOf(ctx.db.read, actor.studioId)).map(presentProduct);
