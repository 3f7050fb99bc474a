import { describe, expect, test } from 'vitest';
import { decodingHost, flipped, pictured } from '#tests/support/media/decoding.ts';
import { tiff } from '#tests/support/media/tiff.ts';

const host = decodingHost();
const decode = (bytes: Buffer) => host.decode(bytes, 'Pages.tif');

const page = (width: number, height: number, value = 128) =>
	tiff({ width, height, samples: 1, photometric: 1, sample: () => value });

/** Offsets in the directories of a page that was moved by so many bytes. */
function moved(bytes: Buffer, by: number): Buffer {
	const copy = Buffer.from(bytes.subarray(8));
	const count = copy.readUInt16LE(0);
	for (let i = 0; i < count; i++)
		if (copy.readUInt16LE(2 + i * 12) === 273)
			copy.writeUInt32LE(copy.readUInt32LE(10 + i * 12) + by, 10 + i * 12);
	return copy;
}

/** Single pages, one behind the other. */
function pagesOf(...singles: Buffer[]): Buffer {
	const parts: Buffer[] = [Buffer.from('II*\0\u0008\0\0\0', 'latin1')];
	let at = 8;
	for (const [i, single] of singles.entries()) {
		const part = moved(single, at - 8);
		const nextAt = 2 + part.readUInt16LE(0) * 12;
		if (i < singles.length - 1) part.writeUInt32LE(at + part.length, nextAt);
		parts.push(part);
		at += part.length;
	}
	return Buffer.concat(parts);
}

const sizeOf = async (bytes: Buffer) => {
	const { width, height } = pictured(await decode(bytes));
	return [width, height];
};

test('pages that follow each other in a circle end nothing', async () => {
	const bytes = pagesOf(page(40, 30), page(200, 150));
	const second = 8 + page(40, 30).length - 8;
	bytes.writeUInt32LE(8, second + 2 + bytes.readUInt16LE(second) * 12);
	expect((await decode(bytes)).outcome).not.toBe('trouble');
	expect(host.ends()).toEqual([]);
});

test('a hundred with flipped bits: a decoder never ends', async () => {
	for (let seed = 1; seed <= 100; seed++) {
		const result = await decode(flipped(pagesOf(page(40, 30), page(200, 150)).subarray(0), seed));
		expect(['pictured', 'failed', 'kept']).toContain(result.outcome);
	}
	expect(host.ends()).toEqual([]);
});

describe('of several pages is shown', () => {
	test('the first whole one behind a small picture', async () => {
		expect(await sizeOf(pagesOf(page(40, 30), page(200, 150), page(200, 150)))).toEqual([200, 150]);
	});

	test('the first one of a scanned document, although a later one is larger', async () => {
		expect(await sizeOf(pagesOf(page(150, 100), page(200, 150)))).toEqual([150, 100]);
	});

	test('the first one of a pyramid', async () => {
		expect(await sizeOf(pagesOf(page(200, 150), page(100, 75), page(50, 37)))).toEqual([200, 150]);
	});
});
