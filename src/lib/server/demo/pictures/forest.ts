import { along, cover, glow, mix, plus, put, shine, times, type Canvas, type Light } from './canvas.ts';
import { clamp, lerp, makeNoise, randomFrom, smooth, type Noise } from './noise.ts';

export type ForestView = {
	kind: 'spruces' | 'trunks';
	/** Air, from above to below, and the colour of the nearest tree. */
	above: Light;
	below: Light;
	tree: Light;
	/** Where light breaks through, in picture widths, and its colour. */
	sunX?: number;
	sun?: Light;
};

/** Trees one behind the other, each row deeper in the fog. */
export function paintForest(canvas: Canvas, seed: number, view: ForestView) {
	const { width, height } = canvas;
	const noise = makeNoise(seed);
	const random = randomFrom(seed);
	const stops: [number, Light][] = [
		[0, view.above],
		[0.65, view.below],
		[1, times(view.below, 0.8)]
	];
	for (let y = 0; y < height; y++) {
		const air = along(stops, y / height);
		for (let x = 0; x < width; x++) {
			const drift = 1 + noise.layers((x / width) * 2.5, (y / height) * 6, 4) * 0.13;
			put(canvas, x, y, times(air, drift));
		}
	}
	if (view.sun && view.sunX !== undefined)
		glow(canvas, width * view.sunX, height * 0.2, height * 0.3, view.sun, 0.55);
	const rows = view.kind === 'spruces' ? 7 : 6;
	for (let row = 0; row < rows; row++) {
		const depth = (row + 1) / rows;
		const colour = mix(along(stops, 0.3 + depth * 0.4), view.tree, depth ** 1.5 * 0.94);
		if (view.kind === 'spruces') slope(canvas, noise, random, depth, colour, view.below);
		else trunks(canvas, noise, random, depth, colour);
		if (view.sun && view.sunX !== undefined && row === rows - 3) beams(canvas, noise, view.sunX, view.sun);
	}
}

function slope(canvas: Canvas, noise: Noise, random: () => number, depth: number, colour: Light, fog: Light) {
	const { width, height } = canvas;
	const base = (u: number) =>
		height *
		(0.24 + depth * 0.68 + noise.layers(u * 1.6 + depth * 9, depth * 40, 3) * 0.2 * (1.25 - depth * 0.6));
	const size = Math.min(width, height) * lerp(0.07, 0.34, depth ** 1.6);
	const count = Math.round((width / size) * lerp(9, 5, depth));
	for (let i = 0; i < count; i++) {
		const x = ((i + random()) / count) * width * 1.06 - width * 0.03;
		spruce(
			canvas,
			noise,
			x,
			base(x / width) + size * 0.12 * random(),
			size * (0.55 + random() * 0.65),
			colour,
			i + depth * 91
		);
	}
	for (let x = 0; x < width; x++) {
		const top = base(x / width);
		for (let y = Math.max(0, Math.floor(top)); y < height; y++) {
			const sunk = (y - top) / height;
			const mist = clamp(sunk * 5.5 * (1.12 - depth)) * (0.85 + noise.layers(x / 130, y / 40, 3) * 0.5);
			cover(canvas, x, y, mix(colour, fog, clamp(mist)), 1);
		}
	}
}

function spruce(
	canvas: Canvas,
	noise: Noise,
	cx: number,
	foot: number,
	size: number,
	colour: Light,
	salt: number
) {
	const lean = noise.at(salt * 3.1, 7) * size * 0.02;
	for (let y = Math.floor(foot - size); y < foot; y++) {
		const t = clamp((y - foot + size) / size);
		const tier = (t * 15 + noise.at(salt * 1.7, t * 7) * 0.8) % 1;
		const reach = size * 0.2 * t ** 0.9 * (0.5 + 0.55 * tier) + size * 0.006;
		for (let x = Math.floor(cx - reach * 1.5); x <= cx + reach * 1.5; x++) {
			const ragged = 1 + noise.layers(x * 0.3 + salt, y * 0.3, 2) * 0.7;
			const gap = (Math.abs(x - cx - lean * (1 - t)) - reach * ragged) / (0.8 + size * 0.006);
			if (gap < 1)
				cover(canvas, x, y, times(colour, 0.82 + 0.3 * (1 - t)), clamp(0.6 - gap) * clamp(0.75 + tier * 0.5));
		}
	}
}

function trunks(canvas: Canvas, noise: Noise, random: () => number, depth: number, colour: Light) {
	const { width, height } = canvas;
	const ground = height * (0.62 + depth * 0.3);
	const thick = Math.min(width, height) * lerp(0.008, 0.075, depth ** 2.2);
	const count = Math.max(4, Math.round(lerp(34, 4.5, depth ** 0.6) * (width / height)));
	for (let x = 0; x < width; x++) {
		const rough =
			noise.layers(x / 34, depth * 30, 4) * height * 0.025 +
			noise.layers(x / 7, depth * 9, 2) * height * 0.012;
		for (let y = Math.max(0, Math.floor(ground + rough)); y < height; y++) {
			const leaf = 1 + noise.layers(x / 5, y / 4, 3) * 0.7 * depth;
			cover(
				canvas,
				x,
				y,
				times(mix(colour, [0.1, 0.075, 0.03], 0.22 * depth), leaf),
				clamp((y - ground - rough) / 3)
			);
		}
	}
	for (let i = 0; i < count; i++)
		trunk(
			canvas,
			noise,
			((i + 0.15 + random() * 0.7) / count) * width,
			ground + height * 0.03,
			thick * (0.6 + random() * 0.7),
			colour,
			i + depth * 50
		);
}

function trunk(
	canvas: Canvas,
	noise: Noise,
	foot: number,
	bottom: number,
	thick: number,
	colour: Light,
	salt: number
) {
	const lean = noise.at(salt * 1.3, 2) * 0.09;
	const twig = Math.floor((noise.at(salt, 5) * 0.5 + 0.5) * 6) + 2;
	for (let y = 0; y < Math.min(bottom, canvas.height); y++) {
		const up = bottom - y;
		const flare = 1 + 0.9 * Math.exp(-up / (thick * 1.3 + 4));
		const half = (thick / 2) * flare * (1 - (up / canvas.height) * 0.35);
		const cx = foot + lean * up + noise.at(salt * 2.3, y / 420) * thick * 0.5;
		for (let x = Math.floor(cx - half - 2); x <= cx + half + 2; x++) {
			const across = (x - cx) / half;
			const bark = 1 + noise.layers((x - cx) / (1 + thick * 0.12) + salt * 9, y / (6 + thick * 0.5), 3) * 0.8;
			const round = 0.72 + 0.5 * Math.sqrt(clamp(1 - across * across)) - across * 0.2;
			cover(canvas, x, y, times(colour, bark * round), clamp(half - Math.abs(x - cx) + 0.5));
		}
	}
	for (let i = 0; i < twig; i++)
		branch(
			canvas,
			noise,
			foot + lean * bottom * 0.6,
			bottom * (0.08 + 0.09 * i),
			thick,
			colour,
			salt * 7 + i
		);
}

function branch(
	canvas: Canvas,
	noise: Noise,
	x: number,
	y: number,
	thick: number,
	colour: Light,
	salt: number
) {
	const side = noise.at(salt * 3.7, 1) > 0 ? 1 : -1;
	const length = thick * (3 + noise.at(salt, 9) * 2.5);
	for (let step = 0; step < length; step += 0.7) {
		const t = step / length;
		const [bx, by] = [x + side * step, y - step * 0.35 + noise.at(t * 3 + salt, 4) * thick * 0.8];
		const half = Math.max(0.4, thick * 0.07 * (1 - t));
		for (let d = -half; d <= half; d += 0.7)
			cover(canvas, Math.round(bx), Math.round(by + d), colour, 0.8 * (1 - t * 0.5));
	}
}

/** Light falling between the trees, fanning out from one place. */
function beams(canvas: Canvas, noise: Noise, sunX: number, sun: Light) {
	const { width, height } = canvas;
	const [cx, cy] = [width * sunX, -height * 0.15];
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) {
			const angle = Math.atan2(x - cx, y - cy);
			const away = Math.hypot(x - cx, y - cy) / height;
			const beam =
				smooth(0, 0.6, noise.layers(angle * 9, 2, 3) + 0.08) *
				Math.exp(-away * 1.25) *
				Math.exp(-angle * angle * 2.2);
			shine(canvas, x, y, plus(sun, [0, 0, 0]), beam * 0.75);
		}
}
