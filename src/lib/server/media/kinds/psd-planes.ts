import { Unpicturable } from '../faults.ts';
import { readAt, readOn, type Bytes } from './psd-bytes.ts';
import type { Layout } from './psd-layout.ts';

/** Reads one channel row by row, in samples of 8 bits; a row holds until the next is asked for. */
export type Plane = () => Uint8Array;

/** The first `count` channels of the merged picture: they stand one behind the other, and are read side by side. */
export function makePlanes(file: Bytes, layout: Layout, count: number): Plane[] {
	const { width, height, bytesPerSample, dataAt } = layout;
	const rowBytes = width * bytesPerSample;
	if (!layout.isPacked)
		return Array.from({ length: count }, (_, n) => {
			const read = readOn(file, dataAt + n * height * rowBytes);
			return () => inBytes(read(rowBytes), bytesPerSample);
		});
	const lengths = rowLengths(file, layout);
	let at = dataAt + lengths.bytes;
	return Array.from({ length: count }, (_, n) => {
		const read = readOn(file, at);
		for (let y = 0; y < height; y++) at += lengths.of(n * height + y);
		let row = n * height;
		const unpacked = Buffer.alloc(rowBytes);
		return () => {
			unpack(read(lengths.of(row++)), unpacked);
			return inBytes(unpacked, bytesPerSample);
		};
	});
}

/** How many bytes each packed row takes, of all channels. */
function rowLengths(file: Bytes, { height, channels, isLarge, dataAt, width, bytesPerSample }: Layout) {
	const each = isLarge ? 4 : 2;
	const bytes = channels * height * each;
	const table = readAt(file, dataAt, bytes);
	// packed at its worst a row has one byte more for each 128
	const most = Math.ceil(width * bytesPerSample * (1 + 1 / 64)) + 2;
	const of = (row: number) => {
		const length = table.readUIntBE(row * each, each);
		if (length > most) throw new Unpicturable('unreadable');
		return length;
	};
	return { bytes, of };
}

/** PackBits: it has to come to exactly one row. */
function unpack(packed: Buffer, into: Buffer) {
	let to = 0;
	for (let at = 0; at < packed.length;) {
		const code = packed[at++] ?? 0;
		if (code === 128) continue;
		const count = code < 128 ? code + 1 : 257 - code;
		const used = code < 128 ? count : 1;
		if (to + count > into.length || at + used > packed.length) throw new Unpicturable('unreadable');
		if (code < 128) packed.copy(into, to, at, at + count);
		else into.fill(packed[at] ?? 0, to, to + count);
		at += used;
		to += count;
	}
	if (to !== into.length) throw new Unpicturable('unreadable');
}

/** Of 16 bits the upper eight: more is not to be seen in a preview. */
function inBytes(row: Uint8Array, bytesPerSample: 1 | 2): Uint8Array {
	if (bytesPerSample === 1) return row;
	const upper = new Uint8Array(row.length / 2);
	for (let i = 0; i < upper.length; i++) upper[i] = row[i * 2] ?? 0;
	return upper;
}
