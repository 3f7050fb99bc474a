import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tileBox, tileCount } from '#lib/domain/pictures/tiles.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { lengthOf, outlineOf } from '../mark/letters.ts';
import { fulfil } from '../picture.ts';
import { lookTask, renderTask } from '../tasks.ts';
import { indexBytes, spanOf } from './index-of.ts';

let into: string;
beforeEach(async () => void (into = await mkdtemp(join(tmpdir(), 'proofsheet-tiles-'))));
afterEach(() => rm(into, { recursive: true }));

const SIZE = { width: 1001, height: 1500 };
async function original() {
	const path = join(into, 'original');
	await writeFile(path, await picture({ seed: 3, width: SIZE.height, height: SIZE.width, orientation: 6 }));
	return { path, kind: 'jpeg', into };
}
const read = () => {
	const file = readFileSync(join(into, 'tiles.tiles'));
	return { file, head: file.subarray(0, indexBytes(tileCount(SIZE))) };
};

/** All tiles laid side by side. */
async function stitched() {
	const { file, head } = read();
	const tiles = Array.from({ length: tileCount(SIZE) }, (_, n) => {
		const { first = 0, last = -1 } = spanOf(head, n) ?? {};
		return { input: file.subarray(first, last + 1), ...tileBox(SIZE, n) };
	});
	for (const { input, width, height } of tiles)
		expect(await sharp(input).metadata()).toMatchObject({ format: 'webp', width, height });
	const empty = sharp({ create: { ...SIZE, channels: 3, background: '#f0f' } });
	return empty
		.composite(tiles.map(({ input, left, top }) => ({ input, left, top })))
		.removeAlpha()
		.raw()
		.toBuffer();
}

const apart = (one: Buffer, other: Buffer) =>
	one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length;

test.each([-1, 2, 1.5, NaN])('there is no tile %s of two', async (n) => {
	await fulfil(renderTask(await original(), 'tiles'), null);
	expect(tileCount(SIZE)).toBe(2);
	expect(spanOf(read().head, n)).toBeUndefined();
});

test('tiles side by side are the upright picture, pixel by pixel', async () => {
	const from = await original();
	const answer = await fulfil(renderTask(from, 'tiles'), null);
	expect(answer).toMatchObject({ made: [{ recipe: 'tiles', ...SIZE, bytes: read().file.length }] });
	const whole = await sharp(from.path).rotate().removeAlpha().raw().toBuffer();
	const tiled = await stitched();
	expect(tiled.length).toBe(whole.length);
	expect(apart(tiled, whole)).toBeLessThan(4);
});

test('a mark goes on from tile to tile as over the whole', async () => {
	const from = await original();
	const text = '© Ann Müller';
	const mark = {
		...{ outline: outlineOf(text), letters: lengthOf(text) },
		...{ place: 'tiled' as const, size: 'large' as const, opacity: 100 }
	};
	await fulfil(renderTask(from, 'tiles'), null);
	const plain = await stitched();
	await fulfil(lookTask(from, ['tiles'], { edge: null, mark }), null);
	const marked = await stitched();
	expect(apart(marked, plain)).toBeGreaterThan(5);
	// the same picture is no larger than its largest preview, which is marked in one
	await fulfil(lookTask(from, ['large'], { edge: null, mark }), null);
	const whole = await sharp(join(into, 'large.webp')).removeAlpha().raw().toBuffer();
	expect(apart(marked, whole)).toBeLessThan(3);
});
