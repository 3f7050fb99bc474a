import { light, type Canvas } from './canvas.ts';
import { paintForest, type ForestView } from './forest.ts';
import { paintLights, type LightsView } from './lights.ts';
import { makeNoise } from './noise.ts';
import { paintSea, type SeaView } from './sea.ts';
import { paintStillLife } from './still-life.ts';
import { tables } from './tables.ts';
import { alpine, alps, dunes, paintLand, sand, type View } from './terrain.ts';

export type Scene = { upright: boolean; paint: (canvas: Canvas, seed: number) => void };

const wide = (paint: Scene['paint']): Scene => ({ upright: false, paint });
const upright = (scene: Scene): Scene => ({ ...scene, upright: true });

// a land costs as much as a view of it: raised once, for all of them
function once<T>(make: () => T) {
	let made: T | undefined;
	return () => (made ??= make());
}
const range = once(() => alps(makeNoise(11)));
const erg = once(() => dunes(makeNoise(5)));

const mountains = (view: View) => wide((canvas, seed) => paintLand(canvas, range(), seed, view, alpine));
const desert = (view: View) => wide((canvas, seed) => paintLand(canvas, erg(), seed, view, sand, 0.22));
const sea = (view: SeaView) => wide((canvas, seed) => paintSea(canvas, seed, view));
const forest = (view: ForestView) => wide((canvas, seed) => paintForest(canvas, seed, view));
const lights = (view: LightsView) => wide((canvas, seed) => paintLights(canvas, seed, view));
const table = (at: number, seed = at) =>
	wide((canvas) => {
		const view = tables[at];
		if (view) paintStillLife(canvas, seed + 40, view);
	});

const alp = { fov: 0.62, relief: 0.34, haze: 1.3 };
const lake = { above: 0.12, horizon: 0.48, fov: 0.8, relief: 0.36, haze: 1.3, water: 0.24 };
const dune = { fov: 0.5, relief: 0.5, haze: 0.8 };

/** The demo shoot in the order of its day; the first one greets on the invitation's page. */
export const scenes: readonly Scene[] = [
	sea({ hour: 'dawn', horizon: 0.46, waves: 0.25, deep: light('#2f4a5c'), subject: 'boat' }),
	forest({ kind: 'spruces', above: light('#dfe3e2'), below: light('#aebbbd'), tree: light('#10201d') }),
	mountains({ ...alp, hour: 'dawn', x: 0.83, y: 0.38, heading: 0.4, side: -0.85, above: 0.5, horizon: 0.45 }),
	table(0),
	mountains({ ...lake, hour: 'morning', x: 0.31, y: 0.89, heading: 0.61, side: 1.06 }),
	upright(
		forest({
			kind: 'trunks',
			above: light('#e9dfc4'),
			below: light('#b9b59a'),
			tree: light('#1a1711'),
			sunX: 0.3,
			sun: light('#ffdf9c')
		})
	),
	table(1),
	desert({
		...dune,
		hour: 'morning',
		x: 0.89,
		y: 0.61,
		heading: 0.51,
		side: -1.32,
		above: 0.43,
		horizon: 0.31
	}),
	upright(table(2)),
	mountains({
		...alp,
		hour: 'noon',
		x: 0.89,
		y: 0.61,
		heading: 0.51,
		side: -1.32,
		above: 0.42,
		horizon: 0.42
	}),
	sea({ hour: 'noon', horizon: 0.36, waves: 0.45, deep: light('#0c7f98'), beach: 0.32 }),
	table(3),
	upright(
		desert({
			...dune,
			hour: 'morning',
			x: 0.01,
			y: 0.81,
			heading: 0.92,
			side: -1.2,
			above: 0.39,
			horizon: 0.2,
			fov: 0.7
		})
	),
	forest({ kind: 'trunks', above: light('#c8d2c4'), below: light('#93a390'), tree: light('#141a12') }),
	upright(table(4)),
	upright(
		mountains({
			...alp,
			hour: 'storm',
			x: 0.96,
			y: 0.65,
			heading: 0.54,
			side: -1.34,
			above: 0.49,
			horizon: 0.44,
			haze: 2
		})
	),
	sea({ hour: 'storm', horizon: 0.4, waves: 0.62, deep: light('#23343a'), subject: 'rocks' }),
	table(5),
	desert({
		...dune,
		hour: 'golden',
		x: 0.15,
		y: 0.77,
		heading: 0.06,
		side: -0.86,
		above: 0.54,
		horizon: 0.24
	}),
	mountains({
		...alp,
		hour: 'golden',
		x: 0.16,
		y: 0.17,
		heading: 0.09,
		side: 1.41,
		above: 0.34,
		horizon: 0.32
	}),
	upright(table(6)),
	forest({
		kind: 'spruces',
		above: light('#f7d3a0'),
		below: light('#d09a72'),
		tree: light('#22160f'),
		sunX: 0.68,
		sun: light('#ffd08a')
	}),
	sea({ hour: 'golden', horizon: 0.44, waves: 0.4, deep: light('#3b4a4f'), subject: 'lighthouse' }),
	table(7),
	upright(sea({ hour: 'sunset', horizon: 0.52, waves: 0.3, deep: light('#27223f') })),
	desert({
		...dune,
		hour: 'sunset',
		x: 0.1,
		y: 0.92,
		heading: 0.57,
		side: -1.33,
		above: 0.47,
		horizon: 0.28,
		fov: 0.76
	}),
	mountains({
		...alp,
		hour: 'sunset',
		x: 0.21,
		y: 0.31,
		heading: 0.87,
		side: -1.02,
		above: 0.37,
		horizon: 0.31,
		fov: 0.79
	}),
	table(8),
	upright(
		forest({ kind: 'spruces', above: light('#7f93b4'), below: light('#5b7096'), tree: light('#0b1322') })
	),
	lights({
		scene: 'party',
		colours: [light('#ffb35c', 1.3), light('#ffd9a0'), light('#ff7f50')],
		above: light('#2a150d'),
		below: light('#120807')
	}),
	sea({ hour: 'blue', horizon: 0.48, waves: 0.06, deep: light('#1c2a48'), subject: 'rocks' }),
	mountains({ ...lake, hour: 'blue', x: 0.35, y: 0.35, heading: 0.96, side: 1.18, water: 0.25 }),
	lights({
		scene: 'city',
		colours: [light('#ffb14a', 1.2), light('#ff5a3c'), light('#8fc7ff'), light('#fff0c9'), light('#49d6c0')],
		above: light('#0c1430'),
		below: light('#0a0d1c')
	}),
	upright(
		lights({
			scene: 'candles',
			colours: [light('#ffb35c'), light('#ff8a3c'), light('#ffd9a0')],
			above: light('#20100a'),
			below: light('#0f0705')
		})
	),
	upright(
		mountains({ ...alp, hour: 'night', x: 0.89, y: 0.61, heading: 0.52, side: -1, above: 0.5, horizon: 0.62 })
	),
	upright(
		lights({
			scene: 'city',
			colours: [light('#ff8fb0'), light('#8a7bff', 1.2), light('#4fd0ff'), light('#fff0e0')],
			above: light('#150c2c'),
			below: light('#0a0714')
		})
	)
];
