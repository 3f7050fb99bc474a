import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { picture } from '#tests/support/media/pictures.ts';
import { faultOf } from './faults.ts';
import { decodePicture } from './tolerant.ts';

let root: string;
let good: Buffer;
let progressive: Buffer;
let count = 0;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'tolerant-'));
	// a picture with grain, as cameras make them: smooth ones keep little at their end
	const smooth = sharp(await picture({ seed: 3, width: 640, height: 480 }));
	const grain = Buffer.from(Array.from({ length: 640 * 480 * 3 }, (_, i) => 96 + ((i * 7919) % 64)));
	const grained = await smooth
		.composite([{ input: grain, raw: { width: 640, height: 480, channels: 3 }, blend: 'soft-light' }])
		.raw()
		.toBuffer({ resolveWithObject: true });
	const image = () => sharp(grained.data, { raw: { width: 640, height: 480, channels: 3 } });
	good = await image().jpeg({ quality: 90 }).toBuffer();
	progressive = await image().jpeg({ quality: 90, progressive: true }).toBuffer();
});
afterAll(() => rm(root, { recursive: true }));

async function decoded(bytes: Buffer) {
	const path = join(root, String(count++));
	await writeFile(path, bytes);
	return decodePicture({ path }, ({ width, height }) => ({ width, height }), root);
}

async function answer(bytes: Buffer) {
	try {
		return (await decoded(bytes)).remark ?? 'whole';
	} catch (error) {
		return faultOf(error);
	}
}

const insert = (bytes: Buffer, at: number, ...more: number[]) =>
	Buffer.concat([bytes.subarray(0, at), Buffer.from(more), bytes.subarray(at)]);
const changed = (bytes: Buffer, at: number, ...values: number[]) => {
	const copy = Buffer.from(bytes);
	for (const [i, value] of values.entries()) copy[at + i] = value;
	return copy;
};
async function tiffChanged(compression: 'lzw' | 'deflate') {
	const bytes = await sharp(good).tiff({ compression }).toBuffer();
	return changed(bytes, middle(bytes), ...Array.from({ length: 200 }, () => 0x66));
}
const scanAt = (bytes: Buffer) => bytes.indexOf(Buffer.from([0xff, 0xda]));
const cut = (bytes: Buffer, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));
const middle = (bytes: Buffer) => Math.floor(bytes.length / 2);
const secondSegment = (bytes: Buffer) => 4 + bytes.readUInt16BE(4);

type Case = [what: string, make: () => Buffer | Promise<Buffer>];

const whole: Case[] = [
	['bytes behind the end', () => Buffer.concat([good, Buffer.alloc(5000, 0x41)])],
	['half a megabyte of zeros behind the end', () => Buffer.concat([good, Buffer.alloc(500_000)])],
	[
		'a film behind the end that ends in zeros',
		() => Buffer.concat([good, Buffer.from('\0\0\0\x18ftypmp42'), Buffer.alloc(500_000)])
	],
	['a second picture behind the end, zeros behind it', () => Buffer.concat([good, good, Buffer.alloc(5000)])],
	[
		'a thumbnail before the picture, zeros behind the end',
		() => Buffer.concat([insert(good, 2, 0xff, 0xe1, 0, 8, 0xff, 0xd8, 0xff, 0xd9, 0, 0), Buffer.alloc(5000)])
	],
	['fill bytes before a marker', () => insert(good, 2, 0xff, 0xff, 0xff)],
	[
		'an EXIF block full of nonsense',
		() => insert(good, 2, 0xff, 0xe1, 0, 14, ...Buffer.from('Exif\0\0??????'))
	],
	['an empty application segment', () => insert(good, 2, 0xff, 0xe5, 0, 2)],
	['a PNG without its end', async () => (await sharp(good).png().toBuffer()).subarray(0, -12)]
];

const slips: Case[] = [
	['a scan header of 0, 0, 0, as some phones write it', () => changed(good, scanAt(good) + 11, 0, 0, 0)],
	['zeros behind the start', () => insert(good, 2, 0, 0, 0, 0)],
	['zeros between two segments', () => insert(good, secondSegment(good), 0, 0, 0, 0)],
	['letters between two segments', () => insert(good, secondSegment(good), 0x41, 0x42)],
	['zeros before the scan', () => insert(good, scanAt(good), 0, 0, 0)],
	[
		'an Adobe marker of an unknown transform',
		() => insert(good, 2, 0xff, 0xee, 0, 14, ...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 9)
	],
	['zeros in a progressive file', () => insert(progressive, 2, 0, 0)]
];

describe('a JPEG that breaks the rules is shown whole', () => {
	test.each(whole)('and nothing is said of %s', async (_what, make) => {
		expect(await answer(await make())).toBe('whole');
	});

	test.each(slips)('%s', async (_what, make) => {
		const { remark, pixels } = await decoded(await make());
		expect(remark).toBe('slips');
		const right = (await decoded(good)).pixels.data;
		let difference = 0;
		for (let i = 0; i < right.length; i++) difference += Math.abs((pixels.data[i] ?? 0) - (right[i] ?? 0));
		expect(difference / right.length).toBeLessThan(0.5);
	});

	test.each<Case>([
		['only the two end bytes are missing', () => good.subarray(0, -2)],
		['half of the end is missing', () => good.subarray(0, -1)],
		['of a progressive one', () => progressive.subarray(0, -2)],
		['the tail of the last pass of a progressive one', () => cut(progressive, 0.995)]
	])('%s', async (_what, make) => {
		expect(await answer(await make())).toBe('no-end');
	});
});

test('a TIFF with its tags out of order is shown whole', async () => {
	const bytes = await sharp(good).tiff({ compression: 'lzw' }).toBuffer();
	const first = bytes.readUInt32LE(4) + 2;
	const [one, two] = [bytes.subarray(first, first + 12), bytes.subarray(first + 12, first + 24)];
	const mixed = Buffer.concat([bytes.subarray(0, first), two, one, bytes.subarray(first + 24)]);
	expect(await answer(mixed)).toBe('slips');
});

describe('a JPEG that lost some of its picture is shown, and it is said', () => {
	test.each<Case>([
		['its last hundredth is missing', () => cut(good, 0.99)],
		['its last bytes are', () => good.subarray(0, -200)]
	])('%s', async (_what, make) => {
		expect(await answer(await make())).toBe('strip-missing');
	});

	test.each<Case>([
		['a marker lies in its last rows', () => changed(good, good.length - 300, 0xff, 0xe5)],
		['its last bytes are zeros', () => Buffer.from(good).fill(0, good.length - 300)],
		[
			'its last bytes are zeros, and a thumbnail has its own end',
			() =>
				insert(
					Buffer.from(good).fill(0, good.length - 300),
					2,
					...[0xff, 0xe1, 0, 8, 0xff, 0xd8, 0xff, 0xd9, 0, 0]
				)
		]
	])('%s', async (_what, make) => {
		expect(await answer(await make())).toBe('corrupt');
	});
});

describe('a picture that is mostly missing is none', () => {
	test.each<Case>([
		['cut at 90 %', () => cut(good, 0.9)],
		['cut at 60 %', () => cut(good, 0.6)],
		['cut at 60 %, zeros behind', () => Buffer.concat([cut(good, 0.6), Buffer.alloc(middle(good))])],
		['a progressive one cut at 60 %', () => cut(progressive, 0.6)],
		['a progressive one cut at 20 %', () => cut(progressive, 0.2)],
		['a marker in the middle', () => changed(good, middle(good), 0xff, 0xe5)],
		['an end in the middle', () => changed(good, middle(good), 0xff, 0xd9)],
		['a restart where none belongs', () => changed(good, middle(good), 0xff, 0xd3)],
		['in its header', () => good.subarray(0, 200)],
		['a grey one', async () => cut(await sharp(good).greyscale().jpeg().toBuffer(), 0.6)],
		['one of inks', async () => cut(await sharp(good).toColourspace('cmyk').jpeg().toBuffer(), 0.6)],
		['a PNG', async () => cut(await sharp(good).png().toBuffer(), 0.6)],
		['a PNG that lacks little', async () => cut(await sharp(good).png().toBuffer(), 0.97)]
	])('%s', async (_what, make) => {
		expect(await answer(await make())).toBe('truncated');
	});

	test.each<Case>([
		['a WebP', async () => cut(await sharp(good).webp().toBuffer(), 0.6)],
		['a TIFF of LZW with a piece overwritten', () => tiffChanged('lzw')],
		['a TIFF of ZIP with a piece overwritten', () => tiffChanged('deflate')],
		['a TIFF', async () => cut(await sharp(good).tiff({ compression: 'lzw' }).toBuffer(), 0.6)],
		['letters', () => Buffer.from('no picture at all, but long enough to be looked at by every reader')]
	])('%s', async (_what, make) => {
		expect(await answer(await make())).toMatch(/^(truncated|unreadable)$/);
	});
});

describe('a whole file of a kind that no reader knows is kept', () => {
	const frame = (bytes: Buffer) => bytes.indexOf(Buffer.from([0xff, 0xc0]));
	test.each<Case>([
		['12 bits a channel', () => changed(good, frame(good) + 4, 12)],
		['lossless, in arithmetic code', () => changed(good, frame(good) + 1, 0xcb)],
		['hierarchical', () => changed(good, frame(good) + 1, 0xc5)]
	])('%s', async (_what, make) => {
		expect(await answer(await make())).toBe('unsupported');
	});
});
