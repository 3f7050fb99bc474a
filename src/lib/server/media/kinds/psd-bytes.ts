import { readSync } from 'node:fs';
import { Unpicturable } from '../faults.ts';

export type Bytes = { fd: number; size: number };

/** Exactly so many bytes from there; an end that comes before them is a file that was cut off. */
export function readAt({ fd, size }: Bytes, at: number, length: number): Buffer {
	if (at + length > size) throw new Unpicturable('truncated');
	const bytes = Buffer.alloc(length);
	for (let read = 0; read < length;) {
		const more = readSync(fd, bytes, read, length - read, at + read);
		if (!more) throw new Unpicturable('truncated');
		read += more;
	}
	return bytes;
}

const PIECE_BYTES = 128 << 10;

/** Reads on from there in pieces; what it answers holds until it is asked again. */
export function readOn(file: Bytes, from: number) {
	let [piece, at, next] = [Buffer.alloc(0), 0, from];
	return (length: number): Buffer => {
		if (at + length > piece.length) {
			const rest = piece.length - at;
			const more = Math.min(Math.max(PIECE_BYTES, length) - rest, file.size - next);
			piece = Buffer.concat([piece.subarray(at), readAt(file, next, Math.max(more, length - rest))]);
			[at, next] = [0, next + piece.length - rest];
		}
		at += length;
		return piece.subarray(at - length, at);
	};
}
