import { eq } from 'drizzle-orm';
import type { Actor } from '#lib/domain/access/actor.ts';
import { splitName } from '#lib/domain/naming/extension.ts';
import { ENDINGS, hasProducts } from '#lib/domain/products/format.ts';
import { LARGEST_EDGE, productSize } from '#lib/domain/products/size.ts';
import { specOf } from '#lib/domain/products/spec.ts';
import { productStem } from '#lib/domain/products/template.ts';
import type { Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import { studio } from '../db/schema.ts';
import { findProduct, type Product } from '../products/index.ts';
import type { WantedProduct } from '../renditions/index.ts';
import type { FileRow, VersionRow } from './original.ts';

/** One product as one person fetches it from one gallery: what its templates need besides the picture. */
export type ProductHere = {
	product: Pick<Product, 'id' | 'name' | 'settings'>;
	gallery: string;
	studio: string;
	client: string;
};

/** What of a picture decides how its product is made and called. */
export type Picture = {
	file: Pick<FileRow, 'cameraName' | 'capturedAt'>;
	version: Pick<VersionRow, 'id' | 'kind' | 'createdAt' | 'width' | 'height'>;
};

/** The product by its id; not found where the studio has none of it, or offers it no more. */
export async function productHere(
	ctx: Context,
	actor: Actor,
	{ title, studioId }: Pick<Gallery, 'title' | 'studioId'>,
	productId: string
): Promise<ProductHere> {
	const product = await findProduct(ctx.db.read, studioId, productId);
	const owner = await ctx.db.read
		.select({ name: studio.name })
		.from(studio)
		.where(eq(studio.id, studioId))
		.get();
	const client = actor.kind === 'client' ? actor.name : '';
	return { product, gallery: title, studio: owner?.name ?? '', client };
}

/** What has to be there of a picture before the product can be sent; null: nothing is ever made of it. */
export function wantedOf(
	{ product, gallery, studio }: ProductHere,
	{ file, version }: Picture
): WantedProduct | null {
	if (version.width === null || version.height === null || !hasProducts(version.kind)) return null;
	const spec = specOf(product.settings, {
		kind: version.kind,
		name: splitName(file.cameraName).stem,
		gallery,
		studio,
		takenAt: file.capturedAt ?? version.createdAt
	});
	return { versionId: version.id, spec };
}

/** What it is saved under; `seq` counts from 1. */
export function productName(
	{ product, gallery, client }: ProductHere,
	{ file, version }: Picture,
	{ spec }: WantedProduct,
	seq = 1
): string {
	const original = { width: version.width ?? 1, height: version.height ?? 1 };
	const stem = productStem(product.settings.name, {
		name: file.cameraName,
		seq,
		gallery,
		client,
		product: product.name,
		takenAt: file.capturedAt,
		size: productSize(spec.size, original, LARGEST_EDGE[spec.format])
	});
	return stem + ENDINGS[spec.format];
}
