import exifr from 'exifr';
import * as v from 'valibot';
import type { Capture } from './wire.ts';

/** More metadata than this is no honest camera's; it is left unread. */
const METADATA_BYTES = 1 << 20;

const options = {
	tiff: { skip: [] },
	ifd0: { pick: ['Make', 'Model'] },
	exif: { pick: ['DateTimeOriginal', 'SubSecTimeOriginal', 'OffsetTimeOriginal'] },
	...{ ifd1: false, gps: false, interop: false, makerNote: false, userComment: false },
	...{ xmp: false, icc: false, iptc: false, jfif: false, ihdr: false },
	...{ translateValues: false, reviveValues: false, sanitize: true, mergeOutput: true },
	// of a file it reads at most these pieces
	...{ chunked: true, firstChunkSize: 65_536, chunkSize: 65_536, chunkLimit: 5 }
};

// metadata may carry anything: markup is left as text, control and direction characters go
function clean(text: string) {
	const tidy = text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim();
	return tidy.slice(0, 200) || undefined;
}

const words = v.fallback(v.optional(v.pipe(v.string(), v.maxLength(2000), v.transform(clean))), undefined);
const Exif = v.fallback(
	v.object({
		Make: words,
		Model: words,
		DateTimeOriginal: words,
		SubSecTimeOriginal: words,
		OffsetTimeOriginal: words
	}),
	{}
);

const STAMP = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)/;

function offsetMs(zone: string | undefined) {
	const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '') ?? [];
	const ms = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
	return ms > 14 * 3_600_000 ? 0 : sign === '-' ? -ms : ms;
}

/** EXIF's three pieces of a moment as ms since the epoch; undefined for dates that no camera ever saw. */
export function takenAt(stamp: string | undefined, subSecond?: string, zone?: string) {
	const parts = STAMP.exec(stamp ?? '')
		?.slice(1)
		.map(Number);
	if (!parts) return undefined;
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
	const at = Date.UTC(year, month - 1, day, hour, minute, second);
	const isReal = new Date(at).toISOString().startsWith(stamp?.slice(0, 10).replaceAll(':', '-') ?? ' ');
	if (!isReal || year < 1900 || year > 2100 || hour > 23 || minute > 59 || second > 59) return undefined;
	const ms = /^\d+$/.test(subSecond ?? '') ? Math.floor(Number(`0.${subSecond}`) * 1000) : 0;
	return at + ms - offsetMs(zone);
}

async function exifFacts(source: Uint8Array | string): Promise<Capture> {
	// a damaged block is no fact about the picture: the file stays usable without
	const read = await exifr.parse(source, options).catch(() => undefined);
	const exif = v.parse(Exif, read ?? {});
	return {
		takenAt: takenAt(exif.DateTimeOriginal, exif.SubSecTimeOriginal, exif.OffsetTimeOriginal),
		make: exif.Make,
		model: exif.Model
	};
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescape = (text: string) =>
	text.replace(/&(amp|lt|gt|quot|apos);/g, (all, name: string) => entities[name] ?? all);

/** One simple XMP property, written as an attribute or as an element. */
function xmpProperty(packet: string, name: string) {
	const found =
		new RegExp(`\\s${name}\\s{0,9}=\\s{0,9}(?:"([^"<]{1,500})"|'([^'<]{1,500})')`).exec(packet) ??
		new RegExp(`<${name}(?:\\s[^<>]{0,200})?>([^<]{1,500})</${name}>`).exec(packet);
	const text = found?.slice(1).find((part) => part !== undefined);
	return text === undefined ? undefined : clean(unescape(text));
}

function xmpFacts(packet: Uint8Array): Capture {
	const text = new TextDecoder().decode(packet);
	return {
		rawFileName: xmpProperty(text, 'crs:RawFileName'),
		preservedFileName: xmpProperty(text, 'xmpMM:PreservedFileName'),
		originalDocumentId: xmpProperty(text, 'xmpMM:OriginalDocumentID')
	};
}

const isSensible = (block: Uint8Array | undefined): block is Uint8Array =>
	block !== undefined && block.length > 8 && block.length <= METADATA_BYTES;

const EXIF_HEAD = 'Exif\0\0';

/** What sharp found beside the pixels, read for the few facts that we keep; serial numbers and places are not. */
export async function captureOf(exif: Buffer | undefined, xmp: Buffer | undefined): Promise<Capture> {
	const bare = exif?.toString('latin1', 0, 6) === EXIF_HEAD ? exif.subarray(6) : exif;
	return {
		...(isSensible(bare) ? await exifFacts(bare) : {}),
		...(isSensible(xmp) ? xmpFacts(xmp) : {})
	};
}

/** The same from a file that we cannot picture (RAW, HEIC), or from a TIFF. */
export const captureOfFile = (path: string) => exifFacts(path);
