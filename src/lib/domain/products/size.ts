import * as v from 'valibot';

export type Size = { width: number; height: number };

const LONGEST = 65_000;
const Edge = v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(LONGEST));

/** How large a product is, of the upright original. */
export const ProductSize = v.variant('by', [
	v.strictObject({ by: v.literal('original') }),
	/** Fits in a box that is not turned. */
	v.strictObject({ by: v.literal('box'), width: Edge, height: Edge }),
	v.strictObject({ by: v.literal('edge'), edge: Edge }),
	v.strictObject({
		by: v.literal('megapixels'),
		megapixels: v.pipe(v.number(), v.minValue(0.01), v.maxValue(1000))
	}),
	v.strictObject({ by: v.literal('percent'), percent: v.pipe(v.number(), v.minValue(1), v.maxValue(100)) })
]);
export type ProductSize = v.InferOutput<typeof ProductSize>;
export const SIZE_RULES = ProductSize.options.map((each) => each.entries.by.literal);

/** The most that a format holds, long edge in pixels. */
export const LARGEST_EDGE = { jpeg: 65_000, png: 65_000, tiff: 65_000, webp: 16_383 } as const;

function factorOf(size: ProductSize, { width, height }: Size): number {
	switch (size.by) {
		case 'original':
			return 1;
		case 'box':
			return Math.min(size.width / width, size.height / height);
		case 'edge':
			return size.edge / Math.max(width, height);
		case 'megapixels':
			return Math.sqrt((size.megapixels * 1e6) / (width * height));
		case 'percent':
			return size.percent / 100;
	}
}

/** Pixels of a product of this (upright) picture: the same shape, never enlarged, never below one pixel. */
export function productSize(size: ProductSize, original: Size, largestEdge = LONGEST): Size {
	const wanted = Math.min(1, factorOf(size, original));
	const factor = Math.min(wanted, largestEdge / Math.max(original.width, original.height));
	const side = (length: number) => Math.max(1, Math.round(length * factor));
	return { width: side(original.width), height: side(original.height) };
}
