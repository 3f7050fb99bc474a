import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { leastCpuMs } from '#tests/support/measure/cost.ts';
import { sharedMedia } from '#tests/support/media/media.ts';
import { captureOf } from '../capture.ts';
import { wordsOf } from './words.ts';

const packet = (inside: string) => Buffer.from(`<x:xmpmeta><rdf:RDF>${inside}</rdf:RDF></x:xmpmeta>`);
const alt = (name: string, ...items: string[]) =>
	`<${name}><rdf:Alt>${items.map((item) => `<rdf:li xml:lang="${item.slice(0, 2) === 'de' ? 'de' : 'x-default'}">${item}</rdf:li>`).join('')}</rdf:Alt></${name}>`;
const bag = (name: string, ...items: string[]) =>
	`<${name}>\n <rdf:Bag>${items.map((item) => `\n  <rdf:li>${item}</rdf:li>`).join('')}</rdf:Bag>\n</${name}>`;
/** Sets of IPTC's second record. */
const iptc = (...sets: [number, string | Buffer][]) =>
	Buffer.concat(
		sets.map(([set, text]) => {
			const bytes = Buffer.from(text);
			const head = Buffer.from([0x1c, 2, set, 0, 0]);
			head.writeUInt16BE(bytes.length, 3);
			return Buffer.concat([head, bytes]);
		})
	);

describe('XMP', () => {
	test.each<[string, string, object | undefined]>([
		['nothing', '', undefined],
		['a title', alt('dc:title', 'Kuss &amp; Tor'), { title: 'Kuss & Tor' }],
		['the default language', alt('dc:description', 'de Tor', 'Gate'), { caption: 'Gate' }],
		['lines', alt('dc:description', 'one&#xA;two\r\nthree'), { caption: 'one\ntwo\nthree' }],
		['keywords, each once', bag('dc:subject', 'bride', 'Brücke', 'bride'), { keywords: ['bride', 'Brücke'] }],
		['creators', bag('dc:creator', 'Ann', 'Ben'), { creator: 'Ann, Ben' }],
		['rights', alt('dc:rights', '© Ann'), { copyright: '© Ann' }],
		['stars', '<rdf:Description xmp:Rating="4" xmp:Label="Red"/>', { stars: 4, label: 'Red' }],
		['stars as an element', '<xmp:Rating>3</xmp:Rating>', { stars: 3 }],
		['a rejection', '<d xmp:Rating="-1"/>', { stars: -1 }],
		['no stars', '<d xmp:Rating="0"/>', undefined],
		['stars of nobody', '<d xmp:Rating="99"/>', undefined],
		['Persian, with its joiners', alt('dc:title', 'می‌خواهم'), { title: 'می‌خواهم' }],
		['what cannot be seen', alt('dc:title', 'a\u202Eb&#0;\u0007c'), { title: 'abc' }],
		['an end that is missing', '<dc:title><rdf:Alt><rdf:li>x', undefined]
	])('%s', (_, inside, expected) => expect(wordsOf({ xmp: packet(inside) })).toEqual(expected));

	test('a caption without an end is cut at what we keep', () => {
		const { caption = '' } = wordsOf({ xmp: packet(alt('dc:description', 'é'.repeat(9_000))) }) ?? {};
		expect(caption).toBe('é'.repeat(4_000));
	});
});

describe('IPTC', () => {
	test('UTF-8 and Windows letters', () => {
		const sets: [number, string][] = [
			[5, 'Kuß'],
			[120, 'Am Tor'],
			[25, 'Braut'],
			[25, 'Brücke'],
			[80, 'Ann'],
			[116, '© Ann']
		];
		const words = {
			...{
				title: 'Kuß',
				caption: 'Am Tor',
				keywords: ['Braut', 'Brücke'],
				creator: 'Ann',
				copyright: '© Ann'
			}
		};
		expect(wordsOf({ iptc: iptc(...sets) })).toEqual(words);
		const windows = sets.map(([set, text]) => [set, Buffer.from(text, 'latin1')] as [number, Buffer]);
		expect(wordsOf({ iptc: iptc(...windows) })).toEqual(words);
	});

	test('XMP comes first, field by field', () => {
		expect(
			wordsOf({ xmp: packet(alt('dc:title', 'New')), iptc: iptc([5, 'Old'], [120, 'Caption']) })
		).toEqual({
			title: 'New',
			caption: 'Caption'
		});
	});
});

describe('a picture', () => {
	const jpeg = (exif: Record<string, string>) =>
		sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
			.withExif({ IFD0: exif })
			.jpeg()
			.toBuffer();

	test('EXIF tells artist, copyright and description', async () => {
		const head = await sharp(
			await jpeg({ Artist: 'Ann', Copyright: '(c) Ann', ImageDescription: 'A gate' })
		).metadata();
		expect((await captureOf(head)).words).toEqual({
			creator: 'Ann',
			copyright: '(c) Ann',
			caption: 'A gate'
		});
	});

	test('what a camera writes of itself is nobody’s caption', async () => {
		const head = await sharp(await jpeg({ ImageDescription: 'OLYMPUS DIGITAL CAMERA' })).metadata();
		expect((await captureOf(head)).words).toBeUndefined();
	});

	const sample = sharedMedia('formats/jpeg-iptc-xmp-utf8.jpg');
	test.skipIf(!sample)('of the shared samples', async () => {
		const head = await sharp(await readFile(sample ?? '')).metadata();
		const { words } = await captureOf(head);
		expect(words?.keywords?.length).toBeGreaterThan(0);
		expect(JSON.stringify(words)).not.toMatch(/\uFFFD|Ã/);
	});
	const rated = sharedMedia('formats/jpeg-xmp-rating-3.jpg');
	test.skipIf(!rated)('rated, of the shared samples', async () => {
		const head = await sharp(await readFile(rated ?? '')).metadata();
		expect((await captureOf(head)).words?.stars).toBe(3);
	});
});

test('any bytes cost little', async () => {
	const worst = [
		'<dc:subject>'.repeat(80_000),
		`<dc:subject>${'<rdf:li>'.repeat(120_000)}</dc:subject>`,
		`<dc:title>${'<rdf:li '.repeat(120_000)}</dc:title>`,
		'&#x'.repeat(300_000)
	].map((text) => packet(text).subarray(0, 1 << 20));
	const sets = iptc(...Array.from({ length: 4_000 }, (): [number, string] => [25, 'x'.repeat(200)]));
	expect(
		await leastCpuMs(500, () => {
			for (const xmp of worst) wordsOf({ xmp });
			wordsOf({ iptc: sets });
		})
	).toBeLessThan(500);
});
