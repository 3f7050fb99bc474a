import { closeSync, openSync, readSync } from 'node:fs';

/** Reads a file forward, a piece at a time; 0 to 255, or -1 behind its end. */
function forwardReader(fd: number, from = 0) {
	const piece = Buffer.alloc(1 << 16);
	let [start, length, at] = [from, 0, 0];
	const fill = () => {
		start += length;
		length = readSync(fd, piece, 0, piece.length, start);
		at = 0;
		return length > 0;
	};
	return {
		position: () => start + at,
		next: () => (at < length || fill() ? (piece[at++] ?? -1) : -1),
		skip(count: number) {
			if (at + count <= length) at += count;
			else {
				start += at + count;
				length = at = 0;
			}
		},
		/** Passes all bytes up to the next 0xFF. */
		toMark() {
			while (at < length || fill()) {
				const found = piece.subarray(at, length).indexOf(0xff);
				if (found >= 0) return void (at += found + 1);
				at = length;
			}
		}
	};
}
type Reader = ReturnType<typeof forwardReader>;

const [SCAN, END] = [0xda, 0xd9];
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Restarts, stuffed zeros and fill bytes carry no length. */
const isBare = (marker: number) => marker <= 0x01 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd9);

const word = (reader: Reader) => reader.next() * 256 + reader.next();

/** How fine each coefficient of each component has become: the bit down to which it is known; absent: not at all. */
type Known = Map<number, number[]>;

function readScan(reader: Reader, known: Known, isProgressive: boolean) {
	const ids = Array.from({ length: Math.min(4, Math.max(0, reader.next())) }, () => {
		const id = reader.next();
		reader.next();
		return id;
	});
	const [from, to, bits] = [reader.next(), reader.next(), reader.next()];
	const [first, last] = isProgressive ? [from, Math.min(63, to)] : [0, 63];
	for (const id of ids) {
		const fineness = known.get(id) ?? [];
		for (let k = first; k <= last; k++) fineness[k] = isProgressive ? bits & 15 : 0;
		known.set(id, fineness);
	}
}

/**
 * Whether every scan that a whole picture needs has at least begun: then of a file that ends too early only the tail of
 * the last one is missing. A progressive file may lack whole passes and still fill the frame, out of focus.
 */
export function hasEveryScan(path: string): boolean {
	const fd = openSync(path, 'r');
	try {
		const reader = forwardReader(fd);
		const known: Known = new Map();
		let [components, isProgressive] = [0, false];
		for (;;) {
			reader.toMark();
			const marker = reader.next();
			if (marker < 0) break;
			if (isBare(marker)) continue;
			const length = word(reader);
			if (isFrame(marker) && !components) {
				isProgressive = (marker & 3) === 2;
				reader.skip(5);
				components = reader.next();
				reader.skip(Math.max(0, length - 8));
			} else if (marker === SCAN) readScan(reader, known, isProgressive);
			else reader.skip(Math.max(0, length - 2));
		}
		const isFine = (fineness: number[]) =>
			Array.from({ length: 64 }, (_, k) => fineness[k]).every((bit) => bit === 0);
		return components > 0 && known.size >= components && [...known.values()].every(isFine);
	} finally {
		closeSync(fd);
	}
}

/** Where the JPEG that begins at `from` ends, by its own end mark; those inside its headers are of thumbnails. */
export function endOfJpeg(fd: number, from = 0): number | undefined {
	const reader = forwardReader(fd, from);
	for (;;) {
		reader.toMark();
		const marker = reader.next();
		if (marker < 0) return undefined;
		if (marker === END) return reader.position();
		if (!isBare(marker)) reader.skip(Math.max(0, word(reader) - 2));
	}
}

/** Whether the picture's own end mark stands in the file. Behind it may lie a phone's film, a second picture or padding. */
export function hasEnd(path: string): boolean {
	const fd = openSync(path, 'r');
	try {
		return endOfJpeg(fd) !== undefined;
	} finally {
		closeSync(fd);
	}
}
