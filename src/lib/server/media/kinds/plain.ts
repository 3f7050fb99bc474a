import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Remark } from '#lib/domain/kinds/remarks.ts';

/** What a reader of a rare kind makes of an original: an ordinary file that the way of all pictures goes on with. */
export type Plain = {
	path: string;
	/** 1 to 8, as EXIF counts, where the ordinary file does not say it itself. */
	orientation?: number;
	/** Adobe RGB, although the ordinary file carries no profile. */
	isAdobeRgb?: boolean;
	remark?: Remark;
};

/**
 * Reads an original of one kind. `into`: a folder for what it writes. Throws `Unpicturable`, or what its library throws;
 * has looked at width and height before it asks for memory.
 */
export type PlainReader = (original: { path: string; into: string }) => Promise<Plain> | Plain;

/** How many samples a pixel has. */
export const samplesOf = { grey: 1, rgb: 3, rgba: 4, cmyk: 4 } as const;

export type Raster = {
	width: number;
	height: number;
	/** Samples of 8 bits; of inks 0 is none. */
	colours: keyof typeof samplesOf;
	icc?: Uint8Array | undefined;
};

const photometricOf = { grey: 1, rgb: 2, rgba: 2, cmyk: 5 } as const;

type Entry = [tag: number, type: 3 | 4, value: number];
const [SHORT, LONG, UNDEFINED] = [3, 4, 7] as const;
const tags = { bits: 258, offsets: 273, extra: 338, icc: 34_675 } as const;

/** Head, directory, bits and profile of an uncompressed TIFF of one strip, which begins right behind. */
function headOf({ width, height, colours, icc }: Raster): Buffer {
	const samples = samplesOf[colours];
	const entries: Entry[] = [
		[256, LONG, width],
		[257, LONG, height],
		[tags.bits, SHORT, 0],
		[259, SHORT, 1],
		[262, SHORT, photometricOf[colours]],
		[tags.offsets, LONG, 0],
		[277, SHORT, samples],
		[278, LONG, height],
		[279, LONG, width * height * samples],
		[284, SHORT, 1],
		...(colours === 'rgba' ? [[tags.extra, SHORT, 2] satisfies Entry] : []),
		...(icc ? [[tags.icc, LONG, 0] satisfies Entry] : [])
	];
	const bitsAt = 8 + 2 + entries.length * 12 + 4;
	const iccAt = bitsAt + samples * 2;
	const head = Buffer.alloc(iccAt + (icc?.length ?? 0) + ((icc?.length ?? 0) % 2));
	head.write('II*\0\u0008\0\0\0', 'latin1');
	head.writeUInt16LE(entries.length, 8);
	for (const [i, [tag, type, value]] of entries.entries()) {
		const at = 10 + i * 12;
		head.writeUInt16LE(tag, at);
		head.writeUInt16LE(tag === tags.icc ? UNDEFINED : type, at + 2);
		head.writeUInt32LE(tag === tags.icc ? (icc?.length ?? 0) : tag === tags.bits ? samples : 1, at + 4);
		const isInline = tag === tags.bits && samples === 1;
		const places: Record<number, number> = {
			[tags.bits]: bitsAt,
			[tags.offsets]: head.length,
			[tags.icc]: iccAt
		};
		head.writeUInt32LE(isInline ? 8 : (places[tag] ?? value), at + 8);
	}
	for (let i = 0; i < samples; i++) head.writeUInt16LE(8, bitsAt + i * 2);
	if (icc) head.set(icc, iccAt);
	return head;
}

/** Writes pixels as a file that libvips reads line by line. `rows`: from above, in any pieces, `width` × samples each row. */
export function writePlain(into: string, raster: Raster, rows: Iterable<Uint8Array>): string {
	const path = join(into, 'pixels.tif');
	const fd = openSync(path, 'w');
	try {
		writeAll(fd, headOf(raster));
		for (const row of rows) writeAll(fd, row);
	} finally {
		closeSync(fd);
	}
	return path;
}

/** A write may take less than it was given, on a full disk first of all. */
export function writeAll(fd: number, bytes: Uint8Array) {
	for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}
