import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossPath, halfRingPath, pencils, ringPath, ringRoom, ringSlots, type Weight } from './ring.ts';

type Point = { x: number; y: number };

/** Points along path data of M, C and Q, dense enough to judge pixels. */
function along(path: string): Point[] {
	const points: Point[] = [];
	let at: Point = { x: 0, y: 0 };
	for (const [, kind = '', rest = ''] of path.matchAll(/([MCQ])([^MCQ]*)/g)) {
		const numbers = rest.trim().split(/\s+/).map(Number);
		const knots = [at];
		for (let i = 0; i < numbers.length; i += 2)
			knots.push({ x: numbers[i] ?? NaN, y: numbers[i + 1] ?? NaN });
		const last = knots.at(-1) ?? at;
		if (kind !== 'M') for (let step = 0; step <= 60; step++) points.push(bezier(knots, step / 60));
		at = last;
	}
	return points;
}

function bezier(knots: Point[], share: number): Point {
	let level = knots;
	while (level.length > 1) {
		level = level.slice(1).map((to, i) => {
			const from = level[i] ?? to;
			return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
		});
	}
	return level[0] ?? { x: NaN, y: NaN };
}

/** How far a point lies outside the picture; negative: inside. */
function outside({ x, y }: Point, { width, height }: { width: number; height: number }) {
	const dx = Math.max(-x, x - width);
	const dy = Math.max(-y, y - height);
	return dx > 0 && dy > 0 ? Math.hypot(dx, dy) : Math.max(dx, dy);
}

const sizes = fc.record({
	width: fc.integer({ min: 100, max: 1600 }),
	height: fc.integer({ min: 60, max: 1600 })
});
const weights = fc.constantFrom<Weight>('small', 'normal', 'viewer');
const slots = fc.integer({ min: 0, max: ringSlots - 1 });

describe('the ring', () => {
	it('never touches the picture, corners included', () => {
		fc.assert(
			fc.property(sizes, fc.string(), slots, weights, (size, seed, slot, weight) => {
				const near = Math.min(
					...along(ringPath(size, seed, slot, weight)).map((point) => outside(point, size))
				);
				expect(near - pencils[weight].stroke / 2).toBeGreaterThan(0);
			})
		);
	});

	it('stays within the room that the layout leaves', () => {
		fc.assert(
			fc.property(sizes, fc.string(), slots, weights, (size, seed, slot, weight) => {
				const points = along(ringPath(size, seed, slot, weight));
				const most = Math.max(...points.map(({ x, y }) => Math.max(-x, x - size.width, y - size.height)));
				expect(most + pencils[weight].stroke / 2).toBeLessThanOrEqual(ringRoom(slot + 1, weight));
			}),
			// two points in a row as far out as they may be
			{ examples: [[{ width: 874, height: 1583 }, '0.f{}', 0, 'viewer']] }
		);
	});

	it('runs along all four sides and overshoots where it closes', () => {
		fc.assert(
			fc.property(sizes, fc.string(), (size, seed) => {
				const points = along(ringPath(size, seed, 0));
				for (const share of [0.3, 0.5, 0.7, 0.9]) {
					const [x, y] = [size.width * share, size.height * share];
					expect(points.some((p) => p.x < 0 && Math.abs(p.y - y) < size.height / 20)).toBe(true);
					expect(points.some((p) => p.x > size.width && Math.abs(p.y - y) < size.height / 20)).toBe(true);
					expect(points.some((p) => p.y < 0 && Math.abs(p.x - x) < size.width / 20)).toBe(true);
					expect(points.some((p) => p.y > size.height && Math.abs(p.x - x) < size.width / 20)).toBe(true);
				}
				const [first, last] = [points[0], points.at(-1)];
				expect(Math.abs((first?.x ?? 0) - (last?.x ?? 0))).toBeGreaterThan(9);
			})
		);
	});

	it('is the same for the same person and frame, another for another', () => {
		const size = { width: 300, height: 200 };
		expect(ringPath(size, 'cleo:f1', 0)).toBe(ringPath(size, 'cleo:f1', 0));
		expect(ringPath(size, 'cleo:f1', 0)).not.toBe(ringPath(size, 'ben:f1', 0));
		expect(ringPath(size, 'cleo:f1', 0)).not.toBe(ringPath(size, 'cleo:f2', 0));
	});
});

describe('half a ring and the cross', () => {
	it('keeps a maybe to the left half and off the picture', () => {
		fc.assert(
			fc.property(sizes, fc.string(), slots, weights, (size, seed, slot, weight) => {
				const points = along(halfRingPath(size, seed, slot, weight));
				expect(Math.max(...points.map((point) => point.x))).toBeLessThan(size.width * 0.56);
				const near = Math.min(...points.map((point) => outside(point, size)));
				expect(near - pencils[weight].stroke / 2).toBeGreaterThan(0);
			})
		);
	});

	it('sets a no outside the upper right corner, further ones below it', () => {
		fc.assert(
			fc.property(sizes, fc.string(), fc.integer({ min: 0, max: 2 }), (size, seed, place) => {
				const points = along(crossPath(size, seed, place));
				const near = Math.min(...points.map((point) => outside(point, size)));
				expect(near - pencils.normal.stroke / 2).toBeGreaterThan(0);
				expect(Math.max(...points.map((point) => point.x))).toBeLessThan(size.width + 17);
			})
		);
	});
});
