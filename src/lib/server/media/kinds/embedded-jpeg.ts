import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { bytesAt, type Source } from '../capture/boxes.ts';
import { endOfJpeg } from '../jpeg-scans.ts';
import { writeAll } from './plain.ts';
import type { Size } from '../sizes.ts';

/** A JPEG that begins at this place of another file. */
export type Embedded = Size & { at: number };

const PIECE_BYTES = 4 << 20;
const START = Buffer.from([0xff, 0xd8, 0xff]);
const MOST_SEGMENTS = 400;
/** What begins like a JPEG and is none is rare in a file of any size. */
const MOST_STARTS = 2000;

const SCAN = 0xda;
/** Baseline, extended and progressive; lossless ones are the sensor's own data. */
const isShown = (marker: number) => marker >= 0xc0 && marker <= 0xc2;
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** The JPEG that begins here, if one does whose pixels can be shown. */
function headAt(source: Source, at: number): Embedded | undefined {
	let size: Size | undefined;
	let next = at + 2;
	for (let count = 0; count < MOST_SEGMENTS; count++) {
		const head = bytesAt(source, next, 10);
		const marker = head[1] ?? 0;
		if (head.length < 10 || head[0] !== 0xff || marker < 0xc0 || marker === 0xff) return undefined;
		if (isFrame(marker)) {
			if (!isShown(marker) || head[4] !== 8) return undefined;
			size = { height: head.readUInt16BE(5), width: head.readUInt16BE(7) };
		}
		next += 2 + head.readUInt16BE(2);
		if (marker === SCAN) return size?.width && size.height ? { ...size, at } : undefined;
	}
	return undefined;
}

/** Every JPEG of a file from `begin` on, wherever its maker put it. */
export function* embeddedJpegs(source: Source, begin = 0): Generator<Embedded> {
	let starts = 0;
	for (let from = begin; from < source.bytes; from += PIECE_BYTES) {
		const piece = bytesAt(source, from, PIECE_BYTES + START.length - 1);
		for (let at = piece.indexOf(START); at >= 0; at = piece.indexOf(START, at + 1)) {
			if (++starts > MOST_STARTS) return;
			const found = headAt(source, from + at);
			if (found) yield found;
		}
	}
}

/** Copies an embedded JPEG into a file of its own; up to the end of its source where its own end is missing. */
export function copyOut(source: Source, { at }: Embedded, into: string): string {
	const path = join(into, 'embedded.jpg');
	const end = endOfJpeg(source.fd, at) ?? source.bytes;
	const fd = openSync(path, 'w');
	try {
		for (let from = at; from < end; from += PIECE_BYTES)
			writeAll(fd, bytesAt(source, from, Math.min(PIECE_BYTES, end - from)));
	} finally {
		closeSync(fd);
	}
	return path;
}
