import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { captureOf } from '../../media/capture.ts';
import { likenessOf } from '../../media/fingerprints.ts';
import { makePicture, PICTURES, retouch, type DemoPicture } from './index.ts';

async function likeness(jpeg: Buffer) {
	const { data, info } = await sharp(jpeg).resize(400).raw().toBuffer({ resolveWithObject: true });
	return BigInt(`0x${await likenessOf({ data, width: info.width, height: info.height })}`);
}
const distance = (one: bigint, other: bigint) => (one ^ other).toString(2).replaceAll('0', '').length;

// one of each kind of scene, two of them upright
const SOME = [0, 5, 7, 9, 11, 32, 33];
const UPRIGHT = 5;
const SMALL = 450;

describe('the demo shoot', () => {
	let pictures: DemoPicture[];
	beforeAll(async () => {
		pictures = [];
		for (const index of SOME) pictures.push(await makePicture(index, SMALL));
	});

	test('has 36 pictures with the names of a camera', () => {
		expect(PICTURES).toBe(36);
		expect(pictures[0]?.name).toBe('DSC_4101.jpg');
		expect(new Set(pictures.map(({ name }) => name)).size).toBe(SOME.length);
		for (const { name } of pictures) expect(name).toMatch(/^DSC_\d{4}\.jpg$/);
	});

	test('tells its moment and camera in each picture', async () => {
		for (const { jpeg, takenAt } of pictures) {
			expect(await captureOf(await sharp(jpeg).metadata())).toMatchObject({
				takenAt,
				make: 'NIKON CORPORATION'
			});
		}
	});

	test('shows a different picture each time', async () => {
		const all = await Promise.all(pictures.map(({ jpeg }) => likeness(jpeg)));
		const mirrored = await makePicture((SOME[4] ?? 0) + PICTURES, SMALL);
		all.push(await likeness(mirrored.jpeg));
		for (const [i, one] of all.entries())
			for (const other of all.slice(i + 1)) expect(distance(one, other)).toBeGreaterThan(8);
	});

	test('is the same every time', async () => {
		for (const [i, index] of SOME.entries()) {
			const again = await makePicture(index, SMALL);
			expect(again.jpeg.equals(pictures[i]?.jpeg ?? Buffer.alloc(0))).toBe(true);
		}
	});
});

describe('a picture of the demo', () => {
	let picture: DemoPicture;
	beforeAll(async () => {
		picture = await makePicture(UPRIGHT);
	});

	test('is large', async () => {
		const { width, height, format } = await sharp(picture.jpeg).metadata();
		expect([format, width, height]).toEqual(['jpeg', 2000, 3000]);
	});

	test('can be retouched: visibly another grade of the same frame', async () => {
		const { jpeg, takenAt } = picture;
		const final = await retouch(jpeg);
		expect(await captureOf(await sharp(final).metadata())).toMatchObject({ takenAt });
		expect(distance(await likeness(jpeg), await likeness(final))).toBeLessThanOrEqual(6);
		const [before, after] = await Promise.all([sharp(jpeg).stats(), sharp(final).stats()]);
		expect(after.channels[0]?.stdev).toBeGreaterThan((before.channels[0]?.stdev ?? 0) * 1.08);
	});
});
