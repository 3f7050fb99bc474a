import { fill, light, look, mix, plus, put, times, type Canvas, type Light } from './canvas.ts';
import { clamp, makeNoise, randomFrom, smooth } from './noise.ts';
import { hours, skyAt, type Hour, type Sky } from './sky.ts';

export type SeaView = {
	hour: Hour;
	horizon: number;
	/** Size of the waves: 0 a long exposure, 1 a storm. */
	waves: number;
	deep: Light;
	sun?: Partial<Sky['sun']>;
	/** Height of a beach at the lower edge, in picture heights. */
	beach?: number;
	subject?: 'boat' | 'lighthouse' | 'rocks' | 'pier';
};

/** Open water under a sky. */
export function paintSea(canvas: Canvas, seed: number, view: SeaView) {
	const { width, height } = canvas;
	const noise = makeNoise(seed);
	const base: Sky = hours[view.hour];
	const sky: Sky = { ...base, sun: { ...base.sun, ...view.sun } };
	const aspect = width / height;
	const skyLight = skyAt(sky, noise, aspect);
	const horizon = Math.round(view.horizon * height);
	for (let y = 0; y < horizon; y++)
		for (let x = 0; x < width; x++) put(canvas, x, y, skyLight(x / height, (horizon - y) / height));
	const land = skyAt({ ...sky, clouds: 0, sun: { ...sky.sun, disc: 0 } }, noise, aspect);
	const dark = times(land(aspect / 2, 0.02), 0.16);
	drawSubject(canvas, seed, view, horizon, dark);

	for (let y = horizon; y < height; y++) {
		const near = (y - horizon + 0.6) / height;
		const far = 0.11 / near;
		for (let x = 0; x < width; x++) put(canvas, x, y, water(x, y, near, far));
	}
	if (view.beach) paintBeach(canvas, seed, view.beach, land(aspect / 2, 0.5));

	function water(x: number, y: number, near: number, far: number): Light {
		const side = (x / height - aspect / 2) * far * 9;
		const swell = noise.layers(side * 1.3 + 3, far * 14, 4) + 0.6 * noise.at(side * 7, far * 60);
		const tilt = swell * view.waves * clamp(0.25 + near * 1.6);
		const seen = horizon - (y - horizon) * (0.55 + 0.5 * (1 - view.waves)) - tilt * height * 0.35;
		const mirrored = look(canvas, x + tilt * 26, clamp(seen, 0, horizon - 2));
		const facing = clamp(0.86 - near * 0.75 - tilt * 1.1, 0.12, 0.92);
		const colour = mix(times(view.deep, 1 + tilt * 0.9), mirrored, facing);
		const away = Math.abs(x / height - sky.sun.x * aspect) / (0.03 + near * 0.34);
		const glint = smooth(0.1, 0.75, swell + 0.25) * Math.exp(-away * away) * sky.sun.glow;
		const foam = view.waves > 0.7 ? smooth(0.55, 0.8, swell + noise.at(side * 20, far * 150) * 0.2) * 0.5 : 0;
		return mix(plus(colour, times(sky.sun.colour, glint * 0.75)), [0.75, 0.78, 0.8], foam);
	}
}

function drawSubject(canvas: Canvas, seed: number, { subject }: SeaView, horizon: number, dark: Light) {
	const { width: w, height: h } = canvas;
	const unit = Math.min(w, h);
	if (subject === 'boat') {
		const [x, s] = [w * 0.34, unit * 0.075];
		fill(
			canvas,
			[
				[x, horizon - s * 2.3],
				[x + s * 0.75, horizon - s * 0.35],
				[x + s * 0.03, horizon - s * 0.3]
			],
			dark
		);
		fill(
			canvas,
			[
				[x - s * 0.05, horizon - s * 2],
				[x - s * 0.07, horizon - s * 0.35],
				[x - s * 0.6, horizon - s * 0.35]
			],
			dark
		);
		fill(
			canvas,
			[
				[x - s * 0.75, horizon - s * 0.24],
				[x + s * 0.85, horizon - s * 0.26],
				[x + s * 0.55, horizon],
				[x - s * 0.55, horizon]
			],
			dark
		);
	}
	if (subject === 'lighthouse' || subject === 'rocks')
		headland(canvas, seed, horizon, dark, subject === 'rocks');
	if (subject === 'lighthouse') {
		const [x, s, foot] = [w * 0.83, unit * 0.05, horizon - h * 0.06];
		fill(
			canvas,
			[
				[x - s * 0.3, foot - s * 4],
				[x + s * 0.3, foot - s * 4],
				[x + s * 0.5, foot + s],
				[x - s * 0.5, foot + s]
			],
			dark
		);
		fill(
			canvas,
			[
				[x - s * 0.42, foot - s * 4.12],
				[x + s * 0.42, foot - s * 4.12],
				[x + s * 0.42, foot - s * 3.95],
				[x - s * 0.42, foot - s * 3.95]
			],
			dark
		);
		fill(
			canvas,
			[
				[x - s * 0.22, foot - s * 4.1],
				[x - s * 0.22, foot - s * 4.7],
				[x, foot - s * 5.1],
				[x + s * 0.22, foot - s * 4.7],
				[x + s * 0.22, foot - s * 4.1]
			],
			dark
		);
		fill(
			canvas,
			[
				[x - s * 0.12, foot - s * 4.2],
				[x + s * 0.12, foot - s * 4.2],
				[x + s * 0.12, foot - s * 4.55],
				[x - s * 0.12, foot - s * 4.55]
			],
			light('#ffe3a8', 1.4)
		);
	}
}

/** A coast rising to the right, or two stacks of rock. */
function headland(canvas: Canvas, seed: number, horizon: number, dark: Light, isStacks: boolean) {
	const { width, height } = canvas;
	const noise = makeNoise(seed + 77);
	const random = randomFrom(seed);
	const stacks = isStacks ? [0.62 + random() * 0.06, 0.74 + random() * 0.08] : [];
	for (let x = 0; x < width; x++) {
		const u = x / width;
		const rough = noise.layers(u * 26, 3, 5);
		const stack = stacks.map(
			(at, i) =>
				smooth(0.07 - i * 0.025, 0.035 - i * 0.015, Math.abs(u - at + rough * 0.012)) * (0.2 - i * 0.08)
		);
		const rise = isStacks
			? Math.max(...stack) * (1 + rough * 0.35)
			: smooth(0.6, 0.8, u) * 0.055 + smooth(0.56, 1, u) * rough * 0.02;
		const top = horizon - rise * height;
		for (let y = Math.floor(top); rise > 0.002 && y < horizon; y++) {
			const strata = 1 + noise.layers(u * 60, y / 9, 3) * 0.6;
			const share = y < top ? 1 - (top - y) : 1;
			put(canvas, x, y, mix(look(canvas, x, y), times(dark, strata), share));
		}
	}
}

function paintBeach(canvas: Canvas, seed: number, share: number, sky: Light) {
	const { width, height } = canvas;
	const noise = makeNoise(seed + 5);
	for (let x = 0; x < width; x++) {
		const edge =
			height * (1 - share) +
			noise.layers((x / width) * 3, 1, 4) * height * 0.07 +
			(x / width - 0.5) * height * 0.1;
		for (let y = Math.max(0, Math.floor(edge - height * 0.05)); y < height; y++) {
			const down = (y - edge) / height;
			const grain = noise.layers(x / 4, y / 2, 2) * 0.05 + noise.layers(x / 90, y / 30, 3) * 0.12;
			const wet = smooth(0.14, 0.02, down);
			const sand = mix(times(light('#dcb98a'), 1 + grain), mix(light('#7d6546'), sky, 0.35), wet * 0.8);
			const lace = noise.layers(x / 26, y / 9, 4) * 0.02;
			const foam =
				smooth(0.022, 0.004, Math.abs(down + lace)) +
				smooth(0.012, 0.003, Math.abs(down + 0.034 + lace)) * 0.6;
			const under = smooth(-0.004, 0.006, down + lace);
			put(canvas, x, y, mix(mix(look(canvas, x, y), sand, under), [0.93, 0.95, 0.95], clamp(foam)));
		}
	}
}
