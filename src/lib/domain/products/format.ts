import { kindFacts } from '#lib/domain/kinds/kinds.ts';
import type { ProductFormat, ProductSettings } from './settings.ts';

/** Products are made of pictures; films and documents are had as they are. */
export function hasProducts(kind: string): boolean {
	const { pictured, group } = kindFacts(kind);
	return pictured && group !== 'video';
}

/** What a product can be written as. */
export const FORMATS = ['jpeg', 'png', 'tiff', 'webp'] as const;
export type Format = (typeof FORMATS)[number];

const isFormat = (word: string): word is Format => FORMATS.some((each) => each === word);

/** "As original" is JPEG for whatever we read and do not write. */
export const formatFor = ({ format }: { format: ProductFormat }, kind: string): Format =>
	format !== 'same' ? format : isFormat(kind) ? kind : 'jpeg';

export const ENDINGS: Readonly<Record<Format, string>> = {
	jpeg: '.jpg',
	png: '.png',
	tiff: '.tif',
	webp: '.webp'
};

/** PNG and TIFF lose nothing: quality says nothing there. */
export const hasQuality = (format: Format | 'same') => format !== 'png' && format !== 'tiff';

type Picture = { width: number; height: number; kind: string };

/** Bytes a pixel at these qualities, JPEG: means of 24 photographs at 2,048 px. From 90 on, colours are kept in full. */
const PER_PIXEL: readonly [quality: number, bytes: number][] = [
	[1, 0.01],
	[30, 0.04],
	[50, 0.06],
	[70, 0.085],
	[80, 0.115],
	[85, 0.14],
	[89, 0.17],
	[90, 0.235],
	[95, 0.35],
	[100, 0.88]
];
const LOSSLESS = { png: 1.9, tiff: 1.5 } as const;
const WEBP_SHARE = 0.67;

function jpegBytes(quality: number): number {
	const above = PER_PIXEL.findIndex(([at]) => at >= quality);
	const [high, most] = PER_PIXEL[Math.max(above, 1)] ?? [100, 1];
	const [low, least] = PER_PIXEL[Math.max(above, 1) - 1] ?? [1, 0];
	return least + ((most - least) * (quality - low)) / (high - low);
}

/** About how many bytes a product of this size has; what was rendered is known exactly. */
export function estimatedBytes(
	settings: Pick<ProductSettings, 'format' | 'quality'>,
	{ width, height, kind }: Picture
): number {
	const format = formatFor(settings, kind);
	const perPixel =
		format === 'png' || format === 'tiff'
			? LOSSLESS[format]
			: jpegBytes(settings.quality) * (format === 'webp' ? WEBP_SHARE : 1);
	return Math.round(width * height * perPixel) + 2000;
}
