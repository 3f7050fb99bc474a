import { cover, light, mix, plus, put, times, tinted, within, type Canvas, type Light } from './canvas.ts';
import { clamp, lerp, makeNoise, smooth, type Noise } from './noise.ts';
import { profiles, type Profile } from './profiles.ts';

export type Thing = {
	shape: Profile;
	/** Middle and foot in picture widths and heights; size in parts of the picture's smaller side. */
	x: number;
	foot: number;
	tall: number;
	wide: number;
	colour: Light;
	gloss: number;
	/** Second colour of a ripe side or a glaze, and how rough the skin is. */
	blush?: Light;
	rough?: number;
	/** What lies in it, seen above its rim. */
	holds?: readonly Thing[];
};

export type StillLifeView = {
	wall: Light;
	table: Light;
	cloth: 'wood' | 'linen' | 'stone';
	/** Where the table meets the wall, in picture heights. */
	edge: number;
	/** From which side the light comes (-1 left, 1 right), how high it stands, how hard it is. */
	side: number;
	rise: number;
	hard: number;
	sun: Light;
	window?: boolean;
	things: readonly Thing[];
};

/** Flatness of circles seen from a little above. */
const FLAT = 0.24;

export function paintStillLife(canvas: Canvas, seed: number, view: StillLifeView) {
	const { width, height } = canvas;
	const noise = makeNoise(seed);
	const unit = Math.min(width, height);
	const edge = view.edge * height;
	const shadow = shadowsOn(canvas, view);
	const around = mix(view.wall, [1, 1, 1], 0.6);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) {
			const fall = 1 - 0.5 * clamp(view.side < 0 ? x / width : 1 - x / width) ** 1.3;
			const onTable = smooth(-1.5, 1.5, y - edge);
			const beam = fall * 0.9 * (view.window ? windowLight(noise, x / unit, y / unit, view.side) : 1);
			const ambient = 0.36 + 0.12 * fall;
			const wall =
				onTable < 1
					? tinted(times(view.wall, 1 + noise.layers(x / 70, y / 70, 3) * 0.07), lit(beam, ambient))
					: view.wall;
			const open = 1 - (shadow[y * width + x] ?? 0);
			const table =
				onTable > 0 ? tinted(surface(view, noise, x, y, unit), lit(beam * open, ambient * 0.9)) : view.table;
			const seam = 1 - 0.35 * Math.exp(-Math.abs(y - edge) / (unit * 0.012));
			put(canvas, x, y, times(mix(wall, table, onTable), seam));
		}
	for (const thing of view.things.toSorted((a, b) => a.foot - b.foot)) paintThing(canvas, noise, view, thing);

	function lit(direct: number, ambient: number): Light {
		return plus(times(view.sun, direct), times(around, ambient));
	}
}

function surface({ table, cloth }: StillLifeView, noise: Noise, x: number, y: number, unit: number): Light {
	const [u, v] = [x / unit, y / unit];
	if (cloth === 'stone') return times(table, 1 + noise.layers(u * 14, v * 30, 5) * 0.22);
	if (cloth === 'linen') {
		const weave = Math.sin(x * 1.9) * Math.sin(y * 2.3) * 0.02 + noise.layers(u * 60, v * 90, 2) * 0.05;
		return times(table, 1 + weave + noise.layers(u * 3, v * 9, 3) * 0.16);
	}
	const grain = noise.layers(u * 3 + 4, v * 70 + noise.at(u * 2, v * 3) * 5, 4);
	return times(mix(table, times(table, 0.5), clamp(grain * 0.5 + 0.4)), 1 + noise.at(u * 2, v * 200) * 0.06);
}

// panes of a window, slanted, with leaves moving before it
function windowLight(noise: Noise, u: number, v: number, side: number) {
	const [x, y] = [(u - 0.12) * 1.05 + v * 0.45 * -side, v - u * 0.1 * side];
	const pane = (at: number, from: number, to: number) =>
		smooth(from - 0.012, from + 0.012, at) * smooth(to + 0.012, to - 0.012, at);
	const across = pane(x, 0.22, 0.5) + pane(x, 0.54, 0.82) + pane(x, 0.86, 1.14);
	const down = pane(y, 0.02, 0.3) + pane(y, 0.34, 0.66) + pane(y, 0.7, 1.02);
	const leaves = smooth(0.02, 0.3, noise.layers(u * 4.2 + 3, v * 4.2, 3) + smooth(1.2, 0.3, u) * 0.16);
	return 0.1 + 0.95 * clamp(across * down) * lerp(0.25, 1, leaves);
}

/** How much light each place of the table lacks: soft ellipses laid along the light's way. */
function shadowsOn(canvas: Canvas, view: StillLifeView) {
	const { width, height } = canvas;
	const unit = Math.min(width, height);
	const open = new Float32Array(width * height).fill(1);
	for (const { shape, x, foot, tall, wide } of view.things) {
		const [tallPx, widePx] = [tall * unit, (wide * unit) / 2];
		const reach = (tallPx / Math.tan(view.rise)) * 0.9;
		const steps = 26;
		for (let step = 0; step <= steps; step++) {
			const up = step / steps;
			const radius = Math.max(2, profiles[shape](1 - up) * widePx);
			const blur = lerp(0.1, 0.75, up) * (1.25 - view.hard);
			const [cx, cy] = [
				x * width - view.side * up * reach,
				foot * height - widePx * FLAT * 0.55 - up * reach * 0.16
			];
			const [rx, ry] = [radius * (1 + blur), radius * FLAT * (1.25 + blur) + blur * radius * 0.25];
			const strength = lerp(0.4, 0.1, up) * lerp(0.55, 1, view.hard);
			within(
				canvas,
				{ left: cx - rx * 1.2, right: cx + rx * 1.2, top: cy - ry * 1.2, bottom: cy + ry * 1.2 },
				(px, py) => {
					const d = Math.hypot((px - cx) / rx, (py - cy) / ry);
					const at = py * width + px;
					open[at] = (open[at] ?? 1) * (1 - strength * smooth(1.1, 1 - blur * 0.9, d));
				}
			);
		}
	}
	return open.map((share) => 1 - share);
}

function paintThing(canvas: Canvas, noise: Noise, view: StillLifeView, thing: Thing) {
	const { width, height } = canvas;
	const unit = Math.min(width, height);
	const [cx, foot, tall, half] = [
		thing.x * width,
		thing.foot * height,
		thing.tall * unit,
		(thing.wide * unit) / 2
	];
	const radius = profiles[thing.shape];
	const isOpen = ['vase', 'bottle', 'bowl', 'jug', 'cup'].includes(thing.shape);
	const stands = isOpen ? radius(1) * half * FLAT : 0;
	const [lx, ly, lz] = [view.side * Math.cos(view.rise), Math.sin(view.rise), 0.55];
	const bright = Math.hypot(lx, ly, lz);
	const body = {
		left: cx - half - 2,
		right: cx + half + 2,
		top: foot - tall - half * FLAT,
		bottom: foot + stands + 2
	};
	function paintPixel(x: number, y: number) {
		const dx = x - cx;
		// circles bend down in front: a pixel belongs to the ring whose front passes through it
		let down = (y - foot + tall) / tall;
		for (let i = 0; i < 2 && isOpen; i++) {
			const r = Math.max(1, radius(clamp(down)) * half);
			down = (y - foot + tall - Math.sqrt(clamp(1 - (dx / r) ** 2)) * r * FLAT) / tall;
		}
		const t = clamp(down);
		const r = radius(t) * half;
		const inside = clamp(r - Math.abs(dx) + 0.5) * clamp(down * tall + 0.5) * clamp((1 - down) * tall + 0.5);
		if (inside > 0) cover(canvas, x, y, shade(x, y, dx, t, r), inside);
	}
	const paintBody = () => within(canvas, body, paintPixel);
	paintBody();
	if (isOpen) opening();
	for (const held of thing.holds ?? []) paintThing(canvas, noise, view, held);
	if (thing.holds) paintBody();
	if (thing.shape === 'apple' || thing.shape === 'pear') stem();

	function shade(x: number, y: number, dx: number, t: number, r: number): Light {
		const u = clamp(dx / Math.max(r, 1), -1, 1);
		const lean = ((radius(clamp(t + 0.01)) - radius(clamp(t - 0.01))) * half) / (0.02 * tall);
		const bump = (thing.rough ?? 0) * noise.layers(x / 2.6, y / 2.6, 2);
		const depth = Math.sqrt(clamp(1 - u * u));
		const length = Math.hypot(1, lean);
		const [nx, ny, nz] = [(u + bump) / length, (lean + bump) / length, depth / length];
		const facing = (nx * lx + ny * ly + nz * lz) / bright;
		const direct = smooth(-0.25 + view.hard * 0.2, 1.05, facing);
		const skin = skinAt(x, y, u, t);
		const below = clamp(-ny * 0.5 + 0.2) * smooth(0.45, 1, t);
		const contact = 1 - 0.45 * smooth(0.9, 1, t);
		const around = plus(times(view.wall, 0.2 + 0.12 * clamp(ny + 0.4)), times(view.table, below * 0.4));
		const shine =
			((nx * lx) / bright + (ny * ly) / bright + nz * (lz / bright + 1)) /
			Math.hypot(lx / bright, ly / bright, lz / bright + 1);
		const spark = thing.gloss * (clamp(shine) ** lerp(14, 90, thing.gloss) * 0.85 + clamp(shine) ** 8 * 0.08);
		const rim = (1 - depth) ** 3 * 0.1 * (u * view.side > 0 ? 1 : 0.35);
		return plus(
			times(tinted(skin, plus(times(view.sun, direct * 1.05), around)), contact),
			times(view.sun, spark + rim * direct)
		);
	}

	function skinAt(x: number, y: number, u: number, t: number): Light {
		const streak = noise.layers(Math.asin(u) * 3.2 + thing.x * 40, t * 2.2 + thing.foot * 9, 4);
		const colour = thing.blush
			? mix(thing.colour, thing.blush, smooth(-0.3, 0.42, streak + u * 0.35 * view.side))
			: thing.colour;
		const speckle = noise.layers(x / 3, y / 3, 2) > 0.42 ? 0.9 : 1;
		return times(colour, speckle * (1 + streak * 0.1));
	}

	function opening() {
		const r = radius(0) * half;
		const rim = foot - tall;
		within(
			canvas,
			{ left: cx - r, right: cx + r, top: rim - r * FLAT - 1, bottom: rim + r * FLAT + 1 },
			(x, y) => {
				const d = Math.hypot((x - cx) / r, (y - rim) / (r * FLAT));
				const inner = mix(
					times(thing.colour, 0.1),
					times(thing.colour, 0.62),
					smooth(-0.2, 1, ((x - cx) / r) * -view.side)
				);
				cover(canvas, x, y, times(plus(thing.colour, times(view.sun, 0.12)), 0.8), clamp((1 - d) * r * 0.5));
				cover(canvas, x, y, inner, clamp((0.9 - d) * r * 0.5));
			}
		);
	}

	function stem() {
		const top = foot - tall + tall * (thing.shape === 'apple' ? 0.07 : 0.01);
		for (let s = 0; s < tall * 0.17; s += 0.5) {
			const x = cx + Math.sin(s / (tall * 0.12)) * tall * 0.03;
			for (let d = -1.5; d <= 1.5; d += 0.5)
				cover(canvas, Math.round(x + d), Math.round(top - s), light('#3d2a18'), 0.75);
		}
	}
}
