import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanFileName } from './clean-file-name.ts';
import { splitName } from './extension.ts';
import { diskKey, isSameSpelling, nameKey, stemKey } from './keys.ts';
import { leastCpuMs } from '#tests/support/measure/cost.ts';

const nameOf = (raw: string) => {
	const cleaned = cleanFileName(raw);
	return cleaned.ok ? cleaned.name : cleaned.why;
};

describe('a name is refused', () => {
	test.each(['', ' ', '.', '..', '...', '   . ', '\u200B\uFEFF', '/', 'C:\\', '../', 'a/../'])(
		'%j is empty',
		(raw) => {
			expect(cleanFileName(raw)).toEqual({ ok: false, why: 'empty' });
		}
	);

	test.each(['a\0.jpg', 'a\r\nX: y.jpg', 'a\n.jpg', '\0'])('%j breaks lines', (raw) => {
		expect(cleanFileName(raw)).toEqual({ ok: false, why: 'line-break' });
	});
});

describe('a name is cleaned', () => {
	test.each([
		['../../etc/x.jpg', 'x.jpg'],
		['/abs.jpg', 'abs.jpg'],
		['C:\\x.jpg', 'x.jpg'],
		['c:/photos/x.jpg', 'x.jpg'],
		['..\\x.jpg', 'x.jpg'],
		['.\\x.jpg', 'x.jpg'],
		['\\\\server\\share\\x.jpg', 'x.jpg'],
		['a/../x.jpg', 'x.jpg'],
		['a\\b.jpg', 'a_b.jpg'],
		['a//b.jpg', 'a__b.jpg'],
		['trailing.jpg. . ', 'trailing.jpg'],
		[' lead.jpg', 'lead.jpg'],
		['tab\there\u001b\u007f\u0085.jpg', 'tab_here___.jpg'],
		['\u202Egpj.exe', 'gpj.exe'],
		['a\u200Bb\u2066c\uFEFF.jpg', 'abc.jpg'],
		['\ud800.jpg', '\ufffd.jpg'],
		['cafe\u0301.jpg', 'café.jpg'],
		['\u1112\u1161\u11AB.jpg', '한.jpg'],
		['\u212B.jpg', 'Å.jpg'],
		['か\u3099.jpg', 'が.jpg'],
		['e\u200B\u0301.jpg', 'é.jpg'],
		["=cmd|' /C calc'!A0.jpg", "=cmd|' _C calc'!A0.jpg"]
	])('%j becomes %j', (raw, name) => {
		expect(cleanFileName(raw)).toEqual({ ok: true, name, changed: true });
	});

	test.each([
		'CON.jpg',
		'nul',
		'-rf.jpg',
		'.hidden.jpg',
		'photo.jpg.exe',
		'"quoted";name=\'x\'.jpg',
		'%0d%0a.jpg',
		'日本.jpg',
		'<img src=x onerror=1>.jpg',
		'__proto__',
		'constructor',
		'😀.jpg'
	])('%j stays as given', (raw) => {
		expect(cleanFileName(raw)).toEqual({ ok: true, name: raw, changed: false });
	});

	test('at most 200 characters, the extension kept, none cut in half', () => {
		expect(nameOf(`${'😀'.repeat(70_000)}.jpeg`)).toBe(`${'😀'.repeat(195)}.jpeg`);
		expect(nameOf('x'.repeat(300))).toBe('x'.repeat(200));
		const family = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}';
		expect(nameOf(`${family.repeat(60)}.jpeg`)).toBe(`${family.repeat(39)}.jpeg`);
		expect(nameOf(`e${'\u0317'.repeat(300)}.jpeg`)).toBe(`e${'\u0317'.repeat(194)}.jpeg`);
		expect(nameOf(`${'x'.repeat(194)} . ${'y'.repeat(50)}.jpeg`)).toBe(`${'x'.repeat(194)}.jpeg`);
	});

	test('a long name stays quick', async () => {
		const clean = () => {
			nameOf(`${' '.repeat(200_000)}x${'. '.repeat(100_000)}y`);
			nameOf(`${'../'.repeat(100_000)}x.jpg`);
		};
		expect(await leastCpuMs(1000, clean)).toBeLessThan(1000);
	});

	test('whatever comes out is safe and comes out again', () => {
		const nasty = fc.string({
			unit: fc.constantFrom(
				...'aB.-_/\\: \t"<>|*?%',
				'é',
				'\u202E',
				'\u200D',
				'\u0645',
				'\u0301',
				'\uFE0F',
				'😀',
				'\ud800',
				'\u2028',
				'C:'
			),
			maxLength: 30
		});
		fc.assert(
			fc.property(fc.oneof(nasty, fc.string({ unit: 'binary' })), (raw) => {
				const cleaned = cleanFileName(raw);
				if (!cleaned.ok) return;
				expect(cleaned.name).not.toMatch(/[/\\\p{Cc}\p{Surrogate}\u202E\u2028]/u);
				expect(cleaned.name).not.toMatch(/^\s|[\s.]$|^\.*$/);
				expect(cleaned.changed).toBe(cleaned.name !== raw);
				expect(cleanFileName(cleaned.name)).toEqual({ ok: true, name: cleaned.name, changed: false });
			}),
			{ numRuns: 2000 }
		);
	});
});

describe('the extension', () => {
	test.each([
		['DSC_1.JPG', 'DSC_1', '.JPG'],
		['photo', 'photo', ''],
		['.hidden', '.hidden', ''],
		['a.tar.gz', 'a.tar', '.gz'],
		['photo.jpg.exe', 'photo.jpg', '.exe'],
		['take 2.5', 'take 2.5', ''],
		['a.001', 'a.001', ''],
		['Mr. Brown and Mrs. Smith', 'Mr. Brown and Mrs. Smith', ''],
		['clip.mp4', 'clip', '.mp4'],
		['x.', 'x.', '']
	])('%s is %s and %s', (name, stem, extension) => {
		expect(splitName(name)).toEqual({ stem, extension });
	});
});

describe('keys', () => {
	test.each([
		['é.jpg', 'e\u0301.JPG'],
		['Å.jpg', '\u212B.jpg'],
		['IMG_1.jpg', 'img_1.JPG'],
		['İ.jpg', 'i\u0307.jpg'],
		['ΟΔΟΣ.JPG', 'οδος.jpg'],
		['ΟΔΟΣ', 'οδοσ'],
		['\u0645\u06CC\u200C\u0647.jpg', '\u0645\u06CC\u0647.jpg'],
		['\u2764\uFE0F.jpg', '\u2764.jpg'],
		['ДОМ.jpg', 'дом.JPG'],
		['\u1112\u1161\u11AB.jpg', '한.jpg'],
		['__proto__', '__PROTO__']
	])('%s and %s are one name', (a, b) => {
		expect(nameKey(a)).toBe(nameKey(b));
	});

	test.each([
		['straße', 'STRASSE'],
		['Ａ.jpg', 'A.jpg'],
		['ı.jpg', 'I.jpg'],
		['İ.jpg', 'i.jpg'],
		['ﬁ.jpg', 'FI.jpg'],
		['Küche.jpg', 'Kuche.jpg'],
		['a.jpg', 'a.tif']
	])('%s and %s are two', (a, b) => {
		expect(nameKey(a)).not.toBe(nameKey(b));
	});

	test.each([
		['straße.jpg', 'STRASSE.jpg'],
		['ﬁre.jpg', 'FIRE.jpg'],
		['ς.jpg', 'Σ.jpg'],
		['Ku\u0308che', 'KÜCHE']
	])('%s and %s are one file to some disk', (a, b) => {
		expect(diskKey(a)).toBe(diskKey(b));
	});

	test('the spelling is more than the key: case counts', () => {
		expect(isSameSpelling('Mu\u0308ller.jpg', 'Müller.jpg')).toBe(true);
		expect(isSameSpelling('\u0645\u06CC\u200C\u0647', '\u0645\u06CC\u0647')).toBe(true);
		expect(isSameSpelling('müller.jpg', 'Müller.jpg')).toBe(false);
	});

	test('the stem does without the extension', () => {
		expect(stemKey('DSC_1.NEF')).toBe(stemKey('dsc_1.jpeg'));
	});

	test('a key is its own key', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (name) => {
				expect(nameKey(nameKey(name))).toBe(nameKey(name));
			})
		);
	});
});
