import { closeSync, fstatSync, openSync } from 'node:fs';
import { bytesAt } from '../capture/boxes.ts';
import { Unpicturable } from '../faults.ts';

const MOST_BOXES = 100_000;

/**
 * Films of boxes say how long each part is: one whose bytes end before that was cut while it was copied. ffmpeg would show
 * what is there, and nobody would miss the rest before it is delivered.
 */
export function checkWhole(path: string, reader: string) {
	if (reader !== 'mov') return;
	const fd = openSync(path, 'r');
	try {
		const source = { fd, bytes: fstatSync(fd).size };
		let at = 0;
		for (let count = 0; at + 8 <= source.bytes && count < MOST_BOXES; count++) {
			const head = bytesAt(source, at, 16);
			const size = head.readUInt32BE(0);
			// to the end of the file; or a few zero bytes behind everything, which some cameras leave
			if (size === 0) return;
			const length = size === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : size;
			if (length < 8 || at + length > source.bytes)
				throw new Unpicturable(length < 8 ? 'unreadable' : 'truncated');
			at += length;
		}
	} finally {
		closeSync(fd);
	}
}
