import sharp, { type Sharp } from 'sharp';
import type { ProductSpec } from '#lib/domain/products/spec.ts';
import { decode, lyingSize, shrunk, turned } from '../decode.ts';
import { extraChannels } from '../extra-channels.ts';
import { fromPixels } from '../fingerprints.ts';
import { readOptions, type Opened } from '../open.ts';
import { isPlainSrgb } from '../profile.ts';
import type { Size } from '../sizes.ts';

/** Upright pixels in the wanted size; `isOwn`: still in the original's colours, with its profile. */
export type Image = { image: Sharp; isOwn: boolean };

const LOSSLESS = new Set(['png', 'tiff']);

/** Whether there are colours to keep that sRGB does not hold. Inks and greys become sRGB. */
function isWide({ head, path }: Opened): boolean {
	if (!head.icc || isPlainSrgb(head.icc) || !['srgb', 'rgb', 'rgb16'].includes(head.space)) return false;
	return head.format !== 'tiff' || extraChannels(path) === null;
}

/** As previews are decoded, unless the product is to have colours that they lack. */
export async function pixelsFor(
	opened: Opened,
	size: Size,
	{ space, format }: ProductSpec,
	into: string
): Promise<Image> {
	if (space === 'srgb' || !isWide(opened))
		return { image: fromPixels(await decode(opened, size, into)), isOwn: false };
	const isDeep = opened.head.depth === 'ushort' && LOSSLESS.has(format);
	// libvips goes from one profile to another by way of sRGB, where eight bits would lose what lies outside of it
	const bits = space === 'p3' || isDeep ? 'rgb16' : 'srgb';
	const lying = lyingSize(opened, size);
	const own = sharp(shrunk(opened, size), readOptions(opened.failOn))
		.resize(lying.width, lying.height, { fit: 'fill', fastShrinkOnLoad: false })
		.flatten({ background: '#fff' })
		.keepIccProfile()
		.toColourspace(bits)
		.tiff({ compression: 'none' });
	const image = turned(sharp(await own.toBuffer(), readOptions('warning')), opened.orientation);
	return { image: image.toColourspace(isDeep && space === 'own' ? 'rgb16' : 'srgb'), isOwn: true };
}
