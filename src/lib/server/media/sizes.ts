export type Size = { width: number; height: number };

/** Previews stay below this, so that a photograph of 24 to 67 megapixels is decoded at a quarter. */
const LARGEST_EDGE = 2100;
// the format's own limit
const WEBP_EDGE = 16_383;

export const longEdge = ({ width, height }: Size) => Math.max(width, height);

/** The same shape with this long edge, never below one pixel. */
export function scaled(size: Size, edge: number): Size {
	const side = (length: number) => Math.max(1, Math.round((length * edge) / longEdge(size)));
	return { width: side(size.width), height: side(size.height) };
}

// rounded down, because libjpeg does: a pixel more would cost a second resampling
function divided(size: Size, divisor: number): Size {
	const side = (length: number) => Math.max(1, Math.floor(length / divisor));
	return { width: side(size.width), height: side(size.height) };
}

/** The size of the largest preview: the largest of edge × 1, ½, ¼, ⅛ that is not above the limit. */
export function largestSize(size: Size): Size {
	const divisor = [1, 2, 4, 8].find((by) => Math.floor(longEdge(size) / by) <= LARGEST_EDGE);
	return divisor ? divided(size, divisor) : scaled(size, LARGEST_EDGE);
}

/** By how much a decoder may divide while it reads and still give at least the wanted size. */
export const divisorFor = (size: Size, wanted: Size) =>
	[8, 4, 2].find((divisor) => Math.floor(longEdge(size) / divisor) >= longEdge(wanted)) ?? 1;

const LARGEST_HALF = 100_000_000;

/** The picture made on zoom: half the original's edge, or what WebP can hold. */
export function halfSize(size: Size) {
	// beyond that a picture is read at a fraction, and so is its half
	const divisor = [2, 4].find((by) => (size.width * size.height) / by ** 2 <= LARGEST_HALF) ?? 8;
	const half = divided(size, divisor);
	return longEdge(half) > WEBP_EDGE ? scaled(size, WEBP_EDGE) : half;
}
