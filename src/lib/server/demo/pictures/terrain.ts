import { light, look, mix, plus, put, times, tinted, type Canvas, type Light } from './canvas.ts';
import { clamp, makeNoise, smooth, type Noise } from './noise.ts';
import { hours, skyAt, type Hour, type Sky } from './sky.ts';

const SIDE = 1024;
const MASK = SIDE - 1;

export type Heights = Float32Array;

/** A square of land that repeats at its edges; heights about 0 to 1. */
export function raise(shape: (x: number, y: number) => number): Heights {
	const heights = new Float32Array(SIDE * SIDE);
	for (let y = 0; y < SIDE; y++)
		for (let x = 0; x < SIDE; x++) heights[y * SIDE + x] = shape(x / SIDE, y / SIDE);
	return heights;
}

export function alps(noise: Noise) {
	return raise((x, y) => {
		const wx = noise.layers(x * 4, y * 4, 2) * 0.14;
		const mass = clamp(noise.layers(x * 4 + 40, y * 4 + 40, 2) * 0.9 + 0.55);
		return mass * noise.ridges(x * 8 + wx * 8, y * 8 - wx * 8, 6) * 1.05;
	});
}

// steep on one side, gentle on the other: the wind's work
export function dunes(noise: Noise) {
	return raise((x, y) => {
		const warp = noise.layers(x * 4, y * 4, 3) * 1.15;
		const phase = (y * 8 + warp * 1.25) % 1;
		const t = phase < 0 ? phase + 1 : phase;
		const sharp = t < 0.74 ? t / 0.74 : (1 - t) / 0.26;
		// the very crest is a little worn
		const slope = sharp - 0.03 * smooth(0.9, 1, sharp);
		const size = 0.28 + 0.4 * (noise.at(x * 4 + 9, y * 4 + 2) * 0.5 + 0.5);
		return slope ** 1.25 * size * 0.62 + noise.layers(x * 16, y * 16, 2) * 0.014;
	});
}

function heightAt(heights: Heights, x: number, y: number) {
	const fx = Math.floor(x);
	const fy = Math.floor(y);
	const u = x - fx;
	const x0 = fx & MASK;
	const x1 = (fx + 1) & MASK;
	const y0 = (fy & MASK) * SIDE;
	const y1 = ((fy + 1) & MASK) * SIDE;
	const topA = heights[y0 + x0] ?? 0;
	const top = topA + ((heights[y0 + x1] ?? 0) - topA) * u;
	const lowA = heights[y1 + x0] ?? 0;
	const low = lowA + ((heights[y1 + x1] ?? 0) - lowA) * u;
	return top + (low - top) * (y - fy);
}

/** How high the shadow stands over each place, swept once along the light. */
function shadowsOf(heights: Heights, dx: number, dy: number, fall: number) {
	const shadows = Float32Array.from(heights);
	const isSteep = Math.abs(dy) >= Math.abs(dx);
	const [sx, sy] = isSteep ? [dx / Math.abs(dy), Math.sign(dy)] : [Math.sign(dx), dy / Math.abs(dx)];
	const drop = fall * Math.hypot(sx, sy);
	const forward = (isSteep ? sy : sx) > 0;
	// twice round, because the land repeats
	for (let pass = 0; pass < SIDE * 2; pass++) {
		const line = (forward ? pass : SIDE * 2 - 1 - pass) & MASK;
		for (let along = 0; along < SIDE; along++) {
			const [x, y] = isSteep ? [along, line] : [line, along];
			const at = y * SIDE + x;
			const before = heightAt(shadows, x - sx, y - sy) - drop;
			if (before > (shadows[at] ?? 0)) shadows[at] = before;
		}
	}
	return shadows;
}

export type View = {
	hour: Hour;
	/** Place on the map, 0 to 1; heading in turns. */
	x: number;
	y: number;
	heading: number;
	/** Above the ground, and where the horizon lies (0 top, 1 bottom). */
	above: number;
	horizon: number;
	fov: number;
	/** How steep the land is. */
	relief: number;
	haze: number;
	/** Height of a lake's surface. */
	water?: number;
	/** How far to the side of the seen sun the light comes from (radians): side light models the land. */
	side: number;
	sun?: Partial<Sky['sun']>;
};

export type Ground = (height: number, slope: number, grain: number) => Light;

/** Meadow, forest, rock and snow. */
export const alpine: Ground = (height, slope, grain) => {
	const h = height + grain * 0.05;
	const low = mix(light('#3c4a26'), light('#22301c'), smooth(0.1, 0.24, h));
	const rock = mix(light('#6b6358'), light('#8d8780'), grain * 0.5 + 0.5);
	const land = mix(low, rock, clamp(smooth(0.26, 0.4, h) + smooth(0.55, 0.9, slope) * 0.8));
	return mix(land, light('#f4f7fb'), smooth(0.34, 0.46, h + grain * 0.06) * smooth(1.15, 0.6, slope));
};

export const sand: Ground = (_height, slope, grain) =>
	mix(light('#d89a5b'), light('#b8703a'), clamp(slope * 0.35 + grain * 0.16 + 0.1));

/** Land seen from a place on it: each column marches outwards and paints what rises above all before. */
export function paintLand(
	canvas: Canvas,
	heights: Heights,
	seed: number,
	view: View,
	ground: Ground,
	ripples = 0
) {
	const { width, height } = canvas;
	const noise = makeNoise(seed);
	const base = hours[view.hour];
	const sky = { ...base, sun: { ...base.sun, ...view.sun } };
	const aspect = width / height;
	const skyLight = skyAt(sky, noise, aspect);
	// far land takes the colour of the low sky, without the sun's own disc
	const airAt = skyAt(
		{ ...sky, clouds: 0, sun: { ...sky.sun, disc: 0, glow: sky.sun.glow * 0.3 } },
		noise,
		aspect
	);
	const horizon = view.horizon * height;
	const focal = (Math.max(width, height) * 0.5) / Math.tan(view.fov * 0.5);

	// the light comes from where the sky shows the sun, raised so that the land is lit
	const sunTurn =
		view.heading * Math.PI * 2 + Math.atan(((sky.sun.x - 0.5) * width) / focal) * 0.6 + view.side;
	const rise = clamp(sky.sun.height * 0.9 + 0.22, 0.24, 0.9);
	const [lx, ly] = [Math.cos(sunTurn), Math.sin(sunTurn)];
	const scale = view.relief * SIDE * 0.25;
	const shadows = shadowsOf(heights, -lx, -ly, (rise * 1.0) / scale);
	const sunLight = mix(sky.sun.colour, [1, 1, 1], 0.25);
	const skyShade = times(mix(skyLight(aspect / 2, 0.6), skyLight(aspect * 0.1, 0.3), 0.5), 0.55);

	const [cx, cy] = [view.x * SIDE, view.y * SIDE];
	const eye = Math.max(heightAt(heights, cx, cy), view.water ?? 0) * scale + view.above * scale;
	const isWater = new Uint8Array(width * height);

	function shade(x: number, y: number, h: number, far: number): Light {
		const reach = 0.8 + far * 0.0015;
		const nx = ((heightAt(heights, x - reach, y) - heightAt(heights, x + reach, y)) * scale) / (2 * reach);
		const ny = ((heightAt(heights, x, y - reach) - heightAt(heights, x, y + reach)) * scale) / (2 * reach);
		const grain = noise.layers(x * 0.6, y * 0.6, 3);
		const ripple = ripples ? Math.sin((x * ly - y * lx) * 9 + noise.at(x * 0.5, y * 0.5) * 5) * ripples : 0;
		const fade = ripples * clamp(1 - far / 260);
		const length = Math.hypot(nx, ny, 1);
		const facing = (nx * lx + ny * ly + rise + ripple * fade) / length / Math.hypot(1, rise);
		const lit = clamp(facing * 1.25) * smooth(0.02, -0.004, heightAt(shadows, x, y) - h - 0.004);
		const colour = ground(h, Math.hypot(nx, ny), grain);
		return tinted(colour, plus(times(sunLight, lit * 1.25), times(skyShade, 0.7 + 0.3 / length)));
	}

	for (let column = 0; column < width; column++) {
		const turn = view.heading * Math.PI * 2 + Math.atan((column - width / 2) / focal);
		const [dx, dy] = [Math.cos(turn), Math.sin(turn)];
		const straight = Math.cos(turn - view.heading * Math.PI * 2);
		const sideways = column / height;
		const air = airAt(sideways, 0.03);
		let [top, last]: [number, Light | null] = [height, null];
		for (let far = 6; far < 1500 && top > 0; far += Math.max(0.25, far * 0.0036)) {
			const [x, y] = [cx + dx * far, cy + dy * far];
			const h = heightAt(heights, x, y);
			const isLake = view.water !== undefined && h < view.water;
			const row = horizon - (((isLake ? (view.water ?? 0) : h) * scale - eye) / (far * straight)) * focal;
			if (row >= top) {
				last = null;
				continue;
			}
			const veil = 1 - Math.exp(-far * view.haze * 0.001 * (1.15 - clamp(h)));
			const colour = isLake ? air : mix(shade(x, y, h, far), air, veil);
			const from = Math.max(0, Math.floor(row));
			for (let line = Math.ceil(top) - 1; line >= from; line--) {
				const t = clamp((top - line) / Math.max(1, top - row));
				const here = last && !isLake ? mix(last, colour, t) : colour;
				const share = line < row ? 1 - (row - line) : 1;
				put(
					canvas,
					column,
					line,
					share < 1 ? mix(skyLight(sideways, (horizon - line) / height), here, share) : here
				);
				if (isLake) isWater[line * width + column] = 1;
			}
			top = row;
			last = isLake ? null : colour;
		}
		for (let line = Math.min(height, Math.floor(top)) - 1; line >= 0; line--)
			put(canvas, column, line, skyLight(sideways, (horizon - line) / height));
	}
	if (view.water !== undefined) mirror(canvas, isWater, noise, horizon);
}

/** Still water shows what stands above its far shore, upside down and a little broken. */
function mirror(canvas: Canvas, isWater: Uint8Array, noise: Noise, horizon: number) {
	const { width, height } = canvas;
	for (let x = 0; x < width; x++) {
		let shore = -1;
		for (let y = 0; y < height; y++) {
			if (!isWater[y * width + x]) {
				shore = -1;
				continue;
			}
			if (shore < 0) shore = y;
			const near = (y - horizon) / height;
			const wave = noise.layers(x / (60 + near * 500), (y * 30) / (20 + near * 160), 2);
			const seen = look(canvas, x + wave * near * 14, Math.max(0, 2 * shore - y - 2 + wave * near * 46));
			const clear = clamp(1 - near * 1.1, 0.35, 0.9);
			put(canvas, x, y, mix(light('#12303a'), seen, clear));
		}
	}
}
