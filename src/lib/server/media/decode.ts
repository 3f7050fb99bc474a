import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { fromAdobeRgb } from './adobe-rgb.ts';
import { extraChannels, type ExtraChannels } from './extra-channels.ts';
import { Unpicturable } from './faults.ts';
import type { Pixels } from './fingerprints.ts';
import { MOST_PIXELS, readOptions, type Opened } from './open.ts';
import { isPlainSrgb } from './profile.ts';
import { divisorFor, type Size } from './sizes.ts';

// by the clock on the wall, as libvips counts; the supervisor counts the work, and ends a decoder much earlier
const DECODE_SECONDS = 600;

// libjpeg can decode at 1/2, 1/4 or 1/8 for a fraction of the work, but sharp chooses one step less than the
// size allows; libvips takes it as a load option behind the path. Measured at 24 MP: 0.11 instead of 0.21 CPU s
export function shrunk(opened: Opened, wanted: Size) {
	const divisor = divisorFor(opened, wanted);
	if (opened.head.format === 'jpeg') return `${opened.path}[shrink=${divisor}]`;
	const isLarge = opened.width * opened.height > MOST_PIXELS;
	return isLarge && opened.head.format === 'webp' ? `${opened.path}[scale=${1 / divisor}]` : opened.path;
}

const reader = (opened: Opened, input: string) =>
	sharp(input, { ...readOptions(opened.failOn), ignoreIcc: isPlainSrgb(opened.head.icc) }).timeout({
		seconds: DECODE_SECONDS
	});

export const lyingSize = ({ orientation }: Opened, { width, height }: Size) =>
	orientation >= 5 ? { width: height, height: width } : { width, height };

const fitted = (image: Sharp, { width, height }: Size) =>
	image.resize(width, height, { fit: 'fill', fastShrinkOnLoad: false });

async function rgb(image: Sharp): Promise<Pixels> {
	const { data, info } = await image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
	if (info.channels !== 3) throw new Unpicturable('unreadable');
	return { data, width: info.width, height: info.height };
}

/** Upright sRGB pixels of one decode, in this (upright) size. `into`: a folder for what has to be put down between. */
export async function decode(opened: Opened, size: Size, into: string) {
	const lying = lyingSize(opened, size);
	const extra =
		(opened.head.channels ?? 3) > 1 && opened.head.format === 'tiff' ? extraChannels(opened.path) : null;
	const pixels = extra
		? await withoutExtras(opened, extra, lying, into)
		: await rgb(fitted(reader(opened, shrunk(opened, size)), lying).flatten({ background: '#fff' }));
	return upright(opened.isAdobeRgb ? fromAdobeRgb(pixels) : pixels, opened.orientation);
}

/**
 * libvips takes every further channel for transparency and multiplies the colours by it before it resizes. So they are
 * taken off first, in full size, which costs a file; only what the original calls transparency is laid on white.
 */
async function withoutExtras(opened: Opened, { transparency }: ExtraChannels, size: Size, into: string) {
	const plain = join(into, 'plain.tif');
	const put = (image: Sharp) => image.tiff({ compression: 'none' }).toFile(plain);
	const again = () => fitted(sharp(plain, readOptions(opened.failOn)), size);
	try {
		await put(reader(opened, opened.path).removeAlpha().toColourspace('srgb'));
		const pixels = await rgb(again());
		if (!transparency) return pixels;
		await put(reader(opened, opened.path).extractChannel('alpha').toColourspace('b-w'));
		const alpha = await again().toColourspace('b-w').raw().toBuffer();
		return onWhite(pixels, alpha, transparency.isMultiplied);
	} finally {
		await rm(plain, { force: true });
	}
}

function onWhite(pixels: Pixels, alpha: Buffer, isMultiplied: boolean): Pixels {
	const data = Buffer.from(pixels.data);
	for (let at = 0; at < data.length; at++) {
		const share = (alpha[Math.floor(at / 3)] ?? 255) / 255;
		const colour = (data[at] ?? 0) * (isMultiplied ? 1 : share);
		data[at] = Math.min(255, Math.round(colour + 255 * (1 - share)));
	}
	return { ...pixels, data };
}

// mirrored first, then turned: the order in which sharp does both
const turns: Readonly<Record<number, (image: Sharp) => Sharp>> = {
	2: (image) => image.flop(),
	3: (image) => image.rotate(180),
	4: (image) => image.flip(),
	5: (image) => image.flop().rotate(270),
	6: (image) => image.rotate(90),
	7: (image) => image.flop().rotate(90),
	8: (image) => image.rotate(270)
};

/** Of a picture that lies as its file has it. */
export const turned = (image: Sharp, orientation: number): Sharp => turns[orientation]?.(image) ?? image;

// turning the small picture instead of the large one lets libvips read large files line by line
async function upright(pixels: Pixels, orientation: number) {
	const turn = turns[orientation];
	if (!turn) return pixels;
	const { width, height } = pixels;
	const lying = sharp(pixels.data, { raw: { width, height, channels: 3 } });
	const { data, info } = await turn(lying).raw().toBuffer({ resolveWithObject: true });
	return { data, width: info.width, height: info.height };
}
