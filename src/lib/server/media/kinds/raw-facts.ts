import { boxesIn, bytesAt, type Source } from '../capture/boxes.ts';
import { readFrom, tiffReader, type Read } from '../capture/directories.ts';

export type RawFacts = {
	/** How its pictures have to be turned, 1 to 8; undefined where it does not say. */
	orientation?: number | undefined;
	/** Its pictures are in Adobe RGB, and carry no profile. */
	isAdobeRgb: boolean;
	/** The sensor's own data go on behind the end of the file. */
	isCut: boolean;
};

const tags = {
	offsets: 273,
	orientation: 274,
	counts: 279,
	tileOffsets: 324,
	tileCounts: 325,
	inner: 330,
	exif: 0x8769,
	colourSpace: 0xa001
} as const;
const wanted = new Set<number>(Object.values(tags));
const ADOBE_RGB = 2;
/** Of a camera, which knows two spaces, the other one. */
const UNCALIBRATED = 0xffff;
const MOST_INNER = 10;

const HEAD_BYTES = 1 << 20;
const BLOCK_BYTES = 1 << 16;

function directoriesIn(read: Read) {
	const reader = tiffReader(read);
	if (!reader) return undefined;
	const main = reader.directoryAt(reader.first, wanted);
	const at = (tag: number) => main.numbers.get(tag) ?? [];
	const inner = at(tags.inner).slice(0, MOST_INNER);
	const [exif] = at(tags.exif);
	return {
		main,
		exif: exif === undefined ? main : reader.directoryAt(exif, wanted),
		pictures: [main, ...inner.map((start) => reader.directoryAt(start, wanted))]
	};
}

type Directories = NonNullable<ReturnType<typeof directoriesIn>>;

const endsBehind = ({ pictures }: Directories, bytes: number) =>
	pictures.some(({ numbers }) =>
		[
			[tags.offsets, tags.counts],
			[tags.tileOffsets, tags.tileCounts]
		].some(([offsets = 0, counts = 0]) =>
			numbers.get(offsets)?.some((start, i) => start + (numbers.get(counts)?.[i] ?? 0) > bytes)
		)
	);

const says = ({ main, exif }: Directories): Omit<RawFacts, 'isCut'> => ({
	orientation: main.numbers.get(tags.orientation)?.[0],
	isAdobeRgb: [ADOBE_RGB, UNCALIBRATED].includes(exif.numbers.get(tags.colourSpace)?.[0] ?? 1)
});

/** A CR3 keeps its directories as blocks of their own, and a length in front of everything else. */
function boxedFacts(source: Source): RawFacts {
	const head = bytesAt(source, 0, HEAD_BYTES);
	const block = (name: string) => {
		const at = head.indexOf(name, 0, 'latin1');
		return at < 0 ? undefined : directoriesIn(readFrom(head.subarray(at + 4, at + 4 + BLOCK_BYTES)));
	};
	const [main, exif] = [block('CMT1'), block('CMT2')];
	return {
		orientation: main && says(main).orientation,
		isAdobeRgb: exif ? says(exif).isAdobeRgb : false,
		isCut: ![...boxesIn(source)].some(({ type, isWhole }) => type === 'mdat' && isWhole)
	};
}

// the places of the JPEG, of the head of the data and of the data, each with its length
function fujiIsCut(source: Source): boolean {
	const places = bytesAt(source, 84, 24);
	return [0, 8, 16].some(
		(at) => places.length < at + 8 || places.readUInt32BE(at) + places.readUInt32BE(at + 4) > source.bytes
	);
}

/** What a RAW says of the pictures inside it. One whose structure cannot be read says nothing. */
export function rawFacts(source: Source): RawFacts {
	const start = bytesAt(source, 0, 12).toString('latin1');
	if (start.startsWith('ftyp', 4)) return boxedFacts(source);
	// its JPEG is a whole one, which says all else itself
	if (start.startsWith('FUJIFILM')) return { isAdobeRgb: false, isCut: fujiIsCut(source) };
	const found = directoriesIn((at, length) => bytesAt(source, at, length));
	return found
		? { ...says(found), isCut: endsBehind(found, source.bytes) }
		: { isAdobeRgb: false, isCut: false };
}
