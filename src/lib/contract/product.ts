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
