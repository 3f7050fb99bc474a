import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { scaled } from './sizes.ts';

/** Upright sRGB pixels, three bytes each. */
export type Pixels = { data: Buffer; width: number; height: number };

export const fromPixels = ({ data, width, height }: Pixels) =>
	sharp(data, { raw: { width, height, channels: 3 } });

const PLACEHOLDER_EDGE = 48;

/** ThumbHash of a picture, base64: about 25 bytes that unfold to its blurred colours. */
export async function placeholderOf(pixels: Pixels) {
	const { width, height } = scaled(pixels, Math.min(PLACEHOLDER_EDGE, Math.max(pixels.width, pixels.height)));
	const small = await fromPixels(pixels)
		.resize(width, height, { fit: 'fill' })
		.ensureAlpha()
		.raw()
		.toBuffer();
	return Buffer.from(rgbaToThumbHash(width, height, small)).toString('base64');
}

/**
 * 64-bit difference hash, 16 hex digits: each bit says whether a cell is brighter than its right neighbour.
 * Grading keeps it nearly the same (a few bits), another picture differs in about half of the bits.
 */
export async function likenessOf(pixels: Pixels) {
	const cells = await fromPixels(pixels).resize(9, 8, { fit: 'fill' }).greyscale().raw().toBuffer();
	let hash = 0n;
	for (let row = 0; row < 8; row++)
		for (let column = 0; column < 8; column++) {
			const at = row * 9 + column;
			hash = (hash << 1n) | ((cells[at] ?? 0) > (cells[at + 1] ?? 0) ? 1n : 0n);
		}
	return hash.toString(16).padStart(16, '0');
}
