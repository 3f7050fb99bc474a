import { clamp, lerp } from './noise.ts';

/** Light, not screen values: red, green, blue from 0 to about 1, more where it dazzles. */
export type Light = readonly [number, number, number];

/** The light of a web colour. */
export function light(hex: string, strength = 1): Light {
	const channel = (at: number) => (Number.parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2 * strength;
	return [channel(1), channel(3), channel(5)];
}

export const mix = (a: Light, b: Light, t: number): Light => [
	lerp(a[0], b[0], t),
	lerp(a[1], b[1], t),
	lerp(a[2], b[2], t)
];
export const times = (a: Light, strength: number): Light => [
	a[0] * strength,
	a[1] * strength,
	a[2] * strength
];
export const tinted = (a: Light, b: Light): Light => [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
export const plus = (a: Light, b: Light): Light => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/** Colour at a place of a row of stops, each [place, colour], in rising order. */
export function along(stops: readonly (readonly [number, Light])[], place: number): Light {
	const next = stops.findIndex(([at]) => at >= place);
	const [before, after] = [stops[next < 1 ? 0 : next - 1], stops.at(next < 0 ? -1 : next)];
	if (!before || !after || next < 0) return stops.at(-1)?.[1] ?? [0, 0, 0];
	const span = after[0] - before[0];
	return mix(before[1], after[1], span ? (place - before[0]) / span : 0);
}

export type Canvas = { width: number; height: number; data: Float32Array };

export const makeCanvas = (width: number, height: number): Canvas => ({
	width,
	height,
	data: new Float32Array(width * height * 3)
});

/** Colour of every pixel by its place; x, y in pixels. */
export function paint(
	canvas: Canvas,
	colour: (x: number, y: number) => Light,
	top = 0,
	bottom = canvas.height
) {
	for (let y = Math.max(0, top); y < Math.min(bottom, canvas.height); y++)
		for (let x = 0; x < canvas.width; x++) put(canvas, x, y, colour(x, y));
}

export function put({ width, data }: Canvas, x: number, y: number, colour: Light) {
	const at = (y * width + x) * 3;
	data[at] = colour[0];
	data[at + 1] = colour[1];
	data[at + 2] = colour[2];
}

export function look({ width, height, data }: Canvas, x: number, y: number): Light {
	const at = (clamp(Math.round(y), 0, height - 1) * width + clamp(Math.round(x), 0, width - 1)) * 3;
	return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
}

/** Lays a colour over what is there. */
export function cover({ width, height, data }: Canvas, x: number, y: number, colour: Light, alpha: number) {
	if (x < 0 || y < 0 || x >= width || y >= height || alpha <= 0) return;
	const at = (y * width + x) * 3;
	for (let i = 0; i < 3; i++) data[at + i] = lerp(data[at + i] ?? 0, colour[i] ?? 0, alpha > 1 ? 1 : alpha);
}

/** Adds light to what is there. */
export function shine(
	{ width, height, data }: Canvas,
	x: number,
	y: number,
	colour: Light,
	strength: number
) {
	if (x < 0 || y < 0 || x >= width || y >= height) return;
	const at = (y * width + x) * 3;
	for (let i = 0; i < 3; i++) data[at + i] = (data[at + i] ?? 0) + (colour[i] ?? 0) * strength;
}

/** Swaps left and right. */
export function mirror(canvas: Canvas) {
	for (let y = 0; y < canvas.height; y++)
		for (let x = 0; x < canvas.width >> 1; x++) {
			const [left, right] = [look(canvas, x, y), look(canvas, canvas.width - 1 - x, y)];
			put(canvas, x, y, right);
			put(canvas, canvas.width - 1 - x, y, left);
		}
}

type Box = { left: number; top: number; right: number; bottom: number };

/** Visits the pixels of a box that lie on the canvas. */
export function within({ width, height }: Canvas, box: Box, visit: (x: number, y: number) => void) {
	const [left, right] = [Math.max(0, Math.floor(box.left)), Math.min(width - 1, Math.ceil(box.right))];
	const bottom = Math.min(height - 1, Math.ceil(box.bottom));
	for (let y = Math.max(0, Math.floor(box.top)); y <= bottom; y++)
		for (let x = left; x <= right; x++) visit(x, y);
}

/** Fills a polygon with smooth edges. */
export function fill(
	canvas: Canvas,
	points: readonly (readonly [number, number])[],
	colour: Light,
	alpha = 1
) {
	const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
	const box = {
		left: Math.min(...xs),
		right: Math.max(...xs),
		top: Math.min(...ys),
		bottom: Math.max(...ys)
	};
	within(
		canvas,
		{ left: box.left - 1, right: box.right + 1, top: box.top - 1, bottom: box.bottom + 1 },
		(x, y) => {
			cover(canvas, x, y, colour, alpha * clamp(0.5 - distanceTo(points, x, y)));
		}
	);
}

/** How far outside (positive) or inside (negative) a polygon a point lies. */
function distanceTo(points: readonly (readonly [number, number])[], x: number, y: number) {
	let [nearest, isInside] = [Infinity, false];
	let [bx, by] = points.at(-1) ?? [0, 0];
	for (const [ax, ay] of points) {
		const [ex, ey, wx, wy] = [bx - ax, by - ay, x - ax, y - ay];
		const t = clamp((wx * ex + wy * ey) / (ex * ex + ey * ey || 1));
		nearest = Math.min(nearest, Math.hypot(wx - ex * t, wy - ey * t));
		if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
		[bx, by] = [ax, ay];
	}
	return isInside ? -nearest : nearest;
}

/** A soft round spot of light, about `radius` wide. */
export function glow(
	canvas: Canvas,
	cx: number,
	cy: number,
	radius: number,
	colour: Light,
	strength: number
) {
	const reach = radius * 2.5;
	within(canvas, { left: cx - reach, right: cx + reach, top: cy - reach, bottom: cy + reach }, (x, y) => {
		const d = ((x - cx) ** 2 + (y - cy) ** 2) / (radius * radius);
		if (d < 6.25) shine(canvas, x, y, colour, strength * (Math.exp(-d) - 0.0019));
	});
}
