import type { Shape } from '#lib/domain/marks/values.ts';
import { handOf } from './hand.ts';
import type { PictureSize } from './ring.ts';

export type Tool = 'pen' | 'rectangle' | 'arrow';
/** In shares of the picture, 0 to 1. */
export type Spot = { x: number; y: number };

/** What a comment may carry (domain/marks/values). */
const mostPenNumbers = 400;
export const mostShapes = 20;

const inside = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;

/** The shape that a stroke through these spots makes; undefined for a mere tap. */
export function shapeOf(tool: Tool, spots: readonly Spot[]): Shape | undefined {
	const [from, to] = [spots[0], spots.at(-1)];
	if (!from || !to || extent(spots) < 0.012) return undefined;
	if (tool === 'arrow') return { arrow: [from.x, from.y, to.x, to.y].map(inside) };
	if (tool === 'rectangle') {
		const [left, top] = [inside(Math.min(from.x, to.x)), inside(Math.min(from.y, to.y))];
		const [right, foot] = [inside(Math.max(from.x, to.x)), inside(Math.max(from.y, to.y))];
		return { rectangle: [left, top, inside(right - left), inside(foot - top)] };
	}
	return { pen: thin(spots, mostPenNumbers / 2).flatMap(({ x, y }) => [inside(x), inside(y)]) };
}

function extent(spots: readonly Spot[]) {
	const xs = spots.map(({ x }) => x);
	const ys = spots.map(({ y }) => y);
	return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
}

/** Drops spots that lie close to the line of their neighbours, as many as needed. */
function thin(spots: readonly Spot[], most: number): readonly Spot[] {
	let kept = keepBends(spots, 0.0015);
	for (let slack = 0.003; kept.length > most; slack *= 2) kept = keepBends(spots, slack);
	return kept;
}

/** Douglas-Peucker. */
function keepBends(spots: readonly Spot[], slack: number): readonly Spot[] {
	const [from, to] = [spots[0], spots.at(-1)];
	if (!from || !to || spots.length < 3) return spots;
	let farthest = 0;
	let most = 0;
	for (const [index, spot] of spots.entries()) {
		const distance = fromLine(spot, from, to);
		if (distance > most) [most, farthest] = [distance, index];
	}
	if (most <= slack) return [from, to];
	return [
		...keepBends(spots.slice(0, farthest + 1), slack).slice(0, -1),
		...keepBends(spots.slice(farthest), slack)
	];
}

function fromLine(spot: Spot, from: Spot, to: Spot) {
	const length = Math.hypot(to.x - from.x, to.y - from.y);
	if (length === 0) return Math.hypot(spot.x - from.x, spot.y - from.y);
	return (
		Math.abs((to.y - from.y) * spot.x - (to.x - from.x) * spot.y + to.x * from.y - to.y * from.x) / length
	);
}

/** SVG path data of a shape on a picture of this size; the seed crooks straight lines a little. */
export function shapePath(shape: Shape, size: PictureSize, seed: string): string {
	if ('pen' in shape) return penPath(shape.pen, size);
	const hand = handOf(seed);
	const shake = () => (hand() - 0.5) * 3;
	const at = (x: number, y: number) => `${round(x + shake())} ${round(y + shake())}`;
	if ('rectangle' in shape) {
		const [left = 0, top = 0, width = 0, height = 0] = scaled(shape.rectangle, size);
		const [right, foot] = [left + width, top + height];
		return `M${at(left + 6, top)}L${at(right, top)}L${at(right, foot)}L${at(left, foot)}L${at(left, top - 3)}L${at(left + Math.min(20, width / 3), top)}`;
	}
	const [fromX = 0, fromY = 0, toX = 0, toY = 0] = scaled(shape.arrow, size);
	const angle = Math.atan2(toY - fromY, toX - fromX);
	const barb = Math.min(18, Math.max(9, Math.hypot(toX - fromX, toY - fromY) / 3));
	const end = (turn: number) => at(toX - barb * Math.cos(angle + turn), toY - barb * Math.sin(angle + turn));
	const tip = `${round(toX)} ${round(toY)}`;
	return `M${at(fromX, fromY)}L${tip}M${end(0.5)}L${tip}L${end(-0.5)}`;
}

/** A pen's spots joined smoothly: curves through the middles. */
function penPath(numbers: readonly number[], size: PictureSize) {
	const flat = scaled(numbers, size);
	const spots = Array.from(
		{ length: flat.length / 2 },
		(_, i) => [flat[2 * i] ?? 0, flat[2 * i + 1] ?? 0] as const
	);
	const [first, ...rest] = spots;
	if (!first) return '';
	const bends = rest.slice(0, -1).map(([x, y], i) => {
		const [nextX, nextY] = rest[i + 1] ?? [x, y];
		return `Q${round(x)} ${round(y)} ${round((x + nextX) / 2)} ${round((y + nextY) / 2)}`;
	});
	const [lastX, lastY] = rest.at(-1) ?? first;
	return `M${round(first[0])} ${round(first[1])}${bends.join('')}L${round(lastX)} ${round(lastY)}`;
}

/** Where a drawing's sign stands: the first shape's beginning. */
export function startOf(drawing: readonly Shape[]): Spot {
	const [shape] = drawing;
	const numbers = !shape ? [] : 'pen' in shape ? shape.pen : 'arrow' in shape ? shape.arrow : shape.rectangle;
	return { x: numbers[0] ?? 0, y: numbers[1] ?? 0 };
}

const scaled = (numbers: readonly number[], { width, height }: PictureSize) =>
	numbers.map((share, i) => share * (i % 2 ? height : width));
const round = (value: number) => Math.round(value * 10) / 10;
