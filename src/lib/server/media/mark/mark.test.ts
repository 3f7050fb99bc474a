import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MARK_PLACES, MARK_SIZES, type MarkPlace, type MarkSize } from '#lib/domain/galleries/watermark.ts';
import { realDecoders } from '#tests/support/app/uploads.ts';
import { picture } from '#tests/support/media/pictures.ts';
import type { Decoders } from '../decoders.ts';
import { fulfil } from '../picture.ts';
import { fileOf } from '../recipes.ts';
import { lookTask } from '../tasks.ts';
import { lengthOf, missingIn, outlineOf } from './letters.ts';

let decoders: Decoders;
let into: string;
beforeAll(async () => {
	decoders = realDecoders();
	into = await mkdtemp(join(tmpdir(), 'mark-'));
});
afterAll(async () => {
	await decoders.close();
	await rm(into, { recursive: true });
});

const markOf = (text: string, place: MarkPlace, size: MarkSize) => ({
	edge: null,
	mark: { outline: outlineOf(text), letters: lengthOf(text), place, size, opacity: 100 }
});

type Look = Parameters<typeof lookTask>[2];

async function taskFor(bytes: Buffer, look: Look) {
	const path = join(into, 'original');
	await writeFile(path, bytes);
	return lookTask({ path, kind: 'jpeg', into }, ['large'], look);
}
const made = async (bytes: Buffer, look: Look) => decoders.run(await taskFor(bytes, look));

/** The share of a picture's pixels that are no longer the grey that it was. */
async function covered(look: Look, width = 1500, height = 1000) {
	const grey = sharp({ create: { width, height, channels: 3, background: '#777' } });
	const result = await fulfil(await taskFor(await grey.jpeg().toBuffer(), look), null);
	expect(result.outcome).toBe('pictured');
	const written = await readFile(join(into, fileOf('large')));
	const { data, info } = await sharp(written).raw().toBuffer({ resolveWithObject: true });
	let other = 0;
	for (let at = 0; at < data.length; at += info.channels) if (Math.abs((data[at] ?? 0) - 0x77) > 25) other++;
	return other / (info.width * info.height);
}

describe('letters', () => {
	it.each([
		['日本', ['日', '本']],
		['a 🙂🙂', ['🙂']],
		['Ω', ['Ω']],
		['a\u200bb', ['\u200b']]
	])('of %s some are missing', (text, missing) => {
		expect(missingIn(text)).toEqual(missing);
		expect(() => outlineOf(text)).toThrow('no letter');
	});

	it.each(['© Ann Müller', 'Łódź – Ștefan', 'Привет', 'Việt', 'Mu\u0308ller', '<&"\'>'])(
		'of %s are all there',
		(text) => {
			expect(missingIn(text)).toEqual([]);
			expect(outlineOf(text)).toMatch(/^M[MLHVCSQTAZ0-9 .,-]+$/);
		}
	);
});

const PAIRS = MARK_PLACES.flatMap((place) => MARK_SIZES.map((size) => [place, size] as const));

it.each(PAIRS)('a mark is there to be seen, %s and %s', async (place, size) => {
	for (const text of ['i', '© Ann Müller', 'W'.repeat(60)]) {
		expect(await covered(markOf(text, place, size))).toBeGreaterThan(0.0001);
		expect(await covered(markOf(text, place, size), 667, 1000)).toBeGreaterThan(0.0001);
	}
});

it('nothing is drawn where no mark is wanted', async () =>
	expect(await covered({ edge: null, mark: null })).toBe(0));

it('an upload is read as SVG neither before a mark was drawn nor afterwards', async () => {
	const svg = Buffer.from(
		'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><path d="M0 0h9v9z"/></svg>'
	);
	const look = markOf('Ann', 'tiled', 'small');
	expect((await made(svg, look)).outcome).not.toBe('pictured');
	expect((await made(await picture(), look)).outcome).toBe('pictured');
	expect((await made(svg, look)).outcome).not.toBe('pictured');
});

it('drawing a mark leaves the readers of its process as they were', async () => {
	const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="6"/>');
	await covered(markOf('Ann', 'tiled', 'small'));
	expect(await sharp(svg).metadata()).toMatchObject({ format: 'svg', width: 9 });
});
