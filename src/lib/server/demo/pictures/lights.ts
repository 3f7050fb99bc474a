import {
	along,
	cover,
	glow,
	light,
	mix,
	put,
	shine,
	times,
	within,
	type Canvas,
	type Light
} from './canvas.ts';
import { clamp, lerp, makeNoise, randomFrom, smooth } from './noise.ts';

export type LightsView = {
	scene: 'city' | 'party' | 'candles';
	colours: readonly Light[];
	above: Light;
	below: Light;
};

/** Lamps far out of focus: discs with a bright rim, as a wide open lens draws them. */
export function paintLights(canvas: Canvas, seed: number, view: LightsView) {
	const { width, height } = canvas;
	const random = randomFrom(seed);
	const noise = makeNoise(seed);
	const unit = Math.min(width, height);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) {
			const drift = 1 + noise.layers((x / unit) * 2, (y / unit) * 2, 3) * 0.5;
			put(
				canvas,
				x,
				y,
				times(
					along(
						[
							[0, view.above],
							[1, view.below]
						],
						y / height
					),
					drift
				)
			);
		}
	const colour = () => view.colours[Math.floor(random() * view.colours.length)] ?? view.above;
	if (view.scene === 'city') city();
	else discs(view.scene === 'party' ? 90 : 55, view.scene === 'party' ? 1 : 0.6);
	if (view.scene === 'candles') candles(canvas, seed);

	function city() {
		const horizon = height * 0.56;
		for (let i = 0; i < 150; i++) {
			const away = Math.abs(random() + random() - 1);
			const y = horizon - away * height * 0.44 + height * 0.03;
			const size = unit * lerp(0.016, 0.05, random() ** 2) * (1 + away);
			const [x, c, strength] = [random() * width, colour(), 0.25 + random() * 0.55];
			disc(canvas, x, y, size, c, strength);
			// wet ground doubles every lamp, drawn out downwards
			const [rx, ry, long] = [x + (random() - 0.5) * 6, 2 * horizon - y + unit * 0.04, 2.6 + random() * 3];
			within(
				canvas,
				{ left: rx - size, right: rx + size, top: ry - size * long, bottom: ry + size * long },
				(px, py) => {
					const d = ((px - rx) / size) ** 2 + ((py - ry) / (size * long)) ** 2;
					const broken = 0.55 + 0.6 * noise.layers(px / 30, py / 5, 3);
					if (d < 1) shine(canvas, px, py, c, (1 - d) * strength * 0.34 * clamp(broken));
				}
			);
		}
	}

	function discs(count: number, reach: number) {
		for (let i = 0; i < count; i++) {
			const deep = random();
			const size = unit * lerp(0.022, 0.105, deep ** 2);
			disc(
				canvas,
				random() * width,
				random() ** 0.9 * height * reach,
				size,
				colour(),
				lerp(0.65, 0.16, deep) * (0.5 + random())
			);
		}
	}
}

function disc(canvas: Canvas, cx: number, cy: number, radius: number, colour: Light, strength: number) {
	within(
		canvas,
		{ left: cx - radius - 2, right: cx + radius + 2, top: cy - radius - 2, bottom: cy + radius + 2 },
		(x, y) => {
			const d = Math.hypot(x - cx, y - cy);
			const inside = clamp((radius - d) / 1.6 + 0.5);
			const rim = smooth(radius * 0.78, radius * 0.98, d) * 0.5;
			if (inside > 0) shine(canvas, x, y, colour, inside * strength * (0.72 + rim));
		}
	);
	glow(canvas, cx, cy, radius * 1.5, colour, strength * 0.1);
}

function candles(canvas: Canvas, seed: number) {
	const { width, height } = canvas;
	const random = randomFrom(seed + 9);
	const unit = Math.min(width, height);
	const table = height * 0.8;
	for (let y = Math.floor(table); y < height; y++)
		for (let x = 0; x < width; x++)
			cover(
				canvas,
				x,
				y,
				mix(light('#3a1c0e'), light('#120805'), (y - table) / (height - table)),
				clamp((y - table) / 14)
			);
	for (let i = 0; i < 3; i++) {
		const x = width * (0.24 + i * 0.25 + random() * 0.06);
		const [foot, tall, thick] = [
			table + unit * (0.03 + random() * 0.1),
			unit * (0.2 + random() * 0.16),
			unit * 0.062
		];
		candle(canvas, x, foot, tall, thick);
	}
}

function candle(canvas: Canvas, cx: number, foot: number, tall: number, half: number) {
	const [wax, flame] = [light('#f6d7a2'), light('#ffd27a')];
	within(
		canvas,
		{ left: cx - half * 6, right: cx + half * 6, top: foot - half, bottom: foot + half * 6 },
		(x, y) => {
			const d = ((x - cx) / (half * 4)) ** 2 + ((y - foot) / (half * 1.8)) ** 2;
			shine(canvas, x, y, light('#ff9c46'), 0.28 * Math.exp(-d * 1.4));
		}
	);
	within(canvas, { left: cx - half, right: cx + half, top: foot - tall - 4, bottom: foot + half }, (x, y) => {
		const u = (x - cx) / half;
		const curve = Math.sqrt(clamp(1 - u * u)) * half * 0.26;
		const down = (y - (foot - tall)) / tall;
		const inside =
			clamp(half - Math.abs(x - cx) + 0.5) *
			clamp(foot + curve - y + 0.5) *
			clamp(y - (foot - tall) + curve + 0.5);
		const lit =
			(0.3 + 0.95 * Math.exp(-Math.max(0, down) * 3.2)) * (0.6 + 0.42 * Math.sqrt(clamp(1 - u * u)));
		cover(canvas, x, y, times(mix(wax, light('#d9793a'), clamp(down * 0.9)), lit), inside);
	});
	const [fx, fy, h] = [cx, foot - tall - half * 0.1, half * 2.5];
	within(canvas, { left: fx - half, right: fx + half, top: fy - h, bottom: fy + 2 }, (x, y) => {
		const t = clamp((fy - y) / h);
		const wide = half * 0.42 * Math.sin(Math.PI * clamp(t * 0.86 + 0.14)) ** 1.1 * (1 - t * 0.35);
		const inside = smooth(wide, wide * 0.45, Math.abs(x - fx));
		cover(
			canvas,
			x,
			y,
			mix(times(flame, 1.6), light('#fff3d0', 1.5), smooth(0.9, 0.2, t)),
			inside * smooth(0, 0.08, t)
		);
	});
	glow(canvas, fx, fy - h * 0.45, half * 3.6, light('#ffab52'), 0.5);
}
