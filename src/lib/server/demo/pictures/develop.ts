import sharp from 'sharp';
import type { Canvas } from './canvas.ts';
import { clamp, randomFrom } from './noise.ts';

export type Camera = { make: string; model: string };
export type Development = {
	seed: number;
	longEdge: number;
	takenAt: number;
	camera: Camera;
	vignette?: number;
};

const QUALITY = 88;
const GRAIN = 5;
const GRAIN_LENGTH = 1 << 16;

// straight up to here, then a shoulder, as film has it: nothing burns out hard
const SHOULDER = 0.62;
const rolled = (value: number) =>
	value <= SHOULDER ? value : SHOULDER + (1 - SHOULDER) * (1 - Math.exp((SHOULDER - value) / (1 - SHOULDER)));

const CURVE = Float32Array.from({ length: 4096 }, (_, i) => 255 * (i / 4095) ** (1 / 2.2));

function toScreen({ width, height, data }: Canvas, vignette: number) {
	const screen = Buffer.alloc(width * height * 3);
	for (let y = 0, at = 0; y < height; y++)
		for (let x = 0; x < width; x++) {
			const off = ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) * 2;
			const fall = 1 - vignette * off * off * 2;
			for (let i = 0; i < 3; i++, at++)
				screen[at] = Math.round(CURVE[Math.round(clamp(rolled((data[at] ?? 0) * fall)) * 4095)] ?? 0);
		}
	return screen;
}

// luminance noise, a little stronger in the mid tones
function addGrain(pixels: Buffer, seed: number) {
	const random = randomFrom(seed);
	const grain = Float32Array.from(
		{ length: GRAIN_LENGTH },
		() => (random() + random() + random() - 1.5) * GRAIN
	);
	for (let at = 0; at < pixels.length; at += 3) {
		const n = grain[(Math.imul(at, 0x9e3779b1) >>> 12) & (GRAIN_LENGTH - 1)] ?? 0;
		for (let i = at; i < at + 3; i++) pixels[i] = clamp((pixels[i] ?? 0) + n, 0, 255);
	}
}

const exifTime = (ms: number) =>
	new Date(ms).toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');

/** From light to a camera's JPEG: film curve, enlargement, grain, EXIF. */
export async function develop(
	canvas: Canvas,
	{ seed, longEdge, takenAt, camera, vignette = 0.24 }: Development
) {
	const scale = longEdge / Math.max(canvas.width, canvas.height);
	const [width, height] = [Math.round(canvas.width * scale), Math.round(canvas.height * scale)];
	const raw = { width: canvas.width, height: canvas.height, channels: 3 as const };
	const large = await sharp(toScreen(canvas, vignette), { raw })
		.resize(width, height, { fit: 'fill', kernel: 'cubic' })
		.raw()
		.toBuffer();
	addGrain(large, seed);
	return sharp(large, { raw: { width, height, channels: 3 } })
		.withIccProfile('srgb')
		.withExif({
			IFD0: { Make: camera.make, Model: camera.model },
			IFD2: {
				DateTimeOriginal: exifTime(takenAt),
				SubSecTimeOriginal: String(takenAt % 1000).padStart(3, '0')
			}
		})
		.jpeg({ quality: QUALITY })
		.toBuffer();
}
