import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeScale, fit, panBy, placeOf, sharpEnough, whole, zoomAt } from './zoom.ts';

const picture = { width: 6000, height: 4000 };
const stage = { width: 1000, height: 800 };
const fitted = fit(picture, stage, 28);

describe('zoom', () => {
	it('fits the whole picture with its margin', () => {
		expect(fitted).toEqual({ width: 944, height: 629 });
		expect(placeOf(fitted, stage, whole)).toEqual({ width: 944, height: 629, left: 28, top: 85.5 });
	});

	it('keeps the spot under the finger where it is', () => {
		const at = { x: 400, y: 420 };
		const before = placeOf(fitted, stage, whole);
		const after = placeOf(fitted, stage, zoomAt(whole, fitted, stage, at, 4));
		expect((at.x - after.left) / after.width).toBeCloseTo((at.x - before.left) / before.width, 6);
		expect((at.y - after.top) / after.height).toBeCloseTo((at.y - before.top) / before.height, 6);
	});

	it('never shows empty stage beside a picture larger than it', () => {
		const moves = fc.record({
			x: fc.integer({ min: -9000, max: 9000 }),
			y: fc.integer({ min: -9000, max: 9000 })
		});
		fc.assert(
			fc.property(moves, fc.double({ min: 2, max: 8, noNaN: true }), (by, scale) => {
				const place = placeOf(fitted, stage, panBy({ ...whole, scale }, fitted, stage, by));
				expect(place.left).toBeLessThanOrEqual(0.01);
				expect(place.left + place.width).toBeGreaterThanOrEqual(stage.width - 0.01);
			})
		);
	});

	it('zooms to the own pixels', () => {
		expect(closeScale(picture, fitted, 1)).toBeCloseTo(6000 / 944);
		expect(closeScale({ width: 500, height: 300 }, fitted, 1)).toBe(2);
	});

	it('takes the smallest sharp rendition', () => {
		const renditions = [{ width: 400 }, { width: 750 }, { width: 1500 }];
		expect(sharpEnough(renditions, 360, 2)).toEqual({ width: 750 });
		expect(sharpEnough(renditions, 1200, 2)).toEqual({ width: 1500 });
		expect(sharpEnough([], 100, 1)).toBeUndefined();
	});
});
