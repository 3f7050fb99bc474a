import { clamp, lerp, smooth } from './noise.ts';

const ball = (t: number, from = 0, to = 1) => {
	const u = (t - (from + to) / 2) / ((to - from) / 2);
	return Math.sqrt(clamp(1 - u * u));
};

/** Smooth curve through radii at equal steps from the top to the foot. */
function through(...radii: number[]) {
	return (t: number) => {
		const place = clamp(t, 0, 0.9999) * (radii.length - 1);
		const i = Math.floor(place);
		const at = (k: number) => radii[clamp(k, 0, radii.length - 1)] ?? 0;
		const [a, b, c, d, f] = [at(i - 1), at(i), at(i + 1), at(i + 2), place - i];
		const curve = b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)));
		return clamp(curve);
	};
}

/** Shapes turned on a wheel or grown on a tree: radius (0 to 1) from the top (0) to the foot (1). */
export const profiles = {
	ball: (t: number) => ball(t),
	apple: (t: number) => ball(t) ** 0.86 * lerp(1, 0.86, smooth(0.45, 1, t)),
	lemon: (t: number) => Math.max(ball(t, 0.06, 0.94) ** 1.1, 0.16 * ball(t)),
	pear: (t: number) =>
		Math.max(
			ball(t, 0.36, 1),
			0.5 * ball(t, 0, 0.72) ** 0.8,
			ball(t, 0.2, 1.02) * 0.86 * smooth(0.1, 0.55, t)
		),
	egg: (t: number) => ball(t) * lerp(0.8, 1, smooth(0, 0.7, t)),
	vase: through(0.42, 0.3, 0.28, 0.5, 0.86, 1, 0.93, 0.72, 0.5, 0.46),
	bottle: through(0.3, 0.26, 0.25, 0.26, 0.42, 0.86, 1, 1, 1, 1, 0.97),
	jug: through(0.62, 0.52, 0.5, 0.66, 0.9, 1, 1, 0.92, 0.76, 0.66),
	bowl: through(1, 0.99, 0.96, 0.9, 0.8, 0.66, 0.5, 0.42, 0.44),
	cup: through(1, 0.98, 0.96, 0.93, 0.9, 0.86, 0.78, 0.66)
} satisfies Record<string, (t: number) => number>;

export type Profile = keyof typeof profiles;
