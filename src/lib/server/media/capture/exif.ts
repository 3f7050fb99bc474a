import exifr from 'exifr';
import * as v from 'valibot';
import { readFrom, tiffReader, type Read } from './directories.ts';
import { clean, type Fields } from './fields.ts';
import { momentOf } from './moment.ts';

const tags = {
	make: 0x010f,
	model: 0x0110,
	modified: 0x0132,
	exif: 0x8769,
	original: 0x9003,
	digitized: 0x9004,
	zone: 0x9010,
	zoneOriginal: 0x9011,
	zoneDigitized: 0x9012,
	fraction: 0x9290,
	fractionOriginal: 0x9291,
	fractionDigitized: 0x9292,
	serial: 0xa431
} as const;
const wanted = new Set<number>(Object.values(tags));

function fieldsFrom(textOf: (tag: number) => string | undefined): Fields {
	const text = (name: keyof typeof tags) => clean(textOf(tags[name]) ?? '');
	const moment = (...[stamp, fraction, zone]: [keyof typeof tags, keyof typeof tags, keyof typeof tags]) =>
		momentOf(text(stamp), text(fraction), text(zone));
	return {
		exifOriginal: moment('original', 'fractionOriginal', 'zoneOriginal'),
		exifDigitized: moment('digitized', 'fractionDigitized', 'zoneDigitized'),
		exifModified: moment('modified', 'fraction', 'zone'),
		make: text('make'),
		model: text('model'),
		serial: text('serial')
	};
}

/**
 * EXIF of a block, or of a RAW that is built like one. DNG and TIFF/EP keep dates in the first directory too, and CR3
 * keeps the second one as a block of its own.
 */
export function exifFields(source: Buffer | Read): Fields {
	const reader = tiffReader(typeof source === 'function' ? source : readFrom(source));
	if (!reader) return {};
	const main = reader.directoryAt(reader.first, wanted);
	const at = main.numbers.get(tags.exif)?.[0];
	const exif = at === undefined ? undefined : reader.directoryAt(at, wanted);
	return fieldsFrom((tag) => exif?.texts.get(tag) ?? main.texts.get(tag));
}

const options = {
	tiff: { skip: [] },
	ifd0: { pick: [tags.make, tags.model, tags.modified] },
	exif: { pick: [...wanted] },
	...{ ifd1: false, gps: false, interop: false, makerNote: false, userComment: false },
	...{ xmp: false, icc: false, iptc: false, jfif: false, ihdr: false },
	...{ translateKeys: false, translateValues: false, reviveValues: false, sanitize: true, mergeOutput: true },
	// of a file it reads at most these pieces
	...{ chunked: true, firstChunkSize: 65_536, chunkSize: 65_536, chunkLimit: 5 }
};

const Words = v.fallback(v.optional(v.pipe(v.string(), v.maxLength(2000))), undefined);
const Exif = v.fallback(v.record(v.string(), Words), {});

/** EXIF of a HEIC file, which keeps it as an item somewhere among the pictures. */
export async function heicFields(path: string): Promise<Fields> {
	// a damaged block is no fact about the picture: the file stays usable without
	const read: unknown = await exifr.parse(path, options).catch(() => undefined);
	const found = v.parse(Exif, read ?? {});
	return fieldsFrom((tag) => found[tag]);
}
