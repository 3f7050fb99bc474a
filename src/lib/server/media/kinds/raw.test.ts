import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { decodingHost, flipped, pictured, quadrants } from '#tests/support/media/decoding.ts';
import { sharedMedia } from '#tests/support/media/media.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { QUADRANTS } from './made-heic.fixture.ts';
import { cr3Of, quartersJpeg, rafOf, sensorData, tiffRaw } from './made-raw.fixture.ts';

const host = decodingHost();
const [RED, GREEN, BLUE, YELLOW] = QUADRANTS;
let small: Buffer;
let large: Buffer;
beforeAll(async () => {
	[small, large] = [await quartersJpeg(160, 120), await quartersJpeg(1200, 800)];
});

async function expectQuarters(bytes: Buffer, name: string, expected: readonly (readonly number[])[]) {
	const result = pictured(await host.decode(bytes, name));
	const seen = await quadrants(result);
	for (const [i, colour] of expected.entries())
		for (const [band, value] of colour.entries())
			expect(Math.abs((seen[i]?.[band] ?? -99) - value)).toBeLessThanOrEqual(12);
	return result;
}

describe('is told what is wrong with it', () => {
	test('cut off in its picture: damaged', async () => {
		const photograph = await picture({ width: 1200 });
		const cut = tiffRaw({ jpegs: [photograph] }).subarray(0, photograph.length / 2);
		expect(await host.decode(cut, 'DSC_1.NEF')).toEqual({ outcome: 'failed', fault: 'truncated' });
	});

	const cuts: [string, () => Buffer][] = [
		['DSC_1.NEF', () => tiffRaw({ jpegs: [large] }).subarray(0, -100)],
		['IMG_1.CR3', () => cr3Of({ jpegs: [large] }).subarray(0, -100)],
		['DSCF1.RAF', () => rafOf({ jpegs: [large] }).subarray(0, -100)]
	];
	test.each(cuts)('%s cut off behind its picture: shown, with a remark', async (name, make) => {
		expect(await host.decode(make(), name)).toMatchObject({ outcome: 'pictured', remark: 'raw-cut' });
	});

	test('no picture inside: kept as it is', async () => {
		const bare = tiffRaw({ jpegs: [], sensor: sensorData(200_000) });
		expect(await host.decode(bare, 'DSC_1.NEF')).toMatchObject({ outcome: 'kept', remark: 'unsupported' });
	});

	test('only a small one: shown, with a remark', async () => {
		const result = await host.decode(tiffRaw({ jpegs: [small] }), 'DSC_1.NEF');
		expect(result).toMatchObject({ outcome: 'pictured', remark: 'small-preview', width: 160 });
	});

	test('sixty with flipped bits end no decoder', async () => {
		const head = tiffRaw({ jpegs: [small, large], orientation: 6 });
		for (let seed = 1; seed <= 60; seed++) {
			const bytes = Buffer.concat([flipped(head.subarray(0, 4000), seed), head.subarray(4000)]);
			expect(['pictured', 'failed', 'kept']).toContain((await host.decode(bytes, 'DSC_1.NEF')).outcome);
		}
		expect(host.ends()).toEqual([]);
	});
});

describe('the largest picture inside is shown, upright', () => {
	const made: [string, (orientation: number) => Promise<Buffer> | Buffer][] = [
		['DSC_1.NEF', (orientation) => tiffRaw({ jpegs: [small, large], orientation })],
		['IMG_1.CR2', (orientation) => tiffRaw({ jpegs: [large, small], orientation }, 'II*\0')],
		['IMG_1.CR3', (orientation) => cr3Of({ jpegs: [small, large], orientation })],
		['P1.ORF', (orientation) => tiffRaw({ jpegs: [small, large], orientation }, 'IIRO')],
		['P1.RW2', (orientation) => tiffRaw({ jpegs: [small, large], orientation }, 'IIU\0')],
		['A1.ARW', (orientation) => tiffRaw({ jpegs: [small, large], orientation })],
		['L1.DNG', (orientation) => tiffRaw({ jpegs: [small, large], orientation })],
		['DSCF1.RAF', async (orientation) => rafOf({ jpegs: [await quartersJpeg(1200, 800, orientation)] })]
	];
	test.each(made)('%s', async (name, make) => {
		const lying = await expectQuarters(await make(1), name, [RED, GREEN, BLUE, YELLOW]);
		expect([lying.width, lying.height]).toEqual([1200, 800]);
		expect(lying.remark).toBeUndefined();
		const standing = await expectQuarters(await make(6), name, [BLUE, RED, YELLOW, GREEN]);
		expect([standing.width, standing.height]).toEqual([800, 1200]);
	});

	test('one that was turned already is left so', async () => {
		const turned = await quartersJpeg(800, 1200);
		await expectQuarters(tiffRaw({ jpegs: [turned], orientation: 6 }), 'A1.ARW', QUADRANTS);
	});

	test('in the colours that the camera was set to', async () => {
		const [red = []] = await quadrants(
			pictured(await host.decode(tiffRaw({ jpegs: [large], colourSpace: 0xffff }), 'DSC_1.NEF'))
		);
		expect(red[0]).toBeGreaterThan(RED[0] + 15);
	});
});

const nef = sharedMedia('formats/raw-nikon-d70.nef');
test.skipIf(!nef)('a NEF of the shared samples keeps its moment', async () => {
	const result = await host.decode(await readFile(nef ?? ''), 'DSC_1.NEF');
	expect(result).toMatchObject({ outcome: 'pictured', width: 1600, capture: { model: 'NIKON D70' } });
});
