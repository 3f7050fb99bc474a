/** Reads a piece of a TIFF block; fewer bytes where it ends. */
export type Read = (at: number, length: number) => Buffer;

export const readFrom =
	(block: Buffer): Read =>
	(at, length) =>
		block.subarray(Math.min(at, block.length), Math.min(at + length, block.length));

const [ASCII, SHORT, LONG] = [2, 3, 4];
/** One byte a letter: text as most write it, as bytes, as "undefined", and as EXIF 3 allows it. */
const TEXT_TYPES = new Set([1, ASCII, 7, 129]);
const NUMBER_TYPES = new Set([SHORT, LONG, 13]);
const [RATIO, SIGNED_RATIO] = [5, 10];

// no camera writes more into a directory, and none needs a longer text
const MOST_ENTRIES = 1000;
const TEXT_BYTES = 2000;

const MOST_NUMBERS = 64;

export type Directory = {
	texts: Map<number, string>;
	numbers: Map<number, number[]>;
	/** As they are written: `1/250`. */
	ratios: Map<number, string[]>;
};

/** Says in one place which end comes first; the number that follows is the maker's own in some RAW files. */
export function tiffReader(read: Read) {
	const head = read(0, 8);
	const order = head.toString('latin1', 0, 2);
	if (head.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
	const isBig = order === 'MM';
	const u16 = (bytes: Buffer, at: number) => (isBig ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at));
	const u32 = (bytes: Buffer, at: number) => (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));

	function* entriesAt(start: number): Generator<Buffer> {
		const size = read(start, 2);
		const count = size.length === 2 ? Math.min(u16(size, 0), MOST_ENTRIES) : 0;
		const table = read(start + 2, count * 12);
		for (let at = 0; at + 12 <= table.length; at += 12) yield table.subarray(at, at + 12);
	}

	/** The wanted texts and numbers of one directory; an entry that cannot be read is left out, the others stay. */
	function directoryAt(start: number, wanted: ReadonlySet<number>): Directory {
		const found: Directory = { texts: new Map(), numbers: new Map(), ratios: new Map() };
		for (const entry of entriesAt(start)) if (wanted.has(u16(entry, 0))) take(entry, found);
		return found;
	}

	/** One long value as it stands: another program's metadata, kept inside of a RAW. */
	function blockAt(start: number, tag: number, mostBytes: number): Buffer | undefined {
		for (const entry of entriesAt(start)) {
			const [length, where] = [u32(entry, 4), u32(entry, 8)];
			if (u16(entry, 0) === tag && length > 4 && length <= mostBytes) return read(where, length);
		}
		return undefined;
	}

	function take(entry: Buffer, { texts, numbers, ratios }: Directory) {
		const [tag, type, length] = [u16(entry, 0), u16(entry, 2), u32(entry, 4)];
		if (NUMBER_TYPES.has(type) && length > 0) {
			if (!numbers.has(tag)) numbers.set(tag, numbersOf(entry, type === SHORT ? 2 : 4, length));
		} else if (type === RATIO || type === SIGNED_RATIO) {
			if (!ratios.has(tag)) ratios.set(tag, ratiosOf(entry, type === SIGNED_RATIO, length));
		} else if (TEXT_TYPES.has(type) && length <= TEXT_BYTES) {
			const bytes = length <= 4 ? entry.subarray(8, 8 + length) : read(u32(entry, 8), length);
			if (!texts.has(tag)) texts.set(tag, bytes.toString('utf8').split('\0')[0] ?? '');
		}
	}

	function numbersOf(entry: Buffer, size: 2 | 4, length: number): number[] {
		const count = Math.min(length, MOST_NUMBERS);
		const bytes = length * size <= 4 ? entry.subarray(8) : read(u32(entry, 8), count * size);
		return Array.from({ length: Math.min(count, Math.floor(bytes.length / size)) }, (_, i) =>
			size === 2 ? u16(bytes, i * 2) : u32(bytes, i * 4)
		);
	}

	function ratiosOf(entry: Buffer, isSigned: boolean, length: number): string[] {
		const bytes = read(u32(entry, 8), Math.min(length, MOST_NUMBERS) * 8);
		const part = (at: number) => (isSigned ? u32(bytes, at) | 0 : u32(bytes, at));
		return Array.from(
			{ length: Math.floor(bytes.length / 8) },
			(_, i) => `${part(i * 8)}/${part(i * 8 + 4)}`
		);
	}

	return { first: u32(head, 4), directoryAt, blockAt };
}
