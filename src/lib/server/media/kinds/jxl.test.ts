import { brotliCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodingHost, flipped, pictured, quadrants } from '#tests/support/media/decoding.ts';
import { box, tiffBlock } from '../capture/made.fixture.ts';
import { JXL_QUARTERS, jxlOf, type jxls } from './made-jxl.fixture.ts';

const host = decodingHost();
const decode = (bytes: Buffer) => host.decode(bytes, 'Picture.jxl');
const [RED, GREEN, BLUE, YELLOW] = JXL_QUARTERS;
const WHITE = [255, 255, 255];

/** A bare head that says so of its sides, in the longest of its writings, and nothing behind. */
function headOf(width: number, height: number): Buffer {
	let bits = '0';
	const put = (value: number, count: number) => {
		for (let i = 0; i < count; i++) bits += Math.floor(value / 2 ** i) % 2;
	};
	put(3, 2);
	put(height - 1, 30);
	put(0, 3);
	put(3, 2);
	put(width - 1, 30);
	const bytes = (bits.padEnd(96, '0').match(/.{8}/g) ?? []).map((byte) =>
		parseInt([...byte].toReversed().join(''), 2)
	);
	return Buffer.from([0xff, 0x0a, ...bytes]);
}

describe('is refused in words', () => {
	test.each([
		['cut off in its picture', jxlOf('lossy').subarray(0, -60), 'unreadable'],
		['cut off in a box', jxlOf('jpeg1').subarray(0, -60), 'truncated'],
		['no more than its first boxes', jxlOf('boxed').subarray(0, 32), 'truncated'],
		['no more than a head', headOf(64, 48), 'unreadable']
	])('%s', async (_, bytes, fault) => {
		expect(await decode(bytes)).toEqual({ outcome: 'failed', fault });
	});

	test('one of 300 megapixels, before anything is made of it', async () => {
		expect(await decode(headOf(20_000, 15_000))).toMatchObject({
			outcome: 'kept',
			remark: 'too-many-pixels'
		});
	});

	test('a hundred with flipped bits: a decoder ends for its memory at most', async () => {
		const names = ['lossy', 'lossless', 'jpeg6', 'alpha', 'animated'] as const;
		for (let seed = 1; seed <= 100; seed++) {
			const result = await decode(flipped(jxlOf(names[seed % 5] ?? 'lossy'), seed, 1 + (seed % 4)));
			expect(['pictured', 'failed', 'kept']).toContain(result.outcome);
		}
		expect(host.ends().filter((end) => !end.includes('memory'))).toEqual([]);
	}, 120_000);
});

type Quarters = readonly (readonly number[])[];

async function expectQuarters(name: keyof typeof jxls, expected: Quarters, size = [64, 48]) {
	const result = pictured(await decode(jxlOf(name)));
	expect([result.width, result.height, result.remark]).toEqual([...size, undefined]);
	for (const [i, colour] of (await quadrants(result)).entries())
		for (const [band, value] of colour.entries())
			expect(Math.abs(value - (expected[i]?.[band] ?? 0)), `quarter ${i}: ${colour.join()}`).toBeLessThan(14);
}

describe('is upright, turned and mirrored once, a JPEG packed without loss too', () => {
	test.each<[keyof typeof jxls, Quarters]>([
		['jpeg1', [RED, GREEN, BLUE, YELLOW]],
		['jpeg2', [GREEN, RED, YELLOW, BLUE]],
		['jpeg3', [YELLOW, BLUE, GREEN, RED]],
		['jpeg4', [BLUE, YELLOW, RED, GREEN]],
		['jpeg5', [RED, BLUE, GREEN, YELLOW]],
		['jpeg6', [BLUE, RED, YELLOW, GREEN]],
		['jpeg7', [YELLOW, GREEN, BLUE, RED]],
		['jpeg8', [GREEN, YELLOW, RED, BLUE]]
	])('%s', (name, expected) => expectQuarters(name, expected, /[5-8]/.test(name) ? [48, 64] : [64, 48]));
});

describe('shows', () => {
	test.each(['lossless', 'lossy', 'boxed'] as const)('what is %s', (name) =>
		expectQuarters(name, JXL_QUARTERS)
	);

	test('what is transparent on white', () => expectQuarters('alpha', [RED, WHITE, BLUE, WHITE]));

	test('the first frame of what moves', () => expectQuarters('animated', [RED, RED, RED, RED]));

	test('grey as grey', async () => {
		for (const [red = 0, green = 0, blue = 0] of await quadrants(pictured(await decode(jxlOf('grey')))))
			expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(3);
	});

	test('16 bits of Display P3 as sRGB', () =>
		// the same numbers are stronger colours there
		expectQuarters('wide16', [
			[240, 0, 0],
			[0, 183, 31],
			[34, 61, 218],
			[234, 209, 0]
		]));
});

describe('tells its camera', () => {
	const exif = Buffer.concat([Buffer.alloc(4), tiffBlock({ 0x010f: 'Canon', 0x0110: 'EOS R6' })]);
	const cut = brotliCompressSync(exif).subarray(0, 20);

	test.each([
		['from a box', box('Exif', exif)],
		['from a packed box', box('brob', Buffer.from('Exif'), brotliCompressSync(exif))]
	])('%s', async (_, added) => {
		const { capture } = pictured(await decode(Buffer.concat([jxlOf('boxed'), added])));
		expect(capture).toMatchObject({ make: 'Canon', model: 'EOS R6' });
	});

	test('not where the packed box is broken, and is shown all the same', async () => {
		const { capture } = pictured(
			await decode(Buffer.concat([jxlOf('boxed'), box('brob', Buffer.from('Exif'), cut)]))
		);
		expect(capture.make).toBeUndefined();
	});
});
