import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedMedia } from '#tests/support/media/media.ts';
import { damaged, picture, type PictureOptions } from '#tests/support/media/pictures.ts';
import { sniffKind } from '#lib/domain/kinds/sniff.ts';
import { startDecoders, type Decoders, type PictureResult } from './decoders.ts';
import { ingestTask, renderTask } from './tasks.ts';

const entry = join(import.meta.dirname, '../../../decoder.ts');

let root: string;
let decoders: Decoders;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'decoders-'));
	decoders = startDecoders({ entry, count: 2 });
});
afterAll(async () => {
	await decoders.close();
	await rm(root, { recursive: true });
});

const folder = () => mkdtemp(join(root, 'task-'));

async function decode(bytes: Buffer, name = 'DSC_1.jpg') {
	const into = await folder();
	const path = join(into, 'original');
	await writeFile(path, bytes);
	return decoders.run(ingestTask({ path, kind: sniffKind(bytes.subarray(0, 64), name).kind, into }));
}

function pictured(result: PictureResult) {
	if (result.outcome !== 'pictured') throw new Error(JSON.stringify(result));
	return result;
}

const decoded = async (options: PictureOptions) => pictured(await decode(await picture(options)));

const likenessOf = ({ fingerprints }: ReturnType<typeof pictured>) => fingerprints?.likeness ?? '0';

/** How many of the 64 bits two likeness hashes differ in. */
function distance(one: string, other: string) {
	const bits = (BigInt(`0x${one}`) ^ BigInt(`0x${other}`)).toString(2);
	return bits.replaceAll('0', '').length;
}

/** The colours of a picture's four corners and middle. */
async function colours(path: string) {
	const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
	const at = (x: number, y: number) => {
		const index =
			(Math.floor(y * (info.height - 1)) * info.width + Math.floor(x * (info.width - 1))) * info.channels;
		return [...data.subarray(index, index + 3)];
	};
	return [at(0.1, 0.1), at(0.9, 0.1), at(0.1, 0.9), at(0.9, 0.9), at(0.5, 0.5)];
}

function expectAlike(one: number[][], other: number[][], tolerance = 14) {
	for (const [spot, colour] of one.entries())
		for (const [channel, value] of colour.entries())
			expect(Math.abs(value - (other[spot]?.[channel] ?? -99))).toBeLessThanOrEqual(tolerance);
}

test('a photograph becomes three previews without metadata, its facts and its fingerprints', async () => {
	const takenAt = Date.parse('2026-10-03T09:12:44.500Z');
	const result = await decoded({
		width: 3000,
		height: 2000,
		takenAt,
		camera: { make: 'NIKON', model: 'Z 6' }
	});
	expect(result).toMatchObject({ width: 3000, height: 2000, orientation: 1 });
	expect(result.capture).toMatchObject({ takenAt, zoneMinutes: 0, make: 'NIKON', model: 'Z 6' });
	expect(result.renditions.map(({ width, height }) => [width, height])).toEqual([
		[1500, 1000],
		[750, 500],
		[400, 267]
	]);
	for (const rendition of result.renditions) {
		const head = await sharp(rendition.path).metadata();
		expect(head).toMatchObject({
			format: 'webp',
			width: rendition.width,
			height: rendition.height,
			channels: 3
		});
		expect([head.exif, head.xmp, head.icc, head.iptc]).toEqual([undefined, undefined, undefined, undefined]);
		expect((await readFile(rendition.path)).length).toBe(rendition.bytes);
	}
	expect(Buffer.from(result.fingerprints?.placeholder ?? '', 'base64').length).toBeLessThan(32);
	expect(result.fingerprints?.likeness).toMatch(/^[0-9a-f]{16}$/);
});

test('likeness stays under grading and shrinking, and differs between pictures', async () => {
	const [one, other] = [await picture({ seed: 1 }), await decoded({ seed: 2 })];
	const graded = await sharp(one)
		.modulate({ saturation: 0.6, brightness: 1.1 })
		.resize(900)
		.jpeg()
		.toBuffer();
	const [first, second] = [pictured(await decode(one)), pictured(await decode(graded))];
	expect(distance(likenessOf(first), likenessOf(second))).toBeLessThanOrEqual(6);
	expect(distance(likenessOf(first), likenessOf(other))).toBeGreaterThan(16);
});

describe('orientation', () => {
	test.each([1, 2, 3, 4, 5, 6, 7, 8])('%i is turned upright', async (orientation) => {
		const bytes = await picture({ seed: 7, width: 900, height: 600, orientation });
		const result = pictured(await decode(bytes));
		const upright = await sharp(bytes).autoOrient().toBuffer();
		const { width, height } = await sharp(upright).metadata();
		expect(result).toMatchObject({ width, height, orientation });
		const [largest] = result.renditions;
		expect([largest?.width, largest?.height]).toEqual([width, height]);
		await writeFile(join(root, 'upright.jpg'), upright);
		expectAlike(await colours(largest?.path ?? ''), await colours(join(root, 'upright.jpg')));
	});

	test.each([0, 9])('%i means nothing', async (orientation) => {
		const bytes = await picture({ width: 600, height: 400, orientation: 8 });
		const exif = bytes.indexOf('Exif\0\0', 0, 'latin1');
		const entryAt = bytes.indexOf(Buffer.from([0x12, 0x01, 3, 0, 1, 0, 0, 0]), exif);
		bytes[entryAt + 8] = orientation;
		expect(pictured(await decode(bytes))).toMatchObject({ width: 600, height: 400, orientation: 1 });
	});
});

describe('colours come out as sRGB', () => {
	const green = { create: { width: 64, height: 64, channels: 3 as const, background: '#30a050' } };
	test.each([
		['16 bits a channel', () => sharp(green).toColourspace('rgb16').png().toBuffer(), 'a.png'],
		['Display P3', () => sharp(green).withIccProfile('p3').jpeg({ quality: 100 }).toBuffer(), 'a.jpg'],
		['TIFF', () => sharp(green).tiff().toBuffer(), 'a.tif'],
		['WebP', () => sharp(green).webp({ lossless: true }).toBuffer(), 'a.webp'],
		['AVIF', () => sharp(green).avif({ quality: 90, effort: 0 }).toBuffer(), 'a.avif']
	])('%s', async (_what, make, name) => {
		const result = pictured(await decode(await make(), name));
		expectAlike(await colours(result.renditions[0]?.path ?? ''), Array(5).fill([0x30, 0xa0, 0x50]));
	});

	test('CMYK, as near as ink comes', async () => {
		const ink = await sharp(green).withIccProfile('cmyk').jpeg({ quality: 100 }).toBuffer();
		const result = pictured(await decode(ink));
		expectAlike(await colours(result.renditions[0]?.path ?? ''), Array(5).fill([0x30, 0xa0, 0x50]), 32);
	});

	test('grey stays grey, and transparency is laid on white', async () => {
		const grey = sharp({ create: { width: 64, height: 64, channels: 3, background: '#777' } });
		const one = pictured(await decode(await grey.toColourspace('b-w').jpeg().toBuffer()));
		expectAlike(await colours(one.renditions[0]?.path ?? ''), Array(5).fill([0x77, 0x77, 0x77]));
		const clear = sharp({ create: { width: 64, height: 64, channels: 4, background: '#00000000' } });
		const other = pictured(await decode(await clear.png().toBuffer(), 'a.png'));
		expectAlike(await colours(other.renditions[0]?.path ?? ''), Array(5).fill([255, 255, 255]));
	});
});

test('the half-size picture is made on zoom', async () => {
	const into = await folder();
	const path = join(into, 'original');
	await writeFile(path, await picture({ width: 1500, height: 1001, orientation: 6 }));
	const result = await decoders.run(renderTask({ path, kind: 'jpeg', into }, 'half'));
	const half = { recipe: 'half', path: join(into, 'half.webp'), width: 500, height: 750 };
	expect(pictured(result)).toMatchObject({ renditions: [half], capture: {} });
	expect(pictured(result).fingerprints).toBeUndefined();
	expect(await sharp(join(into, 'half.webp')).metadata()).toMatchObject({ width: 500, height: 750 });
});

test('a damaged picture fails with a reason and takes nobody along', async () => {
	const good = await picture({ seed: 4 });
	const [bad, worse, fine] = await Promise.all([
		decode(damaged(good)),
		decode(Buffer.from('no picture at all')),
		decode(good)
	]);
	expect(bad).toEqual({ outcome: 'failed', fault: 'truncated' });
	expect(worse).toEqual({ outcome: 'failed', fault: 'unreadable' });
	expect(fine.outcome).toBe('pictured');
});

test('strips and points are pictures too', async () => {
	const strip = await sharp({ create: { width: 20_000, height: 1, channels: 3, background: '#555' } })
		.png()
		.toBuffer();
	expect(pictured(await decode(strip, 'strip.png'))).toMatchObject({ width: 20_000, height: 1 });
	const point = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#555' } })
		.png()
		.toBuffer();
	expect(pictured(await decode(point, 'point.png')).renditions).toHaveLength(1);
});

test('a missing original is the trouble of the machine, not a fault of the file', async () => {
	const into = await folder();
	await expect(decoders.run(ingestTask({ path: join(into, 'gone'), kind: 'jpeg', into }))).rejects.toThrow(
		/missing/
	);
	await writeFile(join(into, 'original'), await picture());
	const nowhere = decoders.run(
		ingestTask({ path: join(into, 'original'), kind: 'jpeg', into: join(into, 'gone') })
	);
	await expect(nowhere).rejects.toThrow(/ENOENT/);
});

const samples: [string, Record<string, unknown>][] = [
	['broken/truncated-60-percent.jpg', { outcome: 'failed', fault: 'truncated' }],
	['broken/truncated-in-header.jpg', { outcome: 'failed', fault: 'truncated' }],
	// libjpeg follows the flipped bits without a word of warning: an answer is all that can be promised
	['broken/bitflips-in-scan.jpg', { outcome: expect.stringMatching(/^(pictured|failed)$/) }],
	['broken/dimensions-lie-65500x65500.jpg', { outcome: 'failed', fault: 'unreadable' }],
	['broken/png-bomb-30000x30000.png', { outcome: 'kept', remark: 'too-many-pixels' }],
	['broken/png-bomb-16000x16000.png', { outcome: 'kept', remark: 'too-many-pixels' }],
	['broken/png-named.jpg', { outcome: 'pictured', width: 600, height: 375 }],
	['broken/mp4-named.jpg', { outcome: 'kept' }],
	['broken/polyglot-jpeg-zip.jpg', { outcome: 'pictured', width: 1600, height: 1067 }],
	['broken/exif-ifd-loop.jpg', { outcome: 'pictured', width: 1600, height: 1067 }],
	['broken/exif-huge-counts.jpg', { outcome: 'pictured', width: 1600, height: 1067 }],
	...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation): [string, Record<string, unknown>] => [
		`formats/jpeg-orientation-${orientation}.jpg`,
		{ outcome: 'pictured', width: 1800, height: 1200, orientation }
	]),
	['formats/jpeg-gps-sony-hx5v.jpg', { outcome: 'pictured', capture: { model: 'DSC-HX5V' } }],
	['formats/jpeg-xmp-rating-3.jpg', { outcome: 'pictured' }],
	[
		'formats/jpeg-iptc-xmp-utf8.jpg',
		{
			outcome: 'pictured',
			capture: { takenAt: Date.parse('2025-06-14T16:20:31.420Z'), model: 'Canon EOS R6' }
		}
	],
	['formats/jpeg-adobergb.jpg', { outcome: 'pictured' }],
	['formats/jpeg-display-p3-apple-gainmap.jpg', { outcome: 'pictured', width: 384, height: 512 }],
	['formats/jpeg-ultrahdr-gainmap-p3.jpg', { outcome: 'pictured', width: 4080, height: 3072 }],
	['formats/jpeg-cmyk.jpg', { outcome: 'pictured', width: 510, height: 532 }],
	['formats/jpeg-gray.jpg', { outcome: 'pictured' }],
	['formats/jpeg-panorama-6000x2500.jpg', { outcome: 'pictured', width: 6000, height: 2500 }],
	['formats/png-alpha.png', { outcome: 'pictured', width: 500, height: 500 }],
	['formats/png-16bit-rec2020-linear.png', { outcome: 'pictured', width: 64, height: 64 }],
	['formats/png-1x1.png', { outcome: 'pictured', width: 1, height: 1 }],
	['formats/webp-lossy.webp', { outcome: 'pictured', capture: { model: 'Canon EOS 7D' } }],
	['formats/webp-animated.webp', { outcome: 'pictured', width: 480, height: 270 }],
	['formats/avif-8bit.avif', { outcome: 'pictured', width: 1204, height: 800 }],
	['formats/avif-10bit-hdr-p3.avif', { outcome: 'pictured', width: 3681, height: 5594 }],
	['formats/tiff-16bit-prophoto.tif', { outcome: 'pictured', width: 800, height: 533 }],
	['formats/heic-iphone.heic', { outcome: 'pictured', width: 4032, capture: { model: 'iPhone 7' } }],
	['formats/raw-nikon-d70.nef', { outcome: 'pictured', width: 1600, capture: { model: 'NIKON D70' } }],
	['formats/raw-leica-m10-header.dng', { outcome: 'failed', fault: 'truncated' }],
	['formats/raw-canon-eos-r-header.cr3', { outcome: 'failed', fault: 'truncated' }],
	['shoot/01-blue-periwinkle.jpg', { outcome: 'pictured', width: 3840, height: 2560 }],
	['shoot/09-pier-at-dusk.jpg', { outcome: 'pictured', width: 5470, height: 3646 }],
	['shoot/18-monastery-square.jpg', { outcome: 'pictured', orientation: 6 }],
	['shoot/20-scabious.jpg', { outcome: 'pictured', orientation: 3 }],
	['video/flower-h264.mp4', { outcome: 'kept' }],
	['video/hevc-rotated.mov', { outcome: 'kept' }]
];

describe.skipIf(!sharedMedia('broken'))('each sample gets its answer (needs ../shared/media)', () => {
	const upright = new Map<number, string>();

	test.each(samples)('%s', async (name, expected) => {
		const path = sharedMedia(name) ?? '';
		const bytes = await readFile(path);
		const { verdict, kind } = sniffKind(bytes.subarray(0, 64), name);
		expect(verdict).toBe('kept');
		const result = await decoders.run(ingestTask({ path, kind, into: await folder() }));
		expect(result).toMatchObject(expected);
		const ofEight = /jpeg-orientation-(\d)/.exec(name)?.[1];
		if (ofEight) upright.set(Number(ofEight), likenessOf(pictured(result)));
	});

	test('and the eight orientations of one picture look the same', () => {
		expect([...upright.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
		for (const likeness of upright.values())
			expect(distance(likeness, upright.get(1) ?? '')).toBeLessThanOrEqual(4);
	});

	test.each([
		['broken/zero-bytes.jpg', 'empty'],
		['broken/html-named.jpg', 'dangerous'],
		['broken/script.svg', 'dangerous']
	])('%s is refused by its first bytes', async (name, verdict) => {
		const bytes = await readFile(sharedMedia(name) ?? '');
		expect(sniffKind(bytes.subarray(0, 64), 'DSC_1.jpg').verdict).toBe(verdict);
	});

	test('even a decoder that is handed SVG or RAW as a picture makes none', async () => {
		for (const name of [
			'broken/script.svg',
			'formats/heic-iphone.heic',
			'formats/raw-canon-eos-r-header.cr3'
		]) {
			const task = { path: sharedMedia(name) ?? '', kind: 'jpeg', into: await folder() };
			expect((await decoders.run(ingestTask(task))).outcome).toMatch(/^(failed|kept)$/);
		}
	});
});
