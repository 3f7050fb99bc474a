import { closeSync, fstatSync, openSync } from 'node:fs';
import { bytesAt, type Source } from './capture/boxes.ts';
import { hasEnd } from './jpeg-scans.ts';

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

/** Which share of a JPEG is zeros up to its end, where the picture's end mark is missing; those behind it are no part of it. */
export function zeroedShare(path: string): number {
	const fd = openSync(path, 'r');
	try {
		const source = { fd, bytes: fstatSync(fd).size };
		const glance = bytesAt(source, Math.max(0, source.bytes - GLANCE_BYTES), GLANCE_BYTES);
		if (glance.length < GLANCE_BYTES || glance.some((byte) => byte !== 0)) return 0;
		return hasEnd(path) ? 0 : (source.bytes - zerosFrom(source)) / source.bytes;
	} finally {
		closeSync(fd);
	}
}
