import { describe, expect, test } from 'vitest';
import { decodingHost, flipped, pictured, quadrants } from '#tests/support/media/decoding.ts';
import { psdOf, RGB_QUARTERS, type PsdOptions } from './made-psd.fixture.ts';
import { profileOfNclx } from './nclx.ts';

const host = decodingHost();
const decode = (bytes: Buffer, name = 'Cover.psd') => host.decode(bytes, name);
const plain = { isPacked: false };

describe('is refused in words', () => {
	const whole = psdOf();
	test.each([
		['cut off in its picture', whole.subarray(0, -60)],
		['cut off in what is not packed', psdOf(plain).subarray(0, -1)],
		['cut off in its layers', whole.subarray(0, 120)],
		['cut off in its head', whole.subarray(0, 20)]
	])('%s', async (_, bytes) => {
		expect(await decode(bytes)).toEqual({ outcome: 'failed', fault: 'truncated' });
	});

	test('with rows that unpack to more than a row', async () => {
		const bytes = psdOf();
		// the last run of the last row: one more of the same
		bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) - 1;
		expect(await decode(bytes)).toEqual({ outcome: 'failed', fault: 'unreadable' });
	});

	test('a hundred with flipped bits: a decoder never ends', async () => {
		for (let seed = 1; seed <= 100; seed++) {
			const bytes = psdOf({ isPacked: seed % 2 > 0, isLarge: seed % 3 > 0, layers: 10 });
			const result = await decode(flipped(bytes, seed));
			expect(['pictured', 'failed', 'kept']).toContain(result.outcome);
		}
		expect(host.ends()).toEqual([]);
	});
});

describe('is kept without a picture, with the reason', () => {
	test.each<[string, PsdOptions, string]>([
		['saved without the merged picture', { hasPicture: false }, 'unsupported'],
		['32 bits a sample', { bits: 32, ...plain }, 'unsupported'],
		['a bitmap', { mode: 0 }, 'unsupported'],
		[
			'300 megapixels, before anything is made of them',
			{ width: 20_000, height: 15_000, rows: 1 },
			'too-many-pixels'
		]
	])('%s', async (_, options, remark) => {
		expect(await decode(psdOf(options))).toMatchObject({ outcome: 'kept', remark });
	});
});

/** The merged picture is what it says, within what a preview may lose. */
async function expectQuarters(
	options: PsdOptions,
	expected: readonly (readonly number[])[] = RGB_QUARTERS,
	near = 12
) {
	const result = pictured(await decode(psdOf(options), options.isLarge ? 'Cover.PSB' : 'Cover.psd'));
	expect([result.width, result.height, result.remark]).toEqual([64, 48, undefined]);
	const seen = await quadrants(result);
	for (const [i, colour] of expected.entries())
		for (const [band, value] of colour.entries())
			expect(
				Math.abs((seen[i]?.[band] ?? -99) - value),
				`${i} ${band}: ${seen[i]?.join()}`
			).toBeLessThanOrEqual(near);
}

describe('shows the merged picture', () => {
	test.each<[string, PsdOptions]>([
		['packed', {}],
		['not packed', plain],
		['of 16 bits', { bits: 16 }],
		['of 16 bits, not packed', { bits: 16, ...plain }],
		['of a large document', { isLarge: true }],
		['behind a megabyte of layers', { layers: 1 << 20 }],
		['with further channels behind it', { extra: 3 }],
		['of a table of colours', { mode: 2, quarters: [[0], [1], [2], [3]] }]
	])('%s', (_, options) => expectQuarters(options));

	test('of Lab, about D50', () =>
		expectQuarters(
			// sRGB's own red, green, blue and middle grey (Lindbloom)
			{ mode: 9, quarters: [[138, 209, 198], [224, 49, 209], [75, 196, 16], [136, 128, 128]] }, // prettier-ignore
			[[255, 0, 0], [0, 255, 0], [0, 0, 255], [119, 119, 119]], // prettier-ignore
			20
		));

	test('of inks, paper white and black black', () =>
		expectQuarters(
			{ mode: 4, quarters: [[255, 255, 255, 255], [255, 255, 255, 0], [255, 255, 255, 255], [255, 255, 255, 0]] }, // prettier-ignore
			[[255, 255, 255], [35, 31, 32], [255, 255, 255], [35, 31, 32]], // prettier-ignore
			36
		));

	test('of grey', () =>
		expectQuarters({ mode: 1, quarters: [[20], [90], [160], [230]] }, [[20], [90], [160], [230]]));

	test('by its profile: the same numbers in Display P3 are a stronger red', async () => {
		const red = async (options: PsdOptions) =>
			(await quadrants(pictured(await decode(psdOf(options)))))[0]?.[0] ?? 0;
		const icc = profileOfNclx(12, 13);
		expect(await red(icc ? { icc } : {})).toBeGreaterThan((await red({})) + 8);
	});
});
