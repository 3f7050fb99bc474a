import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { previewRecipes, sizesOf } from './recipes.ts';
import { divisorFor, halfSize, largestSize } from './sizes.ts';

const size = (width: number, height: number) => ({ width, height });

describe('previews of a picture', () => {
	test.each([
		['24 megapixels', size(6000, 4000), [1500, 750, 400]],
		['45 megapixels, upright', size(5504, 8256), [2064, 1032, 400]],
		['exactly the limit', size(2100, 1400), [2100, 1050, 400]],
		['just above it', size(2101, 1400), [1050, 525, 400]],
		['half of it is 400', size(800, 600), [800, 400]],
		['half is less than 400', size(700, 500), [700, 400, 350]],
		['smaller than 400', size(300, 200), [300, 150]],
		['a single point', size(1, 1), [1]],
		['a strip wider than eight times the limit', size(40_000, 500), [2100, 1050, 400]]
	])('%s', (_what, original, edges) => {
		const all = sizesOf(previewRecipes, original);
		expect(all.map(({ size: { width, height } }) => Math.max(width, height))).toEqual(edges);
	});

	test('are never enlarged, never doubled, never empty, and keep the shape', () => {
		const side = fc.integer({ min: 1, max: 65_500 });
		fc.assert(
			fc.property(side, side, (width, height) => {
				const all = sizesOf(previewRecipes, { width, height }).map((each) => each.size);
				const edges = all.map((made) => Math.max(made.width, made.height));
				expect(new Set(edges).size).toBe(edges.length);
				expect(edges).toEqual(edges.toSorted((a, b) => b - a));
				expect(edges.length).toBeLessThanOrEqual(3);
				for (const made of all) {
					expect(Math.min(made.width, made.height)).toBeGreaterThanOrEqual(1);
					expect(made.width).toBeLessThanOrEqual(width);
					expect(made.height).toBeLessThanOrEqual(height);
				}
			})
		);
	});
});

describe('how far a decoder may divide', () => {
	test.each([
		[size(6000, 4000), 4],
		[size(2000, 1000), 1],
		[size(4000, 3000), 2],
		[size(8400, 10), 4],
		[size(16_800, 10), 8],
		[size(65_500, 1), 8]
	])('%j: %i', (original, divisor) => expect(divisorFor(original, largestSize(original))).toBe(divisor));

	test('a picture made on zoom is half as large, or what WebP can hold', () => {
		expect(halfSize(size(6000, 4000))).toEqual(size(3000, 2000));
		expect(halfSize(size(65_500, 4000)).width).toBe(16_383);
		expect(divisorFor(size(65_500, 4000), halfSize(size(65_500, 4000)))).toBe(2);
	});
});
