import sharp from 'sharp';
import { makeCanvas, mirror } from './canvas.ts';
import { develop } from './develop.ts';
import { scenes } from './scenes.ts';

/** How many different pictures there are; beyond them they begin again, mirrored. */
export const PICTURES = scenes.length;

const LONG_EDGE = 3000;
/** Painted smaller than it is developed, 960 for 3000; half again as long as it is high. */
const PAINTED = 0.32;
const FIRST_NUMBER = 4101;
const DAY_BEGINS = Date.UTC(2026, 8, 18, 6, 42, 10, 340);
const BETWEEN_MS = 11 * 60_000 + 23_170;

const cameras = [
	{ make: 'NIKON CORPORATION', model: 'NIKON Z 8' },
	{ make: 'NIKON CORPORATION', model: 'NIKON Z 6_2' }
] as const;

export type DemoPicture = { name: string; jpeg: Buffer; takenAt: number };

/** One picture of the demo shoot, the same for the same index; `takenAt` in ms. Costs a second of CPU in full size. */
export async function makePicture(index: number, longEdge = LONG_EDGE): Promise<DemoPicture> {
	const scene = scenes[index % scenes.length];
	if (!scene) throw new Error('there are no scenes');
	const long = Math.round(longEdge * PAINTED);
	const short = Math.round((long * 2) / 3);
	const canvas = scene.upright ? makeCanvas(short, long) : makeCanvas(long, short);
	scene.paint(canvas, index + 1);
	// further rounds see the same places the other way about
	if (Math.floor(index / scenes.length) % 2) mirror(canvas);
	const takenAt = DAY_BEGINS + index * BETWEEN_MS;
	const camera = cameras[index % 5 === 4 ? 1 : 0];
	const jpeg = await develop(canvas, { seed: index, longEdge, takenAt, camera });
	return { name: `DSC_${FIRST_NUMBER + index * 7}.jpg`, jpeg, takenAt };
}

/** What a retoucher would send back: brighter, warmer, with more contrast; same camera, same moment, same size. */
export async function retouch(jpeg: Buffer): Promise<Buffer> {
	return sharp(jpeg)
		.modulate({ brightness: 1.06, saturation: 1.18 })
		.linear([1.12, 1.08, 1.02], [-6, -8, -10])
		.sharpen({ sigma: 1.2 })
		.keepExif()
		.keepIccProfile()
		.jpeg({ quality: 92 })
		.toBuffer();
}
