import { bytesAt, boxesIn, type Source } from '../capture/boxes.ts';
import { Unpicturable } from '../faults.ts';

const CODESTREAM = 0x0aff;
const HEAD_BYTES = 16;

/** Bits from the lowest of each byte on, as ISO/IEC 18181-1 writes its headers. */
function bitsOf(bytes: Buffer) {
	let at = 0;
	return (count: number): number => {
		let value = 0;
		for (let i = 0; i < count; i++, at++) value += (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) * 2 ** i;
		return value;
	};
}

const LENGTHS = [9, 13, 18, 30];
/** Width by height, where the header counts only the height. */
const RATIOS: readonly (readonly [number, number])[] = [
	[1, 1],
	[12, 10],
	[4, 3],
	[3, 2],
	[16, 9],
	[5, 4],
	[2, 1]
];

function sizeIn(codestream: Buffer) {
	if (codestream.length < 4 || codestream.readUInt16LE(0) !== CODESTREAM)
		throw new Unpicturable('unreadable');
	const bits = bitsOf(codestream.subarray(2));
	const isSmall = bits(1) === 1;
	const side = () => (isSmall ? (bits(5) + 1) * 8 : bits(LENGTHS[bits(2)] ?? 9) + 1);
	const height = side();
	const ratio = RATIOS[bits(3) - 1];
	return { height, width: ratio ? Math.floor((height * ratio[0]) / ratio[1]) : side() };
}

/** Of a container: its picture, which may come in parts. */
function firstPart(source: Source): Buffer {
	let part: Buffer | undefined;
	for (const { type, start, isWhole } of boxesIn(source)) {
		if (!isWhole) throw new Unpicturable('truncated');
		if (type === 'jxlc') part ??= bytesAt(source, start, HEAD_BYTES);
		// its number stands first
		if (type === 'jxlp') part ??= bytesAt(source, start + 4, HEAD_BYTES);
	}
	if (!part) throw new Unpicturable('truncated');
	return part;
}

/** What a JPEG XL says of its size, as it lies in the file, before a library sees it. */
export function jxlSize(source: Source): { width: number; height: number } {
	const start = bytesAt(source, 0, HEAD_BYTES);
	return sizeIn(start.length >= 2 && start.readUInt16LE(0) === CODESTREAM ? start : firstPart(source));
}
