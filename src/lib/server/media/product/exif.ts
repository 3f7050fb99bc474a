import { readFrom, tiffReader, type Directory as Found, type Read } from '../capture/directories.ts';

type Directory = 'IFD0' | 'IFD2' | 'IFD3';
/** As sharp takes it; libvips calls the camera's directory IFD2 and that of the place IFD3. */
export type Exif = Partial<Record<Directory, Record<string, string>>>;

/** What "all" keeps, by tag. Left out: serial numbers, maker notes, the small picture, and what describes the pixels. */
const KEPT: Record<Directory, Readonly<Record<number, string>>> = {
	IFD0: {
		0x010e: 'ImageDescription',
		0x010f: 'Make',
		0x0110: 'Model',
		0x0131: 'Software',
		0x0132: 'DateTime',
		0x013b: 'Artist',
		0x8298: 'Copyright'
	},
	IFD2: {
		0x829a: 'ExposureTime',
		0x829d: 'FNumber',
		0x8822: 'ExposureProgram',
		0x8827: 'ISOSpeedRatings',
		0x9003: 'DateTimeOriginal',
		0x9004: 'DateTimeDigitized',
		0x9010: 'OffsetTime',
		0x9011: 'OffsetTimeOriginal',
		0x9012: 'OffsetTimeDigitized',
		0x9204: 'ExposureBiasValue',
		0x9207: 'MeteringMode',
		0x9209: 'Flash',
		0x920a: 'FocalLength',
		0x9291: 'SubSecTimeOriginal',
		0xa402: 'ExposureMode',
		0xa403: 'WhiteBalance',
		0xa405: 'FocalLengthIn35mmFilm',
		0xa432: 'LensSpecification',
		0xa433: 'LensMake',
		0xa434: 'LensModel'
	},
	IFD3: {
		0x01: 'GPSLatitudeRef',
		0x02: 'GPSLatitude',
		0x03: 'GPSLongitudeRef',
		0x04: 'GPSLongitude',
		0x05: 'GPSAltitudeRef',
		0x06: 'GPSAltitude',
		0x10: 'GPSImgDirectionRef',
		0x11: 'GPSImgDirection',
		0x1d: 'GPSDateStamp'
	}
};

const POINTERS = { IFD2: 0x8769, IFD3: 0x8825 } as const;
const ALTITUDE_REF = 0x05;

const tagsOf = (directory: Directory) => Object.keys(KEPT[directory]).map(Number);
const WANTED = {
	IFD0: new Set([...tagsOf('IFD0'), ...Object.values(POINTERS)]),
	IFD2: new Set(tagsOf('IFD2')),
	IFD3: new Set(tagsOf('IFD3'))
};

// a byte, which the reader takes for a text: 1 is below the sea
const altitudeRef = (text: string) => (text === '\x01' ? '1' : '0');

function wordsOf(tag: number, { texts, numbers, ratios }: Found): string {
	const text = texts.get(tag);
	if (text !== undefined)
		return tag === ALTITUDE_REF ? altitudeRef(text) : text.replace(/\p{Cc}/gu, ' ').trim();
	const measured = ratios.get(tag)?.filter((ratio) => !ratio.endsWith('/0'));
	return (measured ?? numbers.get(tag) ?? []).join(' ');
}

function pick(directory: Directory, found: Found) {
	const told = tagsOf(directory).flatMap((tag) => {
		const [name, words] = [KEPT[directory][tag], wordsOf(tag, found)];
		return name && words ? [[name, words] as const] : [];
	});
	return told.length ? { [directory]: Object.fromEntries(told) } : {};
}

/** EXIF of a block, or of a TIFF, as far as it is worth keeping; what cannot be read is left out. */
export function readExif(source: Buffer | Read): Exif {
	const reader = tiffReader(typeof source === 'function' ? source : readFrom(source));
	if (!reader) return {};
	const main = reader.directoryAt(reader.first, WANTED.IFD0);
	const behind = (directory: 'IFD2' | 'IFD3') => {
		const at = main.numbers.get(POINTERS[directory])?.[0];
		return at === undefined ? {} : pick(directory, reader.directoryAt(at, WANTED[directory]));
	};
	return { ...pick('IFD0', main), ...behind('IFD2'), ...behind('IFD3') };
}
