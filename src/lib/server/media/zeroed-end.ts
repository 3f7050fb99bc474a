import { closeSync, fstatSync, openSync } from 'node:fs';
import { bytesAt, type Source } from './capture/boxes.ts';

const GLANCE_BYTES = 16;
const PIECE_BYTES = 1 << 16;

/** Where the zeros begin that a file ends in. */
function zerosFrom(source: Source): number {
	for (let end = source.bytes; end > 0; end -= PIECE_BYTES) {
		const start = Math.max(0, end - PIECE_BYTES);
		const last = bytesAt(source, start, end - start).findLastIndex((byte) => byte !== 0);
		if (last >= 0) return start + last + 1;
	}
	return 0;
}

/** Which share of a JPEG is zeros up to its end, without an end mark before them; those behind one are padding. */
export function zeroedShare(path: string): number {
	const fd = openSync(path, 'r');
	try {
		const source = { fd, bytes: fstatSync(fd).size };
		const glance = bytesAt(source, Math.max(0, source.bytes - GLANCE_BYTES), GLANCE_BYTES);
		if (glance.length < GLANCE_BYTES || glance.some((byte) => byte !== 0)) return 0;
		const from = zerosFrom(source);
		const isPadding = bytesAt(source, from - 2, 2).equals(Buffer.from([0xff, 0xd9]));
		return isPadding ? 0 : (source.bytes - from) / source.bytes;
	} finally {
		closeSync(fd);
	}
}
