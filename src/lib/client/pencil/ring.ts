import { handOf } from './hand.ts';

export type PictureSize = { width: number; height: number };
export type Weight = 'small' | 'normal' | 'viewer';
type Style = {
	/** Stroke width; distance of the innermost stroke's middle from the picture; from ring to ring; how far a side leans out. */
	stroke: number;
	inset: number;
	step: number;
	crook: number;
};

/** All in CSS pixels. Nothing ever leans inwards, so no stroke reaches the picture. */
export const pencils: Record<Weight, Style> = {
	small: { stroke: 2.6, inset: 4, step: 5, crook: 1.1 },
	normal: { stroke: 3.4, inset: 4, step: 5, crook: 1.4 },
	viewer: { stroke: 4, inset: 5, step: 6.5, crook: 2.6 }
};

/** Rings drawn one outside the other; further people are counted ("+5"). */
export const ringSlots = 3;

/** Room that so many rings need outside the picture, strokes and crookedness included. */
export function ringRoom(rings: number, weight: Weight = 'normal') {
	const { stroke, inset, step, crook } = pencils[weight];
	return Math.ceil(inset + (rings - 1) * step + crook * 1.6 + stroke / 2);
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
	const start: Point = [startAt, upper - 1.4 - hand() * 1.2];
	const end: Point = [endAt, upper - 0.4 - hand() * 1.8];
	const lean = () => hand() * pencils[weight].crook * 0.8;
	const path = [
		`M${pair(start)}`,
		side(start, upperRight.onTop, [0, -lean()], [0, -lean()]),
		bend(upperRight, upperRight.onSide),
		side(upperRight.onSide, lowerRight.onSide, [lean(), 0], [lean(), 0]),
		bend(lowerRight, lowerRight.onTop),
		side(lowerRight.onTop, lowerLeft.onTop, [0, lean()], [0, lean()]),
		bend(lowerLeft, lowerLeft.onSide),
		side(lowerLeft.onSide, upperLeft.onSide, [-lean(), 0], [-lean(), 0]),
		bend(upperLeft, upperLeft.onTop),
		side(upperLeft.onTop, end, [0, 0], [0, 0])
	].join('');
	return mirrored ? mirror(path, size.width) : path;
}

/** Half a ring for a maybe: round the left side, from the middle above to the middle below. Drawn dashed. */
export function halfRingPath(size: PictureSize, seed: string, slot: number, weight: Weight = 'normal'): string {
	const hand = handOf(seed);
	const { upperLeft, lowerLeft } = cornersOf(size, hand, slot, weight);
	const lean = () => hand() * pencils[weight].crook * 0.6;
	const start: Point = [size.width * (0.46 + hand() * 0.08), upperLeft.at[1] - lean()];
	const end: Point = [size.width * (0.46 + hand() * 0.08), lowerLeft.at[1] + lean()];
	return [
		`M${pair(start)}`,
		side(start, upperLeft.onTop, [0, -lean()], [0, 0]),
		bend(upperLeft, upperLeft.onSide),
		side(upperLeft.onSide, lowerLeft.onSide, [-lean(), 0], [-lean(), 0]),
		bend(lowerLeft, lowerLeft.onTop),
		side(lowerLeft.onTop, end, [0, 0], [0, lean()])
	].join('');
}

/** A no: a small cross outside the upper right corner; `place` counts down the side when several people said it. */
export function crossPath(size: PictureSize, seed: string, place: number, weight: Weight = 'normal'): string {
	const hand = handOf(seed);
	const arm = weight === 'viewer' ? 6.5 : 4.2;
	const slip = () => (hand() - 0.5) * 1.2;
	const [x, y] = [size.width + arm + 6, -arm - 4 + place * (arm * 2 + 5)];
	const stroke = (from: number) => {
		const middle: Point = [x + slip() * 0.6, y + slip() * 0.6];
		return `M${pair([x - arm + slip(), y + from * arm + slip()])}Q${pair(middle)} ${pair([x + arm + slip(), y - from * arm + slip()])}`;
	};
	return stroke(-1) + stroke(1);
}

function cornersOf({ width, height }: PictureSize, hand: () => number, slot: number, weight: Weight): Corners {
	const { inset, step, crook } = pencils[weight];
	const out = () => inset + slot * step + hand() * crook;
	const corner = (right: boolean, low: boolean): Corner => {
		const at: Point = [right ? width + out() : -out(), low ? height + out() : -out()];
		// a bend is cut by a quarter of its radius: 8 keeps the stroke clear of the picture's corner
		const radius = Math.min(5 + hand() * 3 + slot * step * 0.8, width / 4, height / 4);
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

/** A side as one curve that leans out by `first` and `second` on its way. */
function side(from: Point, to: Point, first: Point, second: Point) {
	const at = (share: number, lean: Point): Point => [
		from[0] + (to[0] - from[0]) * share + lean[0],
		from[1] + (to[1] - from[1]) * share + lean[1]
	];
	return `C${pair(at(0.3, first))} ${pair(at(0.7, second))} ${pair(to)}`;
}

/** The same stroke begun at the right. */
function mirror(path: string, width: number) {
	return path.replace(/(-?[\d.]+) (-?[\d.]+)/g, (_all, x: string, y: string) => pair([width - Number(x), Number(y)]));
}
