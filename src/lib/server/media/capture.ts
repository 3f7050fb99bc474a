import { closeSync, fstatSync, openSync } from 'node:fs';
import type { Capture } from './wire.ts';
import { bytesAt, type Source } from './capture/boxes.ts';
import { tiffReader, type Read } from './capture/directories.ts';
import { exifFields, heicFields } from './capture/exif.ts';
import { takenOf, type Fields } from './capture/fields.ts';
import { iptcFields } from './capture/iptc.ts';
import { momentOf } from './capture/moment.ts';
import { jxlFields } from './capture/jxl.ts';
import { merged, movieFields } from './capture/movie.ts';
import { foundBySearch } from './capture/search.ts';
import { wordsOf } from './capture/words.ts';
import { xmpFields, xmpMoments } from './capture/xmp.ts';

/** More metadata than this is no honest camera's; it is left unread. */
const METADATA_BYTES = 1 << 20;

const isSensible = (block: Buffer | undefined): block is Buffer =>
	block !== undefined && block.length > 8 && block.length <= METADATA_BYTES;

const sensible = ({ xmp, iptc }: Pick<Beside, 'xmp' | 'iptc'>) => ({
	...(isSensible(xmp) ? { xmp } : {}),
	...(isSensible(iptc) ? { iptc } : {})
});

const EXIF_HEAD = 'Exif\0\0';

/** What sharp found beside the pixels. */
export type Beside = {
	exif?: Buffer | undefined;
	xmp?: Buffer | undefined;
	iptc?: Buffer | undefined;
	comments?: readonly { keyword: string; text: string }[] | undefined;
};

// most pictures tell it in EXIF: the rest is read only where that is silent
function otherMoments({ xmp, iptc, comments }: Beside): Fields[] {
	const png = comments?.find(({ keyword }) => keyword === 'Creation Time');
	return [
		isSensible(xmp) ? xmpMoments(xmp) : {},
		isSensible(iptc) ? iptcFields(iptc) : {},
		png ? { pngCreated: momentOf(png.text.slice(0, 60)) } : {}
	];
}

function besideFields(beside: Beside): Fields {
	const { exif, xmp, iptc } = beside;
	const bare = exif?.toString('latin1', 0, 6) === EXIF_HEAD ? exif.subarray(6) : exif;
	const known = isSensible(bare) ? exifFields(bare) : {};
	const words = wordsOf({ exif: bare, ...sensible({ xmp, iptc }) });
	return merged([
		{ ...known, words },
		isSensible(xmp) ? xmpFields(xmp) : {},
		...(known.exifOriginal ? [] : otherMoments(beside))
	]);
}

// TIFF, and the RAW files that are built like it; Olympus and Panasonic put numbers of their own behind the order
const isTiffLike = (start: string) => /^(?:II\*\0|MM\0\*|IIRO|IIRS|MMOR|IIU\0)/.test(start);
const isBoxes = (start: string) => /^....(?:ftyp|moov|mdat|wide|free|skip|pnot|JXL )/s.test(start);
const isJxl = (start: string) => /^....JXL /s.test(start);
const isHeic = (start: string) => /^....ftyp(?:hei|hev|mif1|msf1|avi)/s.test(start);

const [XMP_TAG, IPTC_TAG] = [700, 33_723];

/** Of a RAW: what it keeps of other programs is inside. */
function ofDirectories(read: Read): Fields {
	const reader = tiffReader(read);
	const block = (tag: number) => reader?.blockAt(reader.first, tag, METADATA_BYTES);
	const words = wordsOf({ exif: read, ...sensible({ xmp: block(XMP_TAG), iptc: block(IPTC_TAG) }) });
	return { ...exifFields(read), words };
}

async function readFields(path: string, source: Source): Promise<Fields> {
	const start = bytesAt(source, 0, 16).toString('latin1');
	const readPiece = (at: number, length: number) => bytesAt(source, at, length);
	const known = isTiffLike(start)
		? ofDirectories(readPiece)
		: isHeic(start)
			? await heicFields(path)
			: isJxl(start)
				? jxlFields(source)
				: {};
	if (known.exifOriginal) return known;
	const boxed = isBoxes(start) ? movieFields(source) : {};
	if (takenOf(boxed).takenAt !== undefined) return merged([known, boxed]);
	return merged([known, boxed, foundBySearch(source)]);
}

async function fileFields(path: string): Promise<Fields> {
	const fd = openSync(path, 'r');
	try {
		return await readFields(path, { fd, bytes: fstatSync(fd).size });
	} finally {
		closeSync(fd);
	}
}

function captureFrom(fields: Fields, nowMs?: number): Capture {
	const { make, model, serial, rawFileName, preservedFileName, originalDocumentId, words } = fields;
	const taken = takenOf(fields, nowMs);
	return { ...taken, make, model, serial, rawFileName, preservedFileName, originalDocumentId, words };
}

/** The few facts that we keep of what sharp found beside the pixels; places are not among them. */
export const captureOf = (beside: Beside, nowMs?: number) => captureFrom(besideFields(beside), nowMs);

/** The same from a file that we cannot picture (RAW, HEIC, film), or from a TIFF with what sharp found in it. */
export const captureOfFile = async (path: string, nowMs?: number, beside: Beside = {}) =>
	captureFrom(merged([besideFields(beside), await fileFields(path)]), nowMs);
