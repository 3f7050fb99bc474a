import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentDisposition } from './content-disposition.ts';
import { csvCell, csvRow } from './csv.ts';
import { nameKey } from './keys.ts';
import { zipName, zipNames } from './zip-names.ts';
import { leastCpuMs } from '#tests/support/measure/cost.ts';

const bytes = (text: string) => new TextEncoder().encode(text).length;
const nasty = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({ unit: fc.constantFrom(...'a.-/\\:" \r\n\t\0', 'é', '😀', '\ud800', '\u202E', 'CON', 'nul.') }),
	fc.constantFrom('__proto__', 'constructor', 'toString', 'CON', 'com1.jpg', '..', '')
);

describe('names in a ZIP', () => {
	test.each([
		['../../x.jpg', '_.._.._x.jpg'],
		['a\\b.jpg', 'a_b.jpg'],
		['C:\\x.jpg', 'C__x.jpg'],
		['/abs.jpg', '_abs.jpg'],
		['CON.jpg', '_CON.jpg'],
		['nul', '_nul'],
		['COM1.jpg', '_COM1.jpg'],
		['LPT9.tif', '_LPT9.tif'],
		['com1.tar.gz', '_com1.tar.gz'],
		['CONTACT.jpg', 'CONTACT.jpg'],
		['-rf.jpg', '_-rf.jpg'],
		['.hidden', '_.hidden'],
		['what?.jpg', 'what_.jpg'],
		['a.jpg . ', 'a.jpg'],
		['', '_'],
		['..', '_'],
		['日本.jpg', '日本.jpg'],
		['cafe\u0301.jpg', 'café.jpg']
	])('%j becomes %j', (name, safe) => {
		expect(zipName(name)).toBe(safe);
	});

	test('every system can write it: at most 240 bytes, the extension kept', () => {
		const safe = zipName(`${'日'.repeat(86)}.jpg`);
		expect(bytes(safe)).toBeLessThanOrEqual(240);
		expect(safe).toMatch(/^日+\.jpg$/);
	});

	test('equal names are numbered, case does not tell them apart', () => {
		expect(zipNames(['A.jpg', 'a.jpg', 'b.jpg', 'A.JPG', 'A (2).jpg'])).toEqual([
			'A.jpg',
			'a (3).jpg',
			'b.jpg',
			'A (4).JPG',
			'A (2).jpg'
		]);
		expect(zipNames(['x', 'x'])).toEqual(['x', 'x (2)']);
		expect(zipNames(['Straße.jpg', 'STRASSE.jpg', 'ΟΔΟΣ.jpg', 'οδος.JPG'])).toEqual([
			'Straße.jpg',
			'STRASSE (2).jpg',
			'ΟΔΟΣ.jpg',
			'οδος (2).JPG'
		]);
	});

	test('10,000 equal names stay quick', async () => {
		const name = () => new Set(zipNames(Array(10_000).fill('DSC_1.jpg'))).size;
		expect(name()).toBe(10_000);
		expect(await leastCpuMs(1000, name)).toBeLessThan(1000);
	});

	test('all are safe, unique and in order', () => {
		fc.assert(
			fc.property(fc.array(nasty, { maxLength: 12 }), (names) => {
				const safe = zipNames(names);
				expect(safe).toHaveLength(names.length);
				expect(new Set(safe.map(nameKey)).size).toBe(names.length);
				for (const name of safe) {
					expect(name).not.toMatch(/[/\\\p{Cc}\p{Surrogate}:*?"<>|]|^[.-]|^$|[. ]$/u);
					expect(bytes(name)).toBeLessThanOrEqual(255);
				}
			}),
			{ numRuns: 1000 }
		);
	});
});

/** A second implementation: what a browser does with the header (RFC 6266, RFC 5987). */
function parse(header: string): { plain: string; extended: string } {
	const match = /^attachment; filename="([^"\\]*)"; filename\*=UTF-8''([!#$&+.^_`|~0-9A-Za-z%-]*)$/.exec(
		header
	);
	if (!match) throw new Error(`No Content-Disposition: ${header}`);
	return { plain: match[1] ?? '', extended: decodeURIComponent(match[2] ?? '') };
}

describe('Content-Disposition', () => {
	test.each([
		['"quoted";name=\'x\'.jpg', "_quoted_;name='x'.jpg"],
		['%0d%0a.jpg', '_0d_0a.jpg'],
		['日本.jpg', '__.jpg'],
		['Zoë (1)*.jpg', 'Zoe (1)_.jpg'],
		['a\r\nSet-Cookie: x=y.jpg', 'a__Set-Cookie_ x=y.jpg']
	])('%j has the plain name %j', (name, plain) => {
		const read = parse(contentDisposition(name));
		expect(read.plain).toBe(plain);
		expect(read.extended).toBe(zipName(name));
	});

	test('any name makes a header that says the name', () => {
		fc.assert(
			fc.property(nasty, (name) => {
				const header = contentDisposition(name);
				expect(header).toMatch(/^[\x20-\x7e]*$/);
				expect(parse(header).extended).toBe(zipName(name));
				expect(() => new Headers({ 'content-disposition': header })).not.toThrow();
			}),
			{ numRuns: 1000 }
		);
	});
});

/** A second implementation: RFC 4180 read back. */
function readCsv(line: string): string[] {
	const cells: string[] = [];
	let rest = line.replace(/\r\n$/, '');
	for (;;) {
		const quoted = /^"((?:[^"]|"")*)"(,|$)/.exec(rest);
		const plain = /^([^",\r\n]*)(,|$)/.exec(rest);
		const match = quoted ?? plain;
		if (!match) throw new Error(`No CSV: ${line}`);
		cells.push(quoted ? (match[1] ?? '').replaceAll('""', '"') : (match[1] ?? ''));
		if (match[2] === '') return cells;
		rest = rest.slice(match[0].length);
	}
}

describe('cells', () => {
	test.each([
		["=cmd|' /C calc'!A0.jpg", "'=cmd|' /C calc'!A0.jpg"],
		['+1', "'+1"],
		['-1', "'-1"],
		['@SUM(A1)', "'@SUM(A1)"],
		['  =1', '"\'  =1"'.slice(1, -1)],
		['＝1', "'＝1"],
		['\t=1', '"\'\t=1"'],
		['\r=1', '"\'\r=1"'],
		['\0=1', "'=1"],
		['a,b', '"a,b"'],
		['say "hi"', '"say ""hi"""'],
		['a\nb', '"a\nb"'],
		['plain', 'plain']
	])('%j becomes %j', (text, cell) => {
		expect(csvCell(text)).toBe(cell);
	});

	test('numbers are numbers, nothing is empty', () => {
		expect(csvRow([-3, null, undefined, 0])).toBe('-3,,,0\r\n');
	});

	test('a row reads back, and no cell is a formula', () => {
		fc.assert(
			fc.property(
				fc.array(fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n",; a\0') }), { minLength: 1 }),
				(texts) => {
					const read = readCsv(csvRow(texts));
					expect(read).toHaveLength(texts.length);
					read.forEach((cell, i) => {
						expect(cell).not.toMatch(/^\s*[=+\-@]|^[\t\r\0]/);
						expect(cell.replace(/^'/, '')).toBe(texts[i]?.replaceAll('\0', ''));
					});
				}
			),
			{ numRuns: 1000 }
		);
	});
});
