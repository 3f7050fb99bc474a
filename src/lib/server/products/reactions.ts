import { and, isNull } from 'drizzle-orm';
import { rooms } from '#lib/contract/announcements.ts';
import { inheritingFrom } from '../access/index.ts';
import type { Context } from '../context.ts';
import { bumpChange } from '../db/change.ts';
import { inJson } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { accessRow, gallery } from '../db/schema.ts';
import type { FactOf } from '../events/index.ts';

/** Pages of galleries where somebody may fetch the product read what is offered there again. */
export async function tellOffered(tx: Transaction, ctx: Context, { productId }: FactOf<'product.changed'>) {
	const rows = await tx
		.select({ galleryId: accessRow.galleryId, products: accessRow.products })
		.from(accessRow)
		.all();
	const offering = new Set(
		rows
			.filter(({ products }) => products.some(({ product }) => product === productId))
			.map(({ galleryId }) => galleryId)
	);
	if (!offering.size) return;
	for (const { id, title } of await goingBy(tx, offering)) {
		await bumpChange(tx, id);
		await ctx.hub.announce(tx, rooms.client(id), 'gallery.changed', { galleryId: id, title });
	}
}

/** These galleries, and those below that go by their tables. */
async function goingBy(tx: Transaction, tables: ReadonlySet<string>) {
	const below = new Set(tables);
	for (const id of tables) for (const each of await inheritingFrom(tx, id)) below.add(each);
	const isOne = and(inJson(gallery.id, [...below]), isNull(gallery.deletedAt));
	return tx.select({ id: gallery.id, title: gallery.title }).from(gallery).where(isOne).all();
}
