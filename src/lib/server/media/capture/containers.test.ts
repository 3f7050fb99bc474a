import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leastCpuMs } from '#tests/support/measure/cost.ts';
import { captureOf, captureOfFile } from '../capture.ts';
import {
	box,
	canonUuid,
	headBox,
	iptcSet,
	keysBox,
	secondsSince1904,
	tiffBlock,
	userText
} from './made.fixture.ts';

let root: string;
let count = 0;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'capture-'));
});
afterAll(() => rm(root, { recursive: true }));

async function captureIn(bytes: Buffer, nowMs?: number) {
	const path = join(root, String(count++));
	await writeFile(path, bytes);
	return captureOfFile(path, nowMs);
}

const [MAKE, MODEL, MODIFIED, ORIGINAL, DIGITIZED] = [0x10f, 0x110, 0x132, 0x9003, 0x9004];
const [ZONE, FRACTION, SERIAL] = [0x9011, 0x9291, 0xa431];

const noon = Date.parse('2026-06-06T12:00:00Z');
const camera = { [MAKE]: 'MAKER', [MODEL]: 'MODEL 1' };
const shot = { [ORIGINAL]: '2026:06:06 12:00:00', [ZONE]: '+09:00', [SERIAL]: '0012345' };
const facts = {
	takenAt: noon,
	zoneMinutes: 540,
	timeOf: 'shutter',
	make: 'MAKER',
	model: 'MODEL 1',
	serial: '0012345'
};

const ftyp = (brand: string) => box('ftyp', Buffer.from(`${brand}\0\0\0\0`));
const filmSeconds = secondsSince1904('2026-06-06T12:00:00Z');
const zeros = Buffer.alloc(64);
const jpegWith = (block: Buffer) =>
	Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0x10, 0]), Buffer.from('Exif\0\0', 'latin1'), block]);

describe('RAW files tell their moment and camera', () => {
	const big = { mark: 'MM\0*', isBig: true };
	test.each([
		['TIFF in its usual shape (NEF, CR2, ARW, DNG, PEF)', tiffBlock(camera, shot)],
		['TIFF, the long end first', tiffBlock(camera, shot, big)],
		['TIFF with its dates in the first directory', tiffBlock({ ...camera, ...shot })],
		['ORF', tiffBlock(camera, shot, { mark: 'IIRO' })],
		['ORF of older cameras', tiffBlock(camera, shot, { mark: 'IIRS' })],
		['ORF, the long end first', tiffBlock(camera, shot, { mark: 'MMOR', isBig: true })],
		['RW2', tiffBlock(camera, shot, { mark: 'IIU\0' })],
		[
			'RW2 that says it in its JPEG only',
			Buffer.concat([tiffBlock(camera, {}, { mark: 'IIU\0' }), jpegWith(tiffBlock(camera, shot))])
		],
		['RAF', Buffer.concat([Buffer.from('FUJIFILMCCD-RAW 0201'), zeros, jpegWith(tiffBlock(camera, shot))])],
		[
			'another maker’s, by the JPEG inside',
			Buffer.concat([Buffer.from('FOVb'), zeros, jpegWith(tiffBlock(camera, shot, big))])
		],
		[
			'CR3',
			Buffer.concat([
				ftyp('crx '),
				box(
					'moov',
					box(
						'uuid',
						canonUuid,
						box('CNCV', zeros),
						box('CMT1', tiffBlock(camera)),
						box('CMT2', tiffBlock(shot))
					),
					headBox('mvhd', secondsSince1904('2026-06-06T03:00:00Z'))
				)
			])
		],
		[
			'JPEG XL',
			Buffer.concat([
				box('JXL ', Buffer.from([13, 10, 0x87, 10])),
				box('Exif', Buffer.alloc(4), tiffBlock(camera, shot))
			])
		]
	])('%s', async (_what, bytes) => {
		expect(await captureIn(bytes)).toEqual(facts);
	});
});

describe('films tell their moment', () => {
	const mdat = box('mdat', Buffer.alloc(5000, 0x6d));
	const film = (...inside: Buffer[]) => Buffer.concat([ftyp('isom'), mdat, box('moov', ...inside)]);
	const late = headBox('mvhd', secondsSince1904('2026-06-06T10:00:00Z'));
	const phone = { 'com.apple.quicktime.creationdate': '2026-06-06T12:00:00+0200' };
	const atNoon = { takenAt: noon, timeOf: 'file' };
	const withZone = { ...atNoon, zoneMinutes: 120 };
	const rtmd =
		'<NonRealTimeMeta><CreationDate value="2026-06-06T12:00:00+02:00"/><Device manufacturer="Sony" modelName="ILCE-7M4" serialNo="42"/></NonRealTimeMeta>';

	test.each([
		['in its head', film(headBox('mvhd', filmSeconds)), atNoon],
		['in its long head', film(headBox('mvhd', filmSeconds, 1)), atNoon],
		[
			'in a track, where the head was never set',
			film(headBox('mvhd', 0), box('trak', headBox('tkhd', filmSeconds))),
			atNoon
		],
		['with the wall’s zone, as phones write it', film(late, keysBox(phone)), withZone],
		['the same in the ISO way', film(late, keysBox(phone, true)), withZone],
		[
			'in a text of its user',
			film(late, box('udta', userText('\u00a9day', '2026-06-06T12:00:00+0200'))),
			withZone
		],
		[
			'in a list of such texts',
			film(
				late,
				box(
					'udta',
					box(
						'meta',
						Buffer.alloc(4),
						box('hdlr', Buffer.alloc(24)),
						box(
							'ilst',
							box('\u00a9day', box('data', Buffer.alloc(8), Buffer.from('2026-06-06T12:00:00+02:00')))
						)
					)
				)
			),
			withZone
		],
		[
			'in the XML behind it',
			Buffer.concat([
				film(late),
				box(
					'meta',
					Buffer.alloc(4),
					box('hdlr', Buffer.alloc(24)),
					box('xml ', Buffer.alloc(4), Buffer.from(rtmd))
				)
			]),
			{ ...withZone, make: 'Sony', model: 'ILCE-7M4', serial: '42' }
		],
		[
			'behind a cut last box',
			Buffer.concat([film(headBox('mvhd', filmSeconds)), Buffer.from([0, 0, 0xff, 0xff, 0x66, 0x72])]),
			atNoon
		],
		[
			'of a phone with a name',
			film(
				headBox('mvhd', filmSeconds),
				keysBox({ 'com.android.manufacturer': 'Pixel', 'com.android.model': '9' })
			),
			{ ...atNoon, make: 'Pixel', model: '9' }
		],
		[
			'AVI',
			Buffer.concat([
				Buffer.from('RIFF\0\0\0\0AVI LIST'),
				zeros,
				Buffer.from('IDIT\x1a\0\0\0SAT JUN 06 12:00:00 2026\n\0')
			]),
			atNoon
		],
		[
			'Matroska',
			Buffer.concat([
				Buffer.from([0x1a, 0x45, 0xdf, 0xa3]),
				zeros,
				Buffer.from([0x44, 0x61, 0x88]),
				nanoseconds(noon)
			]),
			atNoon
		],
		[
			'AVCHD',
			Buffer.concat([
				Buffer.from([0, 0, 0, 0, 0x47]),
				zeros,
				Buffer.from('MDPM'),
				Buffer.from([2, 0x18, 4, 0x20, 0x26, 0x06, 0x19, 0x06, 0x12, 0, 0, 0])
			]),
			atNoon
		],
		['a head that was never set', film(headBox('mvhd', 0), box('trak', headBox('tkhd', 0))), {}],
		['no head at all', film(), {}],
		['a year is not enough', film(box('udta', userText('\u00a9day', '2026'))), {}]
	])('%s', async (_what, bytes, expected) => {
		expect(await captureIn(bytes)).toEqual(expected);
	});

	function nanoseconds(ms: number) {
		const bytes = Buffer.alloc(8);
		bytes.writeBigInt64BE(BigInt(ms - Date.UTC(2001, 0, 1)) * 1_000_000n);
		return bytes;
	}

	test('a box that claims less than its own head ends the search', async () => {
		expect(
			await captureIn(Buffer.concat([ftyp('isom'), Buffer.from([0, 0, 0, 3]), Buffer.from('moov')]))
		).toEqual({});
	});

	test('boxes without end or bottom cost little', async () => {
		let deep = headBox('mvhd', filmSeconds);
		for (let i = 0; i < 2000; i++) deep = box('moov', deep);
		const many = Buffer.concat([ftyp('isom'), ...Array.from({ length: 50_000 }, () => box('udta'))]);
		for (const bytes of [deep, many]) expect(await leastCpuMs(500, () => captureIn(bytes))).toBeLessThan(500);
	});

	test('any bytes in place of boxes are no fault of the file', async () => {
		const good = film(late, keysBox(phone), box('udta', userText('\u00a9day', '2026-06-06T12:00:00+0200')));
		const change = fc.tuple(fc.nat(good.length - 1), fc.constantFrom(0, 1, 8, 127, 255));
		await fc.assert(
			fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
				const mutant = Buffer.from(good);
				for (const [at, value] of changes) mutant[at] = value;
				await captureIn(mutant);
			}),
			{ numRuns: 200 }
		);
	});
});

describe('where EXIF is silent the next one is asked', () => {
	const xmp = (inside: string) => Buffer.from(`<x:xmpmeta><d ${inside}/></x:xmpmeta>`);
	const iptc = Buffer.concat([Buffer.from('8BIM'), iptcSet(55, '20260606'), iptcSet(60, '120000+0200')]);
	const exif = (texts: Record<number, string>) => tiffBlock(camera, texts);
	const created = [{ keyword: 'Creation Time', text: 'Sat, 06 Jun 2026 12:00:00 +0200' }];
	const other = '2020:01:01 01:01:01';

	test.each([
		[
			'EXIF before XMP',
			{ exif: exif(shot), xmp: xmp('exif:DateTimeOriginal="2020-01-01T01:01:01"') },
			{ timeOf: 'shutter', zoneMinutes: 540 }
		],
		[
			'XMP’s copy of it',
			{ exif: exif({}), xmp: xmp('exif:DateTimeOriginal="2026-06-06T12:00:00"'), iptc },
			{ timeOf: 'shutter' }
		],
		[
			'what editors call the day of creation',
			{ xmp: xmp('photoshop:DateCreated="2026-06-06T12:00:00+02:00" xmp:CreateDate="2020-01-01T01:01:01"') },
			{ timeOf: 'shutter', zoneMinutes: 120 }
		],
		['IPTC', { iptc }, { timeOf: 'shutter', zoneMinutes: 120 }],
		['EXIF’s second one', { exif: exif({ [DIGITIZED]: '2026:06:06 12:00:00' }) }, { timeOf: 'file' }],
		[
			'XMP’s second one',
			{ xmp: xmp('xmp:CreateDate="2026-06-06T12:00:00Z"') },
			{ timeOf: 'file', zoneMinutes: 0 }
		],
		['the text of a PNG', { comments: created }, { timeOf: 'file', zoneMinutes: 120 }],
		['EXIF’s last one', { exif: tiffBlock({ [MODIFIED]: '2026:06:06 12:00:00' }) }, { timeOf: 'file' }],
		[
			'the second where the first was never set',
			{ exif: exif({ [ORIGINAL]: '0000:00:00 00:00:00', [DIGITIZED]: '2026:06:06 12:00:00' }) },
			{ timeOf: 'file' }
		],
		[
			'one that may be where the first lies ahead',
			{ exif: tiffBlock({ [MODIFIED]: '2026:06:06 12:00:00' }, { [ORIGINAL]: '2090:01:01 00:00:00' }) },
			{ timeOf: 'file' }
		],
		[
			'a day alone, told its time by a lower one',
			{ exif: exif({ [ORIGINAL]: '2026:06:06', [DIGITIZED]: '2026:06:06 12:00:00' }) },
			{ timeOf: 'file' }
		],
		[
			'a day alone in IPTC, told its time by XMP',
			{
				iptc: Buffer.concat([Buffer.from('8BIM'), iptcSet(55, '20260606')]),
				xmp: xmp('xmp:CreateDate="2026-06-06T12:00:00+02:00"')
			},
			{ timeOf: 'file', zoneMinutes: 120 }
		],
		[
			'one with a damaged block beside it',
			{ exif: Buffer.from('II*\0damaged block'), iptc },
			{ timeOf: 'shutter', zoneMinutes: 120 }
		]
	])('%s', async (_what, beside, expected) => {
		expect(await captureOf(beside, Date.parse('2026-11-28'))).toMatchObject({ takenAt: noon, ...expected });
	});

	test('a clock that runs ahead is believed where nothing else is known', async () => {
		const ahead = exif({ [ORIGINAL]: '2090:01:01 00:00:00', [FRACTION]: '5' });
		const taken = { takenAt: Date.UTC(2090, 0, 1, 0, 0, 0, 500), timeOf: 'shutter' };
		expect(await captureOf({ exif: ahead }, noon)).toMatchObject(taken);
	});

	test.each([
		['of IPTC', { iptc: Buffer.concat([Buffer.from('8BIM'), iptcSet(55, '20260606')]) }],
		['of XMP', { xmp: xmp('photoshop:DateCreated="2026-06-06"') }],
		['of EXIF', { exif: exif({ [ORIGINAL]: '2026:06:06' }) }],
		[
			'with an export of another day',
			{ exif: tiffBlock({ [MODIFIED]: other }, { [ORIGINAL]: '2026:06:06' }) }
		]
	])('a day alone orders, and proves no difference: %s', async (_what, beside) => {
		expect(await captureOf(beside)).toMatchObject({ takenAt: Date.UTC(2026, 5, 6), timeOf: 'file' });
	});

	test('the first tick of a clock is no moment', async () => {
		expect(await captureOf({ exif: exif({ [ORIGINAL]: '1970:01:01 00:00:00' }) })).not.toHaveProperty(
			'takenAt',
			expect.anything()
		);
		expect(await captureOf({ exif: exif({ [ORIGINAL]: other }) })).toMatchObject({
			takenAt: Date.UTC(2020, 0, 1, 1, 1, 1)
		});
	});
});
