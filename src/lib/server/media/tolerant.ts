import sharp from 'sharp';
import type { Remark } from '#lib/domain/kinds/remarks.ts';
import { decode } from './decode.ts';
import { faultOf, Unpicturable } from './faults.ts';
import type { Pixels } from './fingerprints.ts';
import { hasEveryScan } from './jpeg-scans.ts';
import type { Plain } from './kinds/plain.ts';
import { zeroedShare } from './zeroed-end.ts';
import { openPicture, readOptions, type FailOn, type Opened } from './open.ts';
import type { Size } from './sizes.ts';

export type Decoded<P> = { opened: Opened; pixels: P; remark?: Remark };

/** Up to this share of its rows may be missing at the bottom; with less than the rest it is no picture any more. */
const MOST_MISSING = 0.05;

/** libjpeg's words for picture data that it could not follow; all else concerns the headers round it. */
const BROKEN_DATA =
	/premature end of data segment|bad Huffman|instead of RST|before marker 0xd[0-7]|progression|libpng|decode error/i;
const MISSING_END = /premature end of JPEG/i;
/** libtiff's for a strip that it could not unpack; what stands in its place is anybody's memory. */
const LOST_STRIP = /tiff2vips: (?!source input).*(at scanline|read error|not yet in table|byte count)/i;

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : '');

/** The file is to blame, and not for its size or its kind. */
const isDamage = (error: unknown) =>
	!/^Input file is missing/.test(wordsOf(error)) && ['truncated', 'unreadable'].includes(faultOf(error));

/**
 * Opens and decodes a picture. A clean file is read once; one that breaks the rules of its format is read again with less
 * asked of it, as browsers do, and judged by what of the picture is there. Throws what the first reading said.
 */
export async function decodeWith<P>(
	plain: Plain,
	sizeFor: (size: Size) => Size,
	read: (opened: Opened, size: Size) => Promise<P>
): Promise<Decoded<P>> {
	const { path } = plain;
	const attempt = async (failOn: FailOn): Promise<Decoded<P>> => {
		const opened = await openPicture(plain, failOn);
		return { opened, pixels: await read(opened, sizeFor(opened)) };
	};
	try {
		const decoded = await attempt('warning');
		const remark = decoded.opened.head.format === 'jpeg' ? zeroedRemark(path) : undefined;
		return remark ? { ...decoded, remark } : decoded;
	} catch (error) {
		if (!isDamage(error)) throw error;
		const isCut = MISSING_END.test(wordsOf(error));
		const decoded = await attempt(isCut ? 'none' : 'truncated').catch((again: unknown) => {
			throw isDamage(again) ? error : again;
		});
		return { ...decoded, remark: await judge(decoded.opened, wordsOf(error), isCut) };
	}
}

/** The same as sRGB. `into`: a folder for what has to be put down between. */
export const decodePicture = (
	plain: Plain,
	sizeFor: (size: Size) => Size,
	into: string
): Promise<Decoded<Pixels>> => decodeWith(plain, sizeFor, (opened, size) => decode(opened, size, into));

// a copy that was broken off leaves zeros, which libjpeg takes for picture data
function zeroedRemark(path: string): Remark | undefined {
	const share = zeroedShare(path);
	if (share > MOST_MISSING) throw new Unpicturable('truncated');
	return share > 0 ? 'corrupt' : undefined;
}

async function judge({ path, head }: Opened, words: string, isCut: boolean): Promise<Remark> {
	const zeroed = head.format === 'jpeg' ? zeroedRemark(path) : undefined;
	if (zeroed) return zeroed;
	if (head.format === 'tiff' && LOST_STRIP.test(words)) throw new Unpicturable('unreadable');
	const isBroken = BROKEN_DATA.test(words);
	if (!isCut && !isBroken) return 'slips';
	// other formats leave what is missing as it was in memory
	if (head.format !== 'jpeg') {
		if (isCut) throw new Unpicturable('truncated');
		return 'corrupt';
	}
	if (isCut && !hasEveryScan(path)) throw new Unpicturable('truncated');
	const missing = await missingShare(path, head.channels === 4);
	if (missing > MOST_MISSING) throw new Unpicturable('truncated');
	if (isBroken) return 'corrupt';
	return missing > 0 ? 'strip-missing' : 'no-end';
}

/** What libjpeg fills missing blocks with: zero, which is the middle grey of every channel. */
const FILL = 128;

/** The share of a JPEG's rows that were never decoded, a row begun counted whole. One pixel for each block is looked at. */
async function missingShare(path: string, isInk: boolean): Promise<number> {
	const { data, info } = await sharp(`${path}[shrink=8]`, { ...readOptions('none'), ignoreIcc: true })
		.raw()
		.toBuffer({ resolveWithObject: true });
	// inks have been turned to light: their fill is whatever stands in the last corner
	const last = data.subarray(-info.channels);
	const isFill = (at: number) =>
		last.every((value, channel) => Math.abs((data[at + channel] ?? 0) - (isInk ? value : FILL)) <= 1);
	let count = 0;
	while (count < info.width * info.height && isFill(data.length - (count + 1) * info.channels)) count++;
	return Math.ceil(count / info.width) / info.height;
}
