import { statSync } from 'node:fs';
import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { saysAdobeRgb } from './adobe-rgb.ts';
import { Unpicturable } from './faults.ts';
import type { Plain } from './kinds/plain.ts';
import type { Size } from './sizes.ts';

const LARGEST_SIDE = 65_500;
const MOST_CHANNELS = 64;

/** What a decoder may hold in full. */
export const MOST_PIXELS = 200_000_000;
/** A large file of these is read at an eighth and never held in full; beyond this it would take too long. */
const MOST_SHRUNK_PIXELS = 1_000_000_000;
/** An even grey costs libjpeg's encoders more than this: who claims less has lied about the size. */
const LEAST_BYTES_A_PIXEL = 0.004;

/** How much is put up with: nothing, broken rules, or a missing end too. */
export type FailOn = 'warning' | 'truncated' | 'none';

export const readOptions = (failOn: FailOn): SharpOptions => ({
	limitInputPixels: MOST_PIXELS,
	limitInputChannels: MOST_CHANNELS,
	failOn,
	unlimited: false
});

const SVG = { operation: ['VipsForeignLoadSvgBuffer'] };
let areOthersClosed = false;

/** Only these readers may meet a stranger's bytes; SVG, PDF, GIF and the rest are refused by libvips itself. */
export function closeOtherReaders() {
	areOthersClosed = true;
	sharp.block({ operation: ['VipsForeignLoad'] });
	sharp.unblock({
		operation: ['Jpeg', 'Png', 'Webp', 'Tiff', 'Heif'].map((name) => `VipsForeignLoad${name}`)
	});
	sharp.cache(false);
	sharp.concurrency(1);
}

/** Lets libvips read SVG for one piece of work on bytes of our own, and leaves its readers as they were. */
export async function withSvgReader<T>(work: () => Promise<T>): Promise<T> {
	if (!areOthersClosed) return await work();
	sharp.unblock(SVG);
	try {
		return await work();
	} finally {
		sharp.block(SVG);
	}
}

/** A picture whose header has been read and found acceptable. */
export type Opened = Size & {
	path: string;
	head: Metadata;
	orientation: number;
	isAdobeRgb: boolean;
	failOn: FailOn;
};

/** Formats that can be read at a fraction of their size, without the whole in memory. */
const canShrink = ({ format, isProgressive }: Metadata) =>
	format === 'webp' || (format === 'jpeg' && !isProgressive);

function checkSize(path: string, head: Metadata) {
	const { width, height } = head;
	const pixels = width * height;
	const isHonest = head.format !== 'jpeg' || statSync(path).size >= pixels * LEAST_BYTES_A_PIXEL;
	if (pixels > MOST_PIXELS && !isHonest) throw new Unpicturable('unreadable');
	if (width > LARGEST_SIDE || height > LARGEST_SIDE) throw new Unpicturable('too-many-pixels');
	if (pixels <= MOST_PIXELS) return;
	if (pixels > MOST_SHRUNK_PIXELS || !canShrink(head)) throw new Unpicturable('too-many-pixels');
}

/** Reads the header only. `width` and `height` are upright, as a person sees the picture. */
export async function openPicture({ path, ...says }: Plain, failOn: FailOn = 'warning'): Promise<Opened> {
	const head = await sharp(path, { ...readOptions(failOn), limitInputPixels: false }).metadata();
	const { width, height } = head;
	if (width < 1 || height < 1) throw new Unpicturable('unreadable');
	checkSize(path, head);
	const said = head.orientation ?? says.orientation ?? 1;
	const orientation = said >= 1 && said <= 8 ? said : 1;
	const isTurned = orientation >= 5;
	return {
		...{ path, head, orientation, failOn },
		isAdobeRgb: !head.icc && (says.isAdobeRgb || saysAdobeRgb(head.exif)),
		width: isTurned ? height : width,
		height: isTurned ? width : height
	};
}
