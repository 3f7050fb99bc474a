import { readFrom, tiffReader } from './capture/directories.ts';
import type { Pixels } from './fingerprints.ts';

const tags = { exif: 0x8769, colourSpace: 0xa001, interop: 0xa005, index: 1 } as const;
const wanted = new Set<number>(Object.values(tags));
/** Not of the standard, but some cameras write it. */
const ADOBE_RGB = 2;
const UNCALIBRATED = 0xffff;

const EXIF_HEAD = 'Exif\0\0';

/** Cameras say Adobe RGB by two EXIF tags (DCF's option R03) and embed no profile. */
export function saysAdobeRgb(exif: Buffer | undefined): boolean {
	if (!exif) return false;
	const bare = exif.toString('latin1', 0, 6) === EXIF_HEAD ? exif.subarray(6) : exif;
	const reader = tiffReader(readFrom(bare));
	const at = reader?.directoryAt(reader.first, wanted).numbers.get(tags.exif)?.[0];
	if (!reader || at === undefined) return false;
	const { numbers } = reader.directoryAt(at, wanted);
	const space = numbers.get(tags.colourSpace)?.[0];
	if (space === ADOBE_RGB) return true;
	const interop = numbers.get(tags.interop)?.[0];
	if (space !== UNCALIBRATED || interop === undefined) return false;
	return reader.directoryAt(interop, wanted).texts.get(tags.index)?.startsWith('R03') ?? false;
}

const GAMMA = 563 / 256;
const LINEAR = Float64Array.from({ length: 256 }, (_, value) => (value / 255) ** GAMMA);

/** Light in 4,096 steps back to a byte of sRGB. */
const STEPS = 4096;
const BYTES = Uint8ClampedArray.from({ length: STEPS + 1 }, (_, step) => {
	const light = step / STEPS;
	return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
});
// dark tones need finer steps than a table of light has
const byteOf = (light: number) =>
	light <= 0
		? 0
		: light >= 1
			? 255
			: light < 0.05
				? 255 * dark(light)
				: (BYTES[Math.round(light * STEPS)] ?? 0);
const dark = (light: number) => (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);

/** Adobe RGB (1998) to sRGB, both of one white: green stays, red and blue gain what the narrower space lacks. */
export function fromAdobeRgb(pixels: Pixels): Pixels {
	const data = Buffer.alloc(pixels.data.length);
	const bytes = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
	for (let at = 0; at < pixels.data.length; at += 3) {
		const red = LINEAR[pixels.data[at] ?? 0] ?? 0;
		const green = LINEAR[pixels.data[at + 1] ?? 0] ?? 0;
		const blue = LINEAR[pixels.data[at + 2] ?? 0] ?? 0;
		bytes[at] = byteOf(1.398284 * red - 0.398284 * green);
		bytes[at + 1] = byteOf(green);
		bytes[at + 2] = byteOf(-0.042944 * green + 1.042944 * blue);
	}
	return { ...pixels, data };
}
