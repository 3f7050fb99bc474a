import { along, light, mix, plus, times, type Light } from './canvas.ts';
import { clamp, smooth, type Noise } from './noise.ts';

export type Sky = {
	/** From the horizon (0) up to the top (1). */
	colours: readonly (readonly [number, Light])[];
	/** Place of the sun or moon: x from left to right 0 to 1, height above the horizon in picture heights. */
	sun: { x: number; height: number; colour: Light; disc: number; glow: number };
	/** 0 clear to 1 overcast. */
	clouds: number;
	cloudLight: Light;
	cloudShade: Light;
	stars?: number;
};

export const hours = {
	dawn: {
		colours: [
			[0, light('#f7b98a')],
			[0.18, light('#e9a3a0')],
			[0.5, light('#8f93bd')],
			[1, light('#3f5488')]
		],
		sun: { x: 0.66, height: 0.05, colour: light('#ffc98a', 1.6), disc: 0.02, glow: 0.9 },
		clouds: 0.42,
		cloudLight: light('#ffc9a8', 1.05),
		cloudShade: light('#9a86a6')
	},
	morning: {
		colours: [
			[0, light('#dfe9ee')],
			[0.3, light('#a9c8e2')],
			[1, light('#4f86c0')]
		],
		sun: { x: 0.2, height: 0.6, colour: light('#fff2d8', 1.2), disc: 0, glow: 0.35 },
		clouds: 0.45,
		cloudLight: light('#ffffff', 1.05),
		cloudShade: light('#a9b6c4')
	},
	noon: {
		colours: [
			[0, light('#cfe3f0')],
			[0.25, light('#86b6e0')],
			[1, light('#2767ad')]
		],
		sun: { x: 0.8, height: 0.9, colour: light('#ffffff', 1.2), disc: 0, glow: 0.2 },
		clouds: 0.34,
		cloudLight: light('#ffffff', 1.1),
		cloudShade: light('#b4c4d4')
	},
	golden: {
		colours: [
			[0, light('#ffd08a')],
			[0.2, light('#f6b27c')],
			[0.55, light('#c9a9a6')],
			[1, light('#6f8fb4')]
		],
		sun: { x: 0.32, height: 0.13, colour: light('#ffdb96', 2.2), disc: 0.03, glow: 1 },
		clouds: 0.38,
		cloudLight: light('#ffe0b0', 1.15),
		cloudShade: light('#b08a8a')
	},
	sunset: {
		colours: [
			[0, light('#ff9a4d')],
			[0.14, light('#f2703f')],
			[0.4, light('#a8496a')],
			[1, light('#2d2f63')]
		],
		sun: { x: 0.58, height: 0.03, colour: light('#ffb257', 2.4), disc: 0.034, glow: 1 },
		clouds: 0.5,
		cloudLight: light('#ff8b52', 1.2),
		cloudShade: light('#5e3a5e')
	},
	blue: {
		colours: [
			[0, light('#c79aa0')],
			[0.12, light('#8f87ad')],
			[0.45, light('#4a65a0')],
			[1, light('#16264f')]
		],
		sun: { x: 0.7, height: 0, colour: light('#ffc3a0', 0.7), disc: 0, glow: 0.5 },
		clouds: 0.4,
		cloudLight: light('#a994b4'),
		cloudShade: light('#3d4c7c'),
		stars: 0.15
	},
	storm: {
		colours: [
			[0, light('#b9bfc0')],
			[0.3, light('#8a949b')],
			[1, light('#454f5a')]
		],
		sun: { x: 0.4, height: 0.25, colour: light('#e8eef0', 1), disc: 0, glow: 0.5 },
		clouds: 0.78,
		cloudLight: light('#c9cfd2'),
		cloudShade: light('#3f4852')
	},
	night: {
		colours: [
			[0, light('#3d5680')],
			[0.25, light('#1c2f58')],
			[1, light('#070d22')]
		],
		sun: { x: 0.74, height: 0.42, colour: light('#eef3ff', 1.3), disc: 0.021, glow: 0.35 },
		clouds: 0.22,
		cloudLight: light('#42557f'),
		cloudShade: light('#111d3c'),
		stars: 1
	}
} satisfies Record<string, Sky>;

export type Hour = keyof typeof hours;

/** The sky's light; x from left to right and height above the horizon, both in picture heights. */
export function skyAt(sky: Sky, noise: Noise, aspect: number) {
	const { sun, clouds, cloudLight, cloudShade } = sky;
	const stars = 'stars' in sky ? (sky.stars ?? 0) : 0;
	return (x: number, height: number): Light => {
		const up = clamp(height * 1.35);
		const away = Math.hypot(x - sun.x * aspect, (height - sun.height) * 1.1);
		const halo = sun.glow * (0.55 * Math.exp(-away * away * 60) + 0.4 * Math.exp(-away * 4.2));
		let colour = plus(along(sky.colours, up), times(sun.colour, halo * 0.55));
		if (stars && height > 0.02)
			colour = plus(colour, times([1, 1.05, 1.2], starAt(noise, x, height) * stars));
		colour = plus(colour, times(sun.colour, sun.disc ? 1.6 * smooth(sun.disc, sun.disc * 0.82, away) : 0));
		return mix(colour, cloudColour(away), cloudAt(x, height));
	};

	// clouds lie on a plane above: the nearer the horizon, the flatter and denser they look
	function cloudAt(x: number, height: number) {
		if (height <= 0) return 0;
		const depth = 1 / (height + 0.14);
		const [u, v] = [(x - aspect / 2) * depth * 0.55, depth * 1.25];
		const warp = noise.at(u * 0.9 + 7, v * 0.9) * 0.5;
		const density = noise.layers(u * 1.1 + warp, v * 1.5 + warp, 5) * 0.5 + 0.5;
		return smooth(1 - clouds, 1 - clouds + 0.28, density) * (0.35 + 0.6 * smooth(0, 0.1, height)) * 0.9;
	}

	function cloudColour(away: number) {
		return mix(cloudShade, cloudLight, clamp(0.25 + 1.1 * Math.exp(-away * 1.9)));
	}
}

function starAt(noise: Noise, x: number, height: number) {
	const [cx, cy] = [Math.floor(x * 160), Math.floor(height * 160)];
	const chance = noise.at(cx * 0.7317 + 3.3, cy * 0.9173 + 8.1);
	if (chance < 0.74) return 0;
	const [dx, dy] = [x * 160 - cx - 0.5, height * 160 - cy - 0.5];
	return (chance - 0.72) * 6 * Math.exp(-(dx * dx + dy * dy) * 9) * smooth(0.02, 0.3, height);
}
