import { closeSync, openSync, writeSync } from 'node:fs';
import { tileBox, tileCount } from '#lib/domain/pictures/tiles.ts';
import { fromPixels, type Pixels } from '../fingerprints.ts';
import { markOver } from '../mark/draw.ts';
import type { MarkOfTask } from '../wire.ts';
import { writeIndex } from './index-of.ts';

type How = { format: 'webp'; quality: number; effort: number; mark: MarkOfTask | null | undefined };

/**
 * Cuts a picture into tiles, all in one file that begins with where each lies. Answers its length in bytes. Tile by tile: of a
 * large picture nothing but its pixels is ever held whole.
 */
export async function cutTiles(pixels: Pixels, path: string, how: How): Promise<number> {
	const count = tileCount(pixels);
	const ends: number[] = [];
	const file = openSync(path, 'w');
	try {
		let at = writeSync(file, writeIndex(count, ends), 0, undefined, 0);
		for (let n = 0; n < count; n++) {
			const bytes = await tileOf(pixels, n, how);
			at += writeSync(file, bytes, 0, undefined, at);
			ends.push(at);
		}
		writeSync(file, writeIndex(count, ends), 0, undefined, 0);
		return at;
	} finally {
		closeSync(file);
	}
}

async function tileOf(pixels: Pixels, n: number, { format, mark, ...how }: How): Promise<Buffer> {
	const box = tileBox(pixels, n);
	const cut = fromPixels(pixels).extract(box);
	const shown = mark ? cut.composite([await markOver(pixels, mark, box)]) : cut;
	return shown.toFormat(format, how).toBuffer();
}
