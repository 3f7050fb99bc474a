/** A picture at its own pixels, cut into squares that browser, server and decoder count alike: row by row from the top left. */
export type Size = { width: number; height: number };
export type Box = Size & { left: number; top: number };

export const TILE_EDGE = 1024;

/** A decoder holds the whole picture while it cuts: 102 megapixels of a medium format camera, and no more. */
const MOST_PIXELS = 110_000_000;

/** Films are pictured by one frame, which is no larger than its half. */
export const canBeTiled = ({ width, height }: Size, isFilm: boolean) =>
	!isFilm && width > 0 && height > 0 && width * height <= MOST_PIXELS;

const columnsOf = ({ width }: Size) => Math.ceil(width / TILE_EDGE);
export const tileCount = (size: Size) => columnsOf(size) * Math.ceil(size.height / TILE_EDGE);

/** Where a tile lies, in pixels of the picture; those at the right and at the bottom are smaller. */
export function tileBox(size: Size, n: number): Box {
	const left = (n % columnsOf(size)) * TILE_EDGE;
	const top = Math.floor(n / columnsOf(size)) * TILE_EDGE;
	const width = Math.min(TILE_EDGE, size.width - left);
	return { left, top, width, height: Math.min(TILE_EDGE, size.height - top) };
}

/** The tiles that a part of the picture touches, the one in its middle first. */
export function tilesIn(size: Size, part: Box): number[] {
	const middle = { x: part.left + part.width / 2, y: part.top + part.height / 2 };
	const away = (n: number) => {
		const { left, top, width, height } = tileBox(size, n);
		return Math.hypot(left + width / 2 - middle.x, top + height / 2 - middle.y);
	};
	return Array.from({ length: tileCount(size) }, (_, n) => n)
		.filter((n) => touch(tileBox(size, n), part))
		.sort((a, b) => away(a) - away(b));
}

const touch = (a: Box, b: Box) =>
	a.left < b.left + b.width &&
	b.left < a.left + a.width &&
	a.top < b.top + b.height &&
	b.top < a.top + a.height;
