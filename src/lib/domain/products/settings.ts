import * as v from 'valibot';
import { patchOf } from '#lib/domain/patch.ts';
import { ProductSize } from './size.ts';
import { CREDIT_WORDS, NAME_WORDS, unknownFields } from './template.ts';

export const PRODUCT_FORMATS = ['same', 'jpeg', 'png', 'tiff', 'webp'] as const;
export type ProductFormat = (typeof PRODUCT_FORMATS)[number];
/** `own`: the original's; what has none, or inks, is sRGB. */
export const SPACES = ['srgb', 'p3', 'own'] as const;
/** After the picture was made smaller: for a screen, or for paper, which swallows more. */
export const SHARPENINGS = ['none', 'screen', 'print'] as const;
/**
 * `all`: camera, exposure, time, place and credits. `credits`: who made it, whose it is, and how to reach them.
 * `none`: nothing but the colour profile.
 */
export const METADATA_KEPT = ['all', 'credits', 'none'] as const;

const template = (words: readonly string[], most: number) =>
	v.pipe(
		v.string(),
		v.trim(),
		v.maxLength(most, 'faults:field.tooLong'),
		v.check((text) => unknownFields(text, words).length === 0, 'faults:field.template')
	);
const Credit = v.optional(template(CREDIT_WORDS, 300), '');

export const ProductSettings = v.strictObject({
	size: ProductSize,
	format: v.picklist(PRODUCT_FORMATS),
	/** Of JPEG and WebP. */
	quality: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
	/** What printers read as the size on paper; null says nothing of it. Changes no pixel. */
	dpi: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2400))), null),
	space: v.optional(v.picklist(SPACES), 'srgb'),
	sharpening: v.optional(v.picklist(SHARPENINGS), 'none'),
	metadata: v.optional(v.picklist(METADATA_KEPT), 'credits'),
	/** Templates; '' leaves what the original says, where that is kept. */
	copyright: Credit,
	creator: Credit,
	caption: v.optional(template(CREDIT_WORDS, 2000), ''),
	/** Of the file's name, without its ending; '' is the camera's. */
	name: v.optional(template(NAME_WORDS, 200), '')
});
export type ProductSettings = v.InferOutput<typeof ProductSettings>;

const Product = v.strictObject({
	name: v.pipe(
		v.string(),
		v.transform((text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()),
		v.minLength(1, 'faults:field.empty'),
		v.maxLength(80, 'faults:field.tooLong')
	),
	settings: ProductSettings
});

export const CreateProduct = Product;
export type CreateProduct = v.InferOutput<typeof CreateProduct>;

export const PatchProduct = patchOf(
	v.strictObject({
		...Product.entries,
		position: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000))
	})
);
export type PatchProduct = v.InferOutput<typeof PatchProduct>;
