import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { ProductSettings } from '#lib/domain/products/settings.ts';

/** A product as members see it. Programs rely on it: fields may come, none may go. */
export const ProductView = v.object({
	id: Id,
	name: v.string(),
	settings: ProductSettings,
	position: v.number()
});
export type ProductView = v.InferOutput<typeof ProductView>;

/** What a client can fetch of some pictures, and how much that is. */
export const DownloadChoice = v.object({
	/** A product's id, or `original`. */
	id: Id,
	/** The studio's name for it; of originals none. */
	name: v.optional(v.string()),
	/** Of how many of the pictures. */
	count: v.number(),
	bytes: v.number(),
	/** False while some of it has yet to be made: `bytes` is an estimate then. */
	isExact: v.boolean()
});
export type DownloadChoice = v.InferOutput<typeof DownloadChoice>;
