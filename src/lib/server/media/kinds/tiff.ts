import { closeSync, constants, copyFileSync, fstatSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { bytesAt, type Source } from '../capture/boxes.ts';
import type { PlainReader } from './plain.ts';

/** An honest file of more pages is a scanned book: it begins with its first page. */
const MOST_PAGES = 64;
const MOST_TAGS = 1000;
/** A page of less than this share of the largest one is a small picture of it. */
const LEAST_SHARE = 0.25;
const tags = { subfile: 254, width: 256, height: 257 } as const;
const [REDUCED, MASK] = [1, 4];
const SHORT = 3;

type Page = { at: number; pixels: number; isOther: boolean };

/** The pages of a classic TIFF as they follow each other; BigTIFF is left to its first one. */
function pagesOf(source: Source): { pages: Page[]; isLittle: boolean } | null {
	const head = bytesAt(source, 0, 8);
	const start = head.toString('latin1', 0, 4);
	if (head.length < 8 || (start !== 'II*\0' && start !== 'MM\0*')) return null;
	const isLittle = start === 'II*\0';
	const short = (bytes: Buffer, at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
	const long = (bytes: Buffer, at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
	const pages = new Map<number, Page>();
	for (let at = long(head, 4); at && !pages.has(at) && pages.size < MOST_PAGES;) {
		const count = bytesAt(source, at, 2);
		if (count.length < 2 || short(count, 0) > MOST_TAGS) break;
		const table = bytesAt(source, at + 2, short(count, 0) * 12 + 4);
		if (table.length < short(count, 0) * 12 + 4) break;
		const found = new Map<number, number>();
		for (let entry = 0; entry + 12 < table.length; entry += 12) {
			const value = short(table, entry + 2) === SHORT ? short(table, entry + 8) : long(table, entry + 8);
			found.set(short(table, entry), value);
		}
		const pixels = (found.get(tags.width) ?? 0) * (found.get(tags.height) ?? 0);
		pages.set(at, { at, pixels, isOther: ((found.get(tags.subfile) ?? 0) & (REDUCED | MASK)) > 0 });
		at = long(table, table.length - 4);
	}
	return { pages: [...pages.values()], isLittle };
}

function shownOf(pages: readonly Page[]): Page | undefined {
	const whole = pages.filter(({ isOther, pixels }) => !isOther && pixels > 0);
	const most = Math.max(0, ...whole.map(({ pixels }) => pixels));
	return whole.find(({ pixels }) => pixels >= most * LEAST_SHARE);
}

/** A TIFF of several pages by its first whole one: where a small picture comes first, a copy that begins behind it. */
export const tiff: PlainReader = ({ path, into }) => {
	const fd = openSync(path, 'r');
	try {
		const found = pagesOf({ fd, bytes: fstatSync(fd).size });
		const shown = found && shownOf(found.pages);
		if (!found || !shown || shown === found.pages[0]) return { path };
		const copy = join(into, 'page.tif');
		copyFileSync(path, copy, constants.COPYFILE_FICLONE);
		beginAt(copy, shown.at, found.isLittle);
		return { path: copy };
	} finally {
		closeSync(fd);
	}
};

function beginAt(path: string, at: number, isLittle: boolean) {
	const offset = Buffer.alloc(4);
	if (isLittle) offset.writeUInt32LE(at);
	else offset.writeUInt32BE(at);
	const fd = openSync(path, 'r+');
	try {
		writeSync(fd, offset, 0, 4, 4);
	} finally {
		closeSync(fd);
	}
}
