import { light } from './canvas.ts';
import type { StillLifeView, Thing } from './still-life.ts';

const fruit = (
	shape: Thing['shape'],
	x: number,
	foot: number,
	size: number,
	colour: string,
	blush: string
): Thing => ({
	shape,
	x,
	foot,
	tall: size,
	wide:
		shape === 'lemon'
			? size * 0.78
			: shape === 'pear'
				? size * 0.72
				: shape === 'egg'
					? size * 0.76
					: size * 1.06,
	colour: light(colour),
	blush: light(blush),
	gloss: shape === 'egg' ? 0.12 : 0.55,
	rough: shape === 'lemon' || shape === 'ball' ? 0.12 : 0.03
});
const pot = (
	shape: Thing['shape'],
	x: number,
	foot: number,
	tall: number,
	wide: number,
	colour: string,
	gloss: number
): Thing => ({
	shape,
	x,
	foot,
	tall,
	wide,
	colour: light(colour),
	gloss,
	rough: 0.03
});

const left = { side: -1, rise: 0.62, hard: 0.5, sun: light('#fff1dc', 1.05) };
const right = { ...left, side: 1 };

/** The tables that are set for still lifes. */
export const tables: readonly StillLifeView[] = [
	{
		...left,
		...{ wall: light('#8f9a94'), table: light('#8a6a4c'), cloth: 'wood', edge: 0.62 },
		things: [
			pot('vase', 0.34, 0.8, 0.5, 0.3, '#d9d2c3', 0.3),
			fruit('pear', 0.53, 0.84, 0.24, '#c2ad3d', '#a8742c'),
			fruit('pear', 0.64, 0.8, 0.22, '#b7b545', '#8f9a3a'),
			fruit('apple', 0.75, 0.86, 0.16, '#b8322a', '#d8a23c')
		]
	},
	{
		...right,
		...{
			wall: light('#c9b8a2'),
			table: light('#e3dccd'),
			cloth: 'linen',
			edge: 0.6,
			window: true,
			hard: 0.7
		},
		things: [
			pot('jug', 0.62, 0.8, 0.4, 0.27, '#5f7f95', 0.5),
			fruit('lemon', 0.42, 0.84, 0.13, '#f0c93a', '#e3b02a'),
			fruit('lemon', 0.32, 0.8, 0.125, '#f2d24a', '#e6bd30'),
			fruit('ball', 0.5, 0.9, 0.15, '#e88a2a', '#dd6f1c')
		]
	},
	{
		...left,
		...{ wall: light('#2c2f33'), table: light('#3d3a38'), cloth: 'stone', edge: 0.68, rise: 0.5, hard: 0.8 },
		things: [
			pot('bottle', 0.4, 0.82, 0.74, 0.24, '#2f4a3c', 0.8),
			fruit('apple', 0.66, 0.85, 0.22, '#a32822', '#c9772f'),
			fruit('apple', 0.56, 0.91, 0.2, '#7e1f20', '#b84a2a')
		]
	},
	{
		...right,
		...{ wall: light('#c2765a'), table: light('#d9c4ac'), cloth: 'stone', edge: 0.58, rise: 0.7, hard: 0.85 },
		things: [
			pot('vase', 0.58, 0.8, 0.52, 0.3, '#efe6d8', 0.22),
			pot('cup', 0.4, 0.84, 0.15, 0.17, '#efe6d8', 0.22),
			fruit('ball', 0.29, 0.88, 0.13, '#d4572a', '#b8401e')
		]
	},
	{
		...left,
		...{
			wall: light('#d6d8d4'),
			table: light('#c9c2b4'),
			cloth: 'linen',
			edge: 0.64,
			window: true,
			hard: 0.6
		},
		things: [
			pot('bottle', 0.36, 0.8, 0.62, 0.2, '#8ea7a2', 0.6),
			pot('jug', 0.62, 0.84, 0.4, 0.3, '#e7ded0', 0.3)
		]
	},
	{
		...left,
		...{ wall: light('#3b5250'), table: light('#6b4a34'), cloth: 'wood', edge: 0.56, rise: 0.55, hard: 0.7 },
		things: [
			{
				...pot('bowl', 0.5, 0.8, 0.2, 0.56, '#b9c4bf', 0.5),
				holds: [
					fruit('ball', 0.44, 0.68, 0.18, '#e58326', '#d9661a'),
					fruit('ball', 0.555, 0.68, 0.18, '#ea8f2e', '#df7420'),
					fruit('lemon', 0.5, 0.72, 0.15, '#efc73a', '#dfae2a')
				]
			},
			fruit('ball', 0.78, 0.86, 0.16, '#e8892a', '#dc6d1c'),
			fruit('lemon', 0.22, 0.86, 0.13, '#efc73a', '#dfae2a')
		]
	},
	{
		...right,
		...{ wall: light('#b9a79c'), table: light('#a08a76'), cloth: 'wood', edge: 0.66, rise: 0.6 },
		things: [
			pot('vase', 0.5, 0.82, 0.66, 0.36, '#394650', 0.6),
			fruit('pear', 0.27, 0.87, 0.22, '#a9a640', '#b9853a'),
			fruit('egg', 0.74, 0.88, 0.12, '#e6d2bd', '#dcc0a4')
		]
	},
	{
		...left,
		...{ wall: light('#e3ded4'), table: light('#efebe3'), cloth: 'linen', edge: 0.55, rise: 0.8, hard: 0.4 },
		things: [
			pot('bowl', 0.4, 0.78, 0.17, 0.42, '#6d7f8c', 0.4),
			fruit('egg', 0.64, 0.82, 0.14, '#ead8c6', '#dfc3a8'),
			fruit('egg', 0.73, 0.78, 0.13, '#f2e8dc', '#e8d5c0'),
			fruit('egg', 0.7, 0.9, 0.145, '#d9b596', '#cfa37e')
		]
	},
	{
		...right,
		...{
			wall: light('#5d4a5a'),
			table: light('#4a3a38'),
			cloth: 'stone',
			edge: 0.6,
			rise: 0.45,
			hard: 0.9,
			sun: light('#ffc98a', 1.15)
		},
		things: [
			pot('jug', 0.34, 0.82, 0.42, 0.3, '#b86a48', 0.35),
			pot('bottle', 0.54, 0.78, 0.56, 0.16, '#6a4a2a', 0.8),
			fruit('pear', 0.7, 0.86, 0.23, '#c9b04a', '#b27a34'),
			fruit('apple', 0.82, 0.82, 0.15, '#9c2a26', '#c98a3c')
		]
	}
];
