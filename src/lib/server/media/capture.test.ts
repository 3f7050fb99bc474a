import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { leastCpuMs } from '#tests/support/measure/cost.ts';
import { sharedMedia } from '#tests/support/media/media.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { captureOf, captureOfFile } from './capture.ts';

const utc = (text: string) => Date.parse(text);

const headOf = (jpeg: Buffer) => sharp(jpeg).metadata();

test('a picture tells when, with what and from which RAW it was made, and nothing else', async () => {
	const at = utc('2026-10-03T09:12:44.042Z');
	const head = await headOf(
		await picture({
			takenAt: at,
			camera: { make: 'NIKON CORPORATION', model: 'Z 6_2' },
			rawFileName: 'DSC_1.NEF'
		})
	);
	expect(await captureOf(head)).toEqual({
		takenAt: at,
		zoneMinutes: 0,
		timeOf: 'shutter',
		make: 'NIKON CORPORATION',
		model: 'Z 6_2',
		rawFileName: 'DSC_1.NEF'
	});
});

describe('properties of XMP', () => {
	const packet = (inside: string) => Buffer.from(`<x:xmpmeta>${inside}</x:xmpmeta>`);
	test.each([
		['an attribute', '<d crs:RawFileName="DSC_1.NEF">', { rawFileName: 'DSC_1.NEF' }],
		['an attribute in single quotes', "<d crs:RawFileName = 'DSC_1.NEF'>", { rawFileName: 'DSC_1.NEF' }],
		['an element', '<crs:RawFileName>A &amp; B.NEF</crs:RawFileName>', { rawFileName: 'A & B.NEF' }],
		['a kept name', '<d xmpMM:PreservedFileName="a.CR3">', { preservedFileName: 'a.CR3' }],
		['a document', '<d xmpMM:OriginalDocumentID="xmp.did:1">', { originalDocumentId: 'xmp.did:1' }],
		[
			'control and direction characters',
			'<d crs:RawFileName="a\u202Eb\u0007.NEF">',
			{ rawFileName: 'ab.NEF' }
		],
		['markup, as text', '<d crs:RawFileName="&lt;img&gt;">', { rawFileName: '<img>' }],
		['emptiness', '<d crs:RawFileName=""/>', {}]
	])('%s', async (_what, inside, expected) => {
		expect(await captureOf({ xmp: packet(inside) })).toEqual(expected);
	});
});

// what a hostile block may cost; the corpus of exifr's worst cases took 142 ms
// what V8 clears away beside it, in a process that ran a hundred other tests, counts too
const LIMIT_MS = 500;

test('any bytes in place of metadata cost little and are no fault of the picture', async () => {
	const { exif = Buffer.alloc(0) } = await headOf(
		await picture({ takenAt: 0, camera: { make: 'NIKON', model: 'Z 6_2' } })
	);
	const change = fc.tuple(fc.nat(exif.length - 1), fc.constantFrom(0, 1, 4, 8, 127, 255));
	await fc.assert(
		fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
			const mutant = Buffer.from(exif);
			for (const [at, value] of changes) mutant[at] = value;
			expect(
				await leastCpuMs(LIMIT_MS, () => captureOf({ exif: mutant, xmp: mutant, iptc: mutant }))
			).toBeLessThan(LIMIT_MS);
		}),
		{ numRuns: 300 }
	);
});

/** A TIFF block whose every entry points back at its own directory and claims four billion values. */
function endlessDirectory(entries: number, tag: number) {
	const block = Buffer.alloc(8 + 2 + entries * 12 + 4);
	block.write('II*\0', 'latin1');
	block.writeUInt32LE(8, 4);
	block.writeUInt16LE(entries, 8);
	for (let entry = 0; entry < entries; entry++) {
		const at = 10 + entry * 12;
		block.writeUInt16LE(tag, at);
		block.writeUInt16LE([2, 4, 5, 13][entry % 4] ?? 4, at + 2);
		block.writeUInt32LE(0xffff_ffff, at + 4);
		block.writeUInt32LE(8, at + 8);
	}
	block.writeUInt32LE(8, 10 + entries * 12);
	return block;
}

describe('directories without an end', () => {
	test.each([0x010f, 0x8769, 0x9003, 0x8825, 0x02bc, 0x014a])('of tag %i', async (tag) => {
		const block = endlessDirectory(65_535, tag);
		expect(await leastCpuMs(LIMIT_MS, () => captureOf({ exif: block }))).toBeLessThan(LIMIT_MS);
	});
});

test('metadata of more than a megabyte is left unread', async () => {
	const huge = Buffer.concat([Buffer.from('<d crs:RawFileName="DSC_1.NEF">'), Buffer.alloc(1 << 20, 32)]);
	expect(await captureOf({ exif: huge, xmp: huge, iptc: huge })).toEqual({});
});

const nef = sharedMedia('formats/raw-nikon-d70.nef');
const heic = sharedMedia('formats/heic-iphone.heic');
const cr3 = sharedMedia('formats/raw-canon-eos-r-header.cr3');

describe.skipIf(!nef || !heic || !cr3)(
	'files that are kept without a picture (needs ../shared/media)',
	() => {
		test('tell their moment and camera', async () => {
			expect(await captureOfFile(nef ?? '')).toMatchObject({
				takenAt: utc('2004-06-09T16:02:35Z'),
				make: 'NIKON CORPORATION',
				model: 'NIKON D70'
			});
			expect(await captureOfFile(heic ?? '')).toMatchObject({ make: 'Apple', model: 'iPhone 7' });
			expect(await captureOfFile(cr3 ?? '')).toMatchObject({
				takenAt: utc('2019-12-05T13:32:49.540Z'),
				model: 'Canon EOS R'
			});
		});

		test('and bytes of another kind in place of a block tell nothing', async () => {
			expect(await captureOf({ exif: await readFile(cr3 ?? '') })).toEqual({});
		});
	}
);
