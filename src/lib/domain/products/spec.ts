import * as v from 'valibot';
import { FORMATS, formatFor, hasQuality } from './format.ts';
import { METADATA_KEPT, SHARPENINGS, SPACES, type ProductSettings } from './settings.ts';
import { ProductSize } from './size.ts';
import { filled } from './template.ts';

const Words = v.pipe(v.string(), v.maxLength(4000));

/** All that decides a product's bytes besides the version that it is made of; what is equal here is made once. */
export const ProductSpec = v.strictObject({
	size: ProductSize,
	format: v.picklist(FORMATS),
	quality: v.nullable(v.number()),
	dpi: v.nullable(v.number()),
	space: v.picklist(SPACES),
	sharpening: v.picklist(SHARPENINGS),
	metadata: v.picklist(METADATA_KEPT),
	copyright: Words,
	creator: Words,
	caption: Words
});
export type ProductSpec = v.InferOutput<typeof ProductSpec>;

export type SpecFacts = {
	kind: string;
	/** Stem of the camera's name. */
	name: string;
	gallery: string;
	studio: string;
	/** When it was taken, the clock on the wall in ms as if it were UTC; else when it came. */
	takenAt: number;
};

/** The settings as they come out for one picture. Its fields always stand in one order: recipes are hashes of it. */
export function specOf(settings: ProductSettings, { kind, takenAt, ...facts }: SpecFacts): ProductSpec {
	const { size, quality, dpi, space, sharpening, metadata } = settings;
	const format = formatFor(settings, kind);
	const year = new Date(takenAt).getUTCFullYear();
	const words = (template: string) =>
		metadata === 'none'
			? ''
			: filled(template, { ...facts, year })
					.replace(/\s+/g, ' ')
					.trim();
	return {
		size,
		format,
		quality: hasQuality(format) ? quality : null,
		dpi,
		space,
		sharpening,
		metadata,
		copyright: words(settings.copyright),
		creator: words(settings.creator),
		caption: words(settings.caption)
	};
}
