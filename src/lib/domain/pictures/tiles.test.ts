import { describe, expect, it } from 'vitest';
import { canBeTiled, tileBox, tileCount, tilesIn } from './tiles.ts';

describe('what is not cut into tiles', () => {
	it.each([
		['a film', { width: 3840, height: 2160 }, true],
		['more than a decoder holds', { width: 12_000, height: 9_200 }, false],
		['what has no size', { width: 0, height: 0 }, false]
	])('%s', (_what, size, isFilm) => expect(canBeTiled(size, isFilm)).toBe(false));

	it('but 102 megapixels are', () => expect(canBeTiled({ width: 11_648, height: 8_736 }, false)).toBe(true));
});

describe.each([
	{ width: 1, height: 1 },
	{ width: 1024, height: 1024 },
	{ width: 1025, height: 1023 },
	{ width: 8192, height: 5464 },
	{ width: 65_000, height: 900 }
])('tiles of $width × $height', (size) => {
	const boxes = Array.from({ length: tileCount(size) }, (_, n) => tileBox(size, n));

	it('cover each pixel once', () => {
		const area = boxes.reduce((sum, { width, height }) => sum + width * height, 0);
		expect(area).toBe(size.width * size.height);
		expect(boxes.every(({ width, height }) => width > 0 && height > 0)).toBe(true);
		expect(new Set(boxes.map(({ left, top }) => `${left} ${top}`)).size).toBe(boxes.length);
	});

	it('are all seen with the whole picture, and none beside it', () => {
		expect(tilesIn(size, { left: 0, top: 0, ...size })).toHaveLength(boxes.length);
		expect(tilesIn(size, { left: size.width, top: 0, width: 100, height: 100 })).toEqual([]);
	});
});

it('the tile in the middle comes first', () => {
	const size = { width: 8192, height: 5464 };
	const seen = tilesIn(size, { left: 2000, top: 2000, width: 1440, height: 800 });
	expect(tileBox(size, seen[0] ?? -1)).toEqual({ left: 2048, top: 2048, width: 1024, height: 1024 });
	expect(seen.toSorted((a, b) => a - b)).toEqual([9, 10, 11, 17, 18, 19]);
});
