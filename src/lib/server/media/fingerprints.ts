import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { scaled } from './sizes.ts';

/** Upright sRGB pixels, three bytes each. */
export type Pixels = { data: Buffer; width: number; height: number };

export const fromPixels = ({ data, width, height }: Pixels) =>
	sharp(data, { raw: { width, height, channels: 3 } });

const MINIATURE_EDGE = 48;

/** So small that what is computed of it costs next to nothing; both fingerprints are taken from it. */
export async function miniatureOf(pixels: Pixels): Promise<Pixels> {
	const { width, height } = scaled(pixels, Math.min(MINIATURE_EDGE, Math.max(pixels.width, pixels.height)));
	const data = await fromPixels(pixels).resize(width, height, { fit: 'fill' }).raw().toBuffer();
	return { data, width, height };
}

/** ThumbHash of a miniature, base64: about 25 bytes that unfold to its blurred colours. */
export function placeholderOf({ data, width, height }: Pixels): string {
	const opaque = Uint8Array.from({ length: width * height * 4 }, (_, i) =>
		i % 4 === 3 ? 255 : (data[(i >> 2) * 3 + (i % 4)] ?? 0)
	);
	return Buffer.from(rgbaToThumbHash(width, height, opaque)).toString('base64');
}

const [COLUMNS, ROWS] = [9, 8];

/**
 * 64-bit difference hash of a miniature, 16 hex digits: each bit says whether a cell is brighter than its right
 * neighbour. Grading keeps it nearly the same (a few bits), another picture differs in about half of the bits.
 */
export function likenessOf(miniature: Pixels): string {
	const cells = cellsOf(miniature);
	let hash = 0n;
	for (let row = 0; row < ROWS; row++)
		for (let column = 0; column < COLUMNS - 1; column++) {
			const at = row * COLUMNS + column;
			hash = (hash << 1n) | ((cells[at] ?? 0) > (cells[at + 1] ?? 0) ? 1n : 0n);
		}
	return hash.toString(16).padStart(16, '0');
}

/**
 * Brightness of 9 × 8 cells, by Lanczos: mean values, taken cell by cell, told pictures apart worse (10 of 276 pairs of
 * different photographs within the limit, instead of 5). Sharp would start threads for these 72 numbers.
 */
function cellsOf({ data, width, height }: Pixels): number[] {
	const [across, down] = [lanczos(width, COLUMNS), lanczos(height, ROWS)];
	const grey = Float64Array.from({ length: width * height }, (_, i) => brightness(data, i * 3));
	return down.flatMap((rows) =>
		across.map((columns) => {
			let sum = 0;
			for (const { at: y, weight: heavy } of rows)
				for (const { at: x, weight } of columns) sum += heavy * weight * (grey[y * width + x] ?? 0);
			// whole steps of grey: what is even stays even, whatever noise lies in it
			return Math.round(sum);
		})
	);
}

const LIGHT = Array.from({ length: 256 }, (_, value) => {
	const share = value / 255;
	return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

/** The grey (0 to 255) that shines like the pixel whose three bytes begin at `at`: BT.709 on linear light. */
function brightness(data: Buffer, at: number): number {
	const [red, green, blue] = [0, 1, 2].map((band) => LIGHT[data[at + band] ?? 0] ?? 0);
	const light = 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
	return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
}

type Tap = { at: number; weight: number };
const LOBES = 3;

/** For each of `to` samples which of `from` values count, and how much; together 1. */
function lanczos(from: number, to: number): Tap[][] {
	const scale = Math.max(1, from / to);
	return Array.from({ length: to }, (_, sample) => {
		const middle = ((sample + 0.5) * from) / to - 0.5;
		const first = Math.ceil(middle - LOBES * scale);
		const count = Math.floor(middle + LOBES * scale) - first + 1;
		const taps = Array.from({ length: count }, (_, i) => ({
			at: Math.min(from - 1, Math.max(0, first + i)),
			weight: sincs((first + i - middle) / scale)
		}));
		const sum = taps.reduce((total, { weight }) => total + weight, 0);
		return taps.map(({ at, weight }) => ({ at, weight: weight / sum }));
	});
}

function sincs(x: number): number {
	if (x === 0) return 1;
	const turn = Math.PI * x;
	return (LOBES * Math.sin(turn) * Math.sin(turn / LOBES)) / turn ** 2;
}
