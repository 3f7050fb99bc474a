import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedMedia } from '#tests/support/media/media.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { tiff, type TiffOptions } from '#tests/support/media/tiff.ts';
import { fromAdobeRgb, saysAdobeRgb } from './adobe-rgb.ts';
import { tiffBlock } from './capture/made.fixture.ts';
import { faultOf } from './faults.ts';
import { decodePicture } from './tolerant.ts';

let root: string;
let count = 0;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'decode-'));
});
afterAll(() => rm(root, { recursive: true }));

const sizes = { half: 0.5, whole: 1 };

async function decoded(bytes: Buffer, scale = sizes.half) {
	const path = join(root, `${count++}.bin`);
	await writeFile(path, bytes);
	const sizeFor = ({ width, height }: { width: number; height: number }) => ({
		width: Math.round(width * scale),
		height: Math.round(height * scale)
	});
	return decodePicture({ path }, sizeFor, root);
}

function meanOf({ data }: { data: Buffer }) {
	const sums = [0, 0, 0];
	for (const [i, value] of data.entries()) sums[i % 3] = (sums[i % 3] ?? 0) + value;
	return sums.map((sum) => sum / (data.length / 3));
}

function expectNear(one: readonly number[], other: readonly number[], tolerance: number) {
	for (const [i, value] of one.entries())
		expect(Math.abs(value - (other[i] ?? 999))).toBeLessThanOrEqual(tolerance);
}

describe('channels beside the colours of a TIFF', () => {
	const rgb = [180, 90, 40];
	const size = { width: 40, height: 30 };
	// a selection that covers every second pixel
	const half = (channel: number, pixel: number) => rgb[channel] ?? (pixel % 2 ? 255 : 0);
	const ink = [20, 100, 150, 10];
	const seen = [220, 147, 100];
	const white = [255, 255, 255];
	const mixed = rgb.map((value) => (value + 255) / 2);

	const cases: [string, Omit<TiffOptions, 'width' | 'height'>, number[]][] = [
		['none', { samples: 3, photometric: 2, sample: half }, rgb],
		['a saved selection', { samples: 4, photometric: 2, extra: [0], sample: half }, rgb],
		['a saved selection in 16 bits', { samples: 4, photometric: 2, extra: [0], bits: 16, sample: half }, rgb],
		['two saved selections', { samples: 5, photometric: 2, extra: [0, 0], sample: half }, rgb],
		['five saved selections', { samples: 8, photometric: 2, extra: [0, 0, 0, 0, 0], sample: half }, rgb],
		['one whose meaning is not said', { samples: 4, photometric: 2, sample: half }, rgb],
		['transparency', { samples: 4, photometric: 2, extra: [2], sample: half }, mixed],
		[
			'transparency, multiplied into the colours',
			{ samples: 4, photometric: 2, extra: [1], sample: (c, p) => (p % 2 ? (rgb[c] ?? 255) : 0) },
			mixed
		],
		['transparency and a selection', { samples: 5, photometric: 2, extra: [2, 0], sample: half }, mixed],
		[
			'transparency, clear throughout',
			{ samples: 4, photometric: 2, extra: [2], sample: (c) => rgb[c] ?? 0 },
			white
		],
		[
			'a selection in grey',
			{ samples: 2, photometric: 1, extra: [0], sample: (c) => (c ? 0 : 120) },
			[120, 120, 120]
		],
		[
			'two selections in grey',
			{ samples: 3, photometric: 1, extra: [0, 0], sample: (c) => (c ? 0 : 120) },
			[120, 120, 120]
		],
		['inks', { samples: 4, photometric: 5, sample: (c) => ink[c] ?? 0 }, seen],
		['a selection in inks', { samples: 5, photometric: 5, extra: [0], sample: (c) => ink[c] ?? 0 }, seen],
		[
			'two selections in inks',
			{ samples: 6, photometric: 5, extra: [0, 0], sample: (c) => ink[c] ?? 0 },
			seen
		]
	];

	test.each(cases)('%s', async (_what, options, mean) => {
		const { pixels } = await decoded(tiff({ ...size, ...options }));
		expectNear(meanOf(pixels), mean, 2);
		expect((await readdir(root)).filter((name) => !name.endsWith('.bin'))).toEqual([]);
	});
});

describe('Adobe RGB that is only said in EXIF', () => {
	const interop = (text: string) => ({ 0x0001: text });
	/** A block with ColorSpace and an interoperability index, as cameras write them. */
	function block(space: number, index?: string) {
		const numbers = (tags: [number, number, number][]) => {
			const table = Buffer.alloc(2 + tags.length * 12 + 4);
			table.writeUInt16LE(tags.length, 0);
			for (const [i, [tag, type, value]] of tags.entries()) {
				table.writeUInt16LE(tag, 2 + i * 12);
				table.writeUInt16LE(type, 4 + i * 12);
				table.writeUInt32LE(1, 6 + i * 12);
				table.writeUInt32LE(value, 10 + i * 12);
			}
			return table;
		};
		const main = numbers([[0x8769, 4, 8 + 18]]);
		const exif = numbers([
			[0xa001, 3, space],
			[0xa005, 4, 8 + 18 + 30]
		]);
		const last = index === undefined ? Buffer.alloc(6) : tiffBlock(interop(index)).subarray(8);
		return Buffer.concat([Buffer.from('II*\0\u0008\0\0\0', 'latin1'), main, exif, last]);
	}

	test.each([
		['uncalibrated with R03', block(0xffff, 'R03'), true],
		['the same behind its header', Buffer.concat([Buffer.from('Exif\0\0'), block(0xffff, 'R03')]), true],
		['2, which some cameras write', block(2), true],
		['uncalibrated with R98', block(0xffff, 'R98'), false],
		['uncalibrated without a word more', block(0xffff), false],
		['sRGB with R98', block(1, 'R98'), false],
		['sRGB with R03', block(1, 'R03'), false],
		['an empty block', Buffer.alloc(0), false],
		['no block', undefined, false]
	])('%s', (_what, exif, expected) => {
		expect(saysAdobeRgb(exif)).toBe(expected);
	});

	// the right-hand sides are lcms 2.19's, with the profile itself
	test.each([
		[
			[255, 255, 255],
			[255, 255, 255]
		],
		[
			[0, 0, 0],
			[0, 0, 0]
		],
		[
			[127, 127, 127],
			[128, 128, 128]
		],
		[
			[27, 27, 27],
			[20, 20, 20]
		],
		[
			[13, 13, 13],
			[5, 5, 5]
		],
		[
			[159, 90, 47],
			[180, 90, 40]
		],
		[
			[83, 119, 196],
			[59, 120, 200]
		],
		[
			[144, 255, 60],
			[0, 255, 1]
		],
		[
			[171, 35, 62],
			[200, 30, 61]
		]
	])('%j becomes %j in sRGB', (from, to) => {
		const { data } = fromAdobeRgb({ data: Buffer.from(from), width: 1, height: 1 });
		expectNear([...data], to, 2);
	});

	const tagged = sharedMedia('formats/jpeg-adobergb.jpg');
	test.skipIf(!tagged)('looks as with the profile (needs ../shared/media)', async () => {
		const withProfile = await readFile(tagged ?? '');
		const plain = withoutProfile(withProfile, block(0xffff, 'R03'));
		expect((await sharp(plain).metadata()).icc).toBeUndefined();
		const [one, other] = [await decoded(plain), await decoded(withProfile)];
		expectNear(meanOf(one.pixels), meanOf(other.pixels), 1);
	});

	/** The same picture data, with this EXIF instead of a profile. */
	function withoutProfile(jpeg: Buffer, exif: Buffer) {
		const parts: Buffer[] = [];
		let at = 2;
		for (; jpeg[at] === 0xff && jpeg[at + 1] !== 0xda; at += 2 + jpeg.readUInt16BE(at + 2))
			if (![0xe1, 0xe2].includes(jpeg[at + 1] ?? 0))
				parts.push(jpeg.subarray(at, at + 2 + jpeg.readUInt16BE(at + 2)));
		const content = Buffer.concat([Buffer.from('Exif\0\0'), exif]);
		const head = Buffer.from([0xff, 0xe1, 0, 0]);
		head.writeUInt16BE(content.length + 2, 2);
		return Buffer.concat([jpeg.subarray(0, 2), head, content, ...parts, jpeg.subarray(at)]);
	}
});

describe('profiles that are none', () => {
	const damaged = (change: (profile: Buffer) => void) => async () => {
		const jpeg = await sharp(await picture({ seed: 2, width: 400, height: 300 }))
			.withIccProfile('p3')
			.jpeg()
			.toBuffer();
		const at = jpeg.indexOf('ICC_PROFILE\0', 0, 'latin1') + 14;
		change(jpeg.subarray(at, at + jpeg.readUInt32BE(at)));
		return jpeg;
	};
	test.each([
		['its signature is gone', damaged((profile) => void profile.fill(0x20, 36, 40))],
		['its size lies', damaged((profile) => void profile.writeUInt32BE(0xffff_ffff, 0))],
		['its table of tags lies', damaged((profile) => void profile.writeUInt32BE(0xffff_ffff, 128))],
		['it is for inks', damaged((profile) => void profile.write('CMYK', 16, 'latin1'))],
		['all of it is zeros', damaged((profile) => void profile.fill(0))]
	])('%s: the picture is shown as it stands', async (_what, make) => {
		const { pixels } = await decoded(await make());
		const plain = await decoded(await picture({ seed: 2, width: 400, height: 300 }));
		expectNear(meanOf(pixels), meanOf(plain.pixels), 12);
	});
});

describe('more pixels than a decoder may hold', () => {
	const [width, height] = [16_000, 12_600];

	/** Says 200 megapixels in its frame, and brings `scan` for them. */
	async function largeJpeg(scan: Buffer) {
		const small = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#777' } })
			.toColourspace('b-w')
			.jpeg({ optimiseCoding: false })
			.toBuffer();
		const [frame, data] = [0xc0, 0xda].map((marker) => small.indexOf(Buffer.from([0xff, marker])));
		small.writeUInt16BE(height, (frame ?? 0) + 5);
		small.writeUInt16BE(width, (frame ?? 0) + 7);
		const begin = (data ?? 0) + 2 + small.readUInt16BE((data ?? 0) + 2);
		return Buffer.concat([small.subarray(0, begin), scan, Buffer.from([0xff, 0xd9])]);
	}

	// four empty blocks in the usual code: 00 and 1010 each
	const blocks = (width / 8) * (height / 8);
	const empty = Buffer.alloc((blocks / 4) * 3, Buffer.from([0x28, 0xa2, 0x8a]));

	test('a JPEG is read at a fraction', async () => {
		const { pixels, opened, remark } = await decoded(await largeJpeg(empty), 1 / 8);
		expect([opened.width, opened.height, remark]).toEqual([width, height, undefined]);
		expectNear(meanOf(pixels), [128, 128, 128], 1);
	});

	async function largePng() {
		const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#777' } })
			.png()
			.toBuffer();
		png.writeUInt32BE(width, 16);
		png.writeUInt32BE(height, 20);
		png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
		return png;
	}

	test.each([
		['a PNG is kept without a picture', largePng, 'too-many-pixels'],
		['a JPEG that only says so is none', () => largeJpeg(empty.subarray(0, 1000)), 'unreadable']
	])('%s', async (_what, make, fault) => {
		expect(await decoded(await make()).then(() => 'shown', faultOf)).toBe(fault);
	});
});
