import { handOf } from './hand.ts';

export type PictureSize = { width: number; height: number };
export type Weight = 'small' | 'normal' | 'viewer';
type Style = {
	/** Stroke width; distance of the innermost stroke's middle from the picture; from ring to ring. */
	stroke: number;
	inset: number;
	step: number;
	/** How far a corner leans out, and how far a side wanders from the straight line. Never inwards. */
	lean: number;
	wander: number;
};

/** All in CSS pixels. */
export const pencils: Record<Weight, Style> = {
	small: { stroke: 2.6, inset: 3.8, step: 5, lean: 1.6, wander: 1.2 },
	normal: { stroke: 3.4, inset: 4, step: 5, lean: 2.2, wander: 1.6 },
	viewer: { stroke: 4, inset: 5, step: 6.5, lean: 3.4, wander: 2.6 }
};

/** Rings drawn one outside the other; further people are counted ("+5"). */
export const ringSlots = 3;

/** Room that so many rings need outside the picture, strokes and crookedness included. */
export function ringRoom(rings: number, weight: Weight = 'normal') {
	const { stroke, inset, step, lean, wander } = pencils[weight];
	return Math.ceil(inset + (rings - 1) * step + lean + wander + stroke / 2);
}

type Point = [number, number];
/** A corner with the points where its bend leaves the horizontal and the vertical side. */
type Corner = { at: Point; onTop: Point; onSide: Point };
type Corners = { upperLeft: Corner; upperRight: Corner; lowerRight: Corner; lowerLeft: Corner };

/**
 * The closed, slightly crooked stroke round a picture whose upper left corner is 0,0, as SVG path data. The same seed
 * (person + frame) gives the same hand at every size; `slot` 0 is the innermost.
 */
export function ringPath(size: PictureSize, seed: string, slot: number, weight: Weight = 'normal'): string {
	const hand = handOf(seed);
	const mirrored = hand() < 0.25;
	const { upperLeft, upperRight, lowerRight, lowerLeft } = cornersOf(size, hand, slot, weight);
	const startAt = 6 + hand() * Math.min(size.width * 0.16, 34);
	const endAt = startAt + 10 + hand() * Math.min(size.width * 0.18, 36);
	const upper = upperLeft.at[1];
	const start: Point = [startAt, upper - 1 - hand() * 1.6];
	const end: Point = [endAt, upper - hand() * 2.4];
	const along = (from: Point, to: Point, out: Point) => side(from, to, out, hand, pencils[weight].wander);
	const path = [
		`M${pair(start)}`,
		along(start, upperRight.onTop, [0, -1]),
		bend(upperRight, upperRight.onSide),
		along(upperRight.onSide, lowerRight.onSide, [1, 0]),
		bend(lowerRight, lowerRight.onTop),
		along(lowerRight.onTop, lowerLeft.onTop, [0, 1]),
		bend(lowerLeft, lowerLeft.onSide),
		along(lowerLeft.onSide, upperLeft.onSide, [-1, 0]),
		bend(upperLeft, upperLeft.onTop),
		along(upperLeft.onTop, end, [0, -1])
	].join('');
	return mirrored ? mirror(path, size.width) : path;
}

/** Half a ring for a maybe: round the left side, from the middle above to the middle below. Drawn dashed. */
export function halfRingPath(
	size: PictureSize,
	seed: string,
	slot: number,
	weight: Weight = 'normal'
): string {
	const hand = handOf(seed);
	const { upperLeft, lowerLeft } = cornersOf(size, hand, slot, weight);
	const start: Point = [size.width * (0.46 + hand() * 0.08), upperLeft.at[1] - hand()];
	const end: Point = [size.width * (0.46 + hand() * 0.08), lowerLeft.at[1] + hand()];
	const along = (from: Point, to: Point, out: Point) => side(from, to, out, hand, pencils[weight].wander);
	return [
		`M${pair(start)}`,
		along(start, upperLeft.onTop, [0, -1]),
		bend(upperLeft, upperLeft.onSide),
		along(upperLeft.onSide, lowerLeft.onSide, [-1, 0]),
		bend(lowerLeft, lowerLeft.onTop),
		along(lowerLeft.onTop, end, [0, 1])
	].join('');
}

/** A no: a small cross outside the upper right corner; `place` counts down the side when several people said it. */
export function crossPath(size: PictureSize, seed: string, place: number, weight: Weight = 'normal'): string {
	const hand = handOf(seed);
	const arm = weight === 'viewer' ? 6.5 : 4.8;
	const slip = () => (hand() - 0.5) * 1.2;
	const [x, y] = [size.width + arm + 5.4, -arm - 4 + place * (arm * 2 + 5)];
	const stroke = (from: number) => {
		const middle: Point = [x + slip() * 0.6, y + slip() * 0.6];
		return `M${pair([x - arm + slip(), y + from * arm + slip()])}Q${pair(middle)} ${pair([x + arm + slip(), y - from * arm + slip()])}`;
	};
	return stroke(-1) + stroke(1);
}

function cornersOf(
	{ width, height }: PictureSize,
	hand: () => number,
	slot: number,
	weight: Weight
): Corners {
	const { inset, step, lean, stroke } = pencils[weight];
	const base = inset + slot * step;
	const corner = (right: boolean, low: boolean): Corner => {
		const [outX, outY] = [base + hand() * lean, base + hand() * lean];
		const at: Point = [right ? width + outX : -outX, low ? height + outY : -outY];
		// a bend is cut by a quarter of its radius: so much keeps the stroke clear of the picture's corner
		const most = 4 * (Math.min(outX, outY) - stroke / 2 - 0.4);
		const radius = Math.min(4 + hand() * (most - 4), width / 4, height / 4);
		return {
			at,
			onTop: [at[0] + (right ? -radius : radius), at[1]],
			onSide: [at[0], at[1] + (low ? -radius : radius)]
		};
	};
	return {
		upperLeft: corner(false, false),
		upperRight: corner(true, false),
		lowerRight: corner(true, true),
		lowerLeft: corner(false, true)
	};
}

const round2 = (value: number) => Math.round(value * 100) / 100;
const pair = ([x, y]: Point) => `${round2(x)} ${round2(y)}`;
const bend = (corner: Corner, to: Point) => `Q${pair(corner.at)} ${pair(to)}`;

/** How long a hand draws before it corrects itself. */
const correctsAfter = 90;

/** Between two equal points a Catmull-Rom line swings an eighth further out than they are. */
const OVERSHOOT = 1.125;

/** A side as a smooth line through points that wander outwards (along `out`). */
function side(from: Point, to: Point, out: Point, hand: () => number, wander: number) {
	const parts = Math.max(1, Math.round(Math.hypot(to[0] - from[0], to[1] - from[1]) / correctsAfter));
	const points = Array.from({ length: parts + 1 }, (_, i): Point => {
		const share = i / parts;
		const off = i === 0 || i === parts ? 0 : (hand() * wander) / OVERSHOOT;
		return [
			from[0] + (to[0] - from[0]) * share + out[0] * off,
			from[1] + (to[1] - from[1]) * share + out[1] * off
		];
	});
	return points
		.slice(1)
		.map((point, i) => curve(points, i, point))
		.join('');
}

/** One part of a Catmull-Rom line as a cubic curve. */
function curve(points: Point[], i: number, end: Point) {
	const start = points[i] ?? end;
	const [before, after] = [points[i - 1] ?? start, points[i + 2] ?? end];
	const first: Point = [start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6];
	const second: Point = [end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6];
	return `C${pair(first)} ${pair(second)} ${pair(end)}`;
}

/** The same stroke begun at the right. */
function mirror(path: string, width: number) {
	return path.replace(/(-?[\d.]+) (-?[\d.]+)/g, (_all, x: string, y: string) =>
		pair([width - Number(x), Number(y)])
	);
}
