import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { sharedMedia } from '#tests/support/media/media.ts';
import { decodingHost, flipped, pictured, quadrants } from '#tests/support/media/decoding.ts';
import { heicOf, QUADRANTS, type HeicOptions } from './made-heic.fixture.ts';
import { profileOfNclx } from './nclx.ts';

const host = decodingHost();
const decode = (bytes: Buffer) => host.decode(bytes, 'IMG_1.HEIC');
const [RED, GREEN, BLUE, YELLOW] = QUADRANTS;

describe('is refused in words', () => {
	test.each([
		['cut off in its picture', heicOf().subarray(0, -60), 'truncated'],
		['cut off in its head', heicOf().subarray(0, 200), /truncated|unreadable/],
		['no more than a first box', heicOf().subarray(0, 40), /truncated|unreadable/]
	])('%s', async (_, bytes, fault) => {
		expect(await decode(bytes)).toMatchObject({ outcome: 'failed', fault: expect.stringMatching(fault) });
	});

	test('one of 300 megapixels, before anything is made of it', async () => {
		expect(await decode(heicOf({ width: 20_000, height: 15_000 }))).toMatchObject({
			outcome: 'kept',
			remark: expect.stringMatching(/^too-m/)
		});
	});

	test('a hundred with flipped bits: a decoder ends for its memory at most', async () => {
		const whole = heicOf({ turns: 1, burst: 2 });
		for (let seed = 1; seed <= 100; seed++) {
			const result = await decode(flipped(whole, seed));
			expect(['pictured', 'failed', 'kept']).toContain(result.outcome);
		}
		expect(host.ends().filter((end) => !end.includes('memory'))).toEqual([]);
	});
});

describe('is upright, turned and mirrored once', () => {
	const cases: [string, HeicOptions, readonly (readonly number[])[]][] = [
		['as it lies', {}, [RED, GREEN, BLUE, YELLOW]],
		['a quarter to the left', { turns: 1 }, [GREEN, YELLOW, RED, BLUE]],
		['upside down', { turns: 2 }, [YELLOW, BLUE, GREEN, RED]],
		['a quarter to the right', { turns: 3 }, [BLUE, RED, YELLOW, GREEN]],
		['mirrored', { mirror: 1 }, [GREEN, RED, YELLOW, BLUE]],
		['the primary picture of a burst', { turns: 2, burst: 3 }, [YELLOW, BLUE, GREEN, RED]]
	];
	test.each(cases)('%s', async (_, options, expected) => {
		const result = pictured(await decode(heicOf(options)));
		const isTall = options.turns === 1 || options.turns === 3;
		expect([result.width, result.height]).toEqual(isTall ? [48, 64] : [64, 48]);
		const seen = await quadrants(result);
		for (const [i, colour] of expected.entries())
			for (const [band, value] of colour.entries())
				expect(Math.abs((seen[i]?.[band] ?? -99) - value)).toBeLessThanOrEqual(12);
	});
});

describe('comes out in sRGB', () => {
	const red = async (options: HeicOptions) =>
		(await quadrants(pictured(await decode(heicOf(options)))))[0] ?? [];

	test('from Display P3, by profile and by numbers alike', async () => {
		const [plain, byNumbers] = [await red({}), await red({ nclx: [12, 13] })];
		const byProfile = await red({ icc: profileOfNclx(12, 13) ?? Buffer.alloc(0) });
		expect(byProfile).toEqual(byNumbers);
		// the same numbers are a stronger red there
		expect(byProfile[0]).toBeGreaterThan((plain[0] ?? 0) + 8);
	});

	test('from HDR, dimmed and not black', async () => {
		for (const transfer of [16, 18]) {
			const [value = 0] = await red({ nclx: [9, transfer] });
			expect(value).toBeGreaterThan(100);
		}
	});
});

const phone = sharedMedia('formats/heic-iphone.heic');
describe.skipIf(!phone)('a phone’s picture (where the shared samples are)', () => {
	test('has its previews, its moment and its camera', async () => {
		const result = pictured(await decode(await readFile(phone ?? '')));
		expect(result).toMatchObject({ width: 4032, height: 3024, capture: { model: 'iPhone 7' } });
		expect(result.remark).toBeUndefined();
		expect(result.renditions.map(({ width }) => width)).toEqual([2016, 1008, 400]);
		const { channels } = await sharp(result.renditions[0]?.path).stats();
		expect(channels.map(({ mean }) => Math.round(mean)).every((mean) => mean > 40 && mean < 220)).toBe(true);
	});

	test('cut off at a third, it is refused in words', async () => {
		const whole = await readFile(phone ?? '');
		expect(await decode(whole.subarray(0, 300_000))).toEqual({ outcome: 'failed', fault: 'truncated' });
	});
});
