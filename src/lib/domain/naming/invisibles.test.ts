import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanDisplayName } from '../addresses/display-name.ts';
import { cleanFileName } from './clean-file-name.ts';
import { withoutInvisibles } from './invisibles.ts';
import { zipName } from './zip-names.ts';

describe('a sign that is part of the word stays', () => {
	test.each([
		['Persian', '\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645'],
		['Persian behind Latin', 'PDF\u200C\u0647\u0627'],
		['Persian behind a digit', '\u06F2\u06F0\u200C\u0633\u0627\u0644\u0647'],
		['Arabic, heh at a date', '1445 \u0647\u200D'],
		['Hindi', '\u0915\u094D\u200D\u0937'],
		['Marathi, eyelash ra', '\u0926\u0930\u094D\u200D\u092F\u093E'],
		['Bengali', '\u09B0\u200D\u09CD\u09AF\u09BE\u09AE'],
		['Sinhala, Sri', '\u0DC1\u0DCA\u200D\u0DBB\u0DD3'],
		['Malayalam, a chillu at the end', '\u0D05\u0D35\u0D28\u0D4D\u200D'],
		['Kannada', '\u0CB0\u0CCD\u200C\u0CA8'],
		['Sundanese', '\u1B9E\u1BAA\u200C\u1B9E'],
		['Meetei Mayek', '\uABC0\uABED\u200C\uABC0'],
		['Newa', '\u{1140E}\u{11442}\u200D\u{1140E}'],
		['Brahmi', '\u{11013}\u{11046}\u200C\u{11013}'],
		['Saurashtra', '\uA892\uA8C4\u200D\uA892'],
		['Chakma', '\u{11107}\u{11133}\u200D\u{11107}'],
		['family', '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}'],
		['astronaut of a skin', '\u{1F469}\u{1F3FD}\u200D\u{1F680}'],
		['rainbow flag', '\u{1F3F3}\uFE0F\u200D\u{1F308}'],
		['heart on fire', '\u2764\uFE0F\u200D\u{1F525}'],
		['keycap', '1\uFE0F\u20E3'],
		['flag of Scotland', '\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}'],
		['variant of a Han sign', '\u845B\u{E0100}\u98FE'],
		['Mongolian', '\u182D\u180C\u1820']
	])('%s', (_, word) => {
		const name = `${word}.jpg`;
		expect(withoutInvisibles(name)).toBe(name);
		expect(cleanFileName(name)).toEqual({ ok: true, name, changed: false });
		expect(zipName(name)).toBe(name);
		expect(cleanDisplayName(word)).toBe(word);
	});
});

describe('a sign that only hides goes', () => {
	test.each([
		['right-to-left override', 'gpj\u202Eexe.jpg', 'gpjexe.jpg'],
		['isolate', 'a\u2066b\u2069.jpg', 'ab.jpg'],
		['zero-width space', 'a\u200Bb.jpg', 'ab.jpg'],
		['byte order mark', '\uFEFFa.jpg', 'a.jpg'],
		['soft hyphen', 'a\u00ADb.jpg', 'ab.jpg'],
		['word joiner', 'a\u2060b.jpg', 'ab.jpg'],
		['combining grapheme joiner', 'a\u034Fb.jpg', 'ab.jpg'],
		['joiner in Latin', 'a\u200Db\u200Cc.jpg', 'abc.jpg'],
		['joiner in Cyrillic', '\u0430\u200C\u0431.jpg', '\u0430\u0431.jpg'],
		['joiner before the ending', 'photo\u200D.jpg', 'photo.jpg'],
		['joiner at the beginning', '\u200C\u0645.jpg', '\u0645.jpg'],
		['joiners in a row', '\u0645\u200C\u200C\u200D\u0647.jpg', '\u0645\u200C\u0647.jpg'],
		['joiner behind one emoji', '\u{1F469}\u200D.jpg', '\u{1F469}.jpg'],
		['variation selector on Latin', 'a\uFE0Eb.jpg', 'ab.jpg'],
		['variation selector on a digit', '1\uFE0F.jpg', '1.jpg'],
		['variation selector on a sign', '+\uFE0F.jpg', '+.jpg'],
		['variation selectors in a row', '\u{1F600}\uFE0F\u{E0101}\u{E0102}.jpg', '\u{1F600}\uFE0F.jpg'],
		['tags that spell nothing', 'a\u{E0041}\u{E0042}.jpg', 'a.jpg'],
		['interlinear annotation', 'a\uFFF9b\uFFFAc\uFFFB.jpg', 'abc.jpg']
	])('%s', (_, raw, clean) => {
		expect(withoutInvisibles(raw)).toBe(clean);
	});

	test('whatever comes out comes out again', () => {
		const signs =
			'a.1\u0430\u0645\u0915\u094D\u200C\u200D\u200B\uFE0F\u2764\u{1F469}\u{1F3F4}\u{E0067}\u{E007F}\u845B';
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...signs), maxLength: 12 }), (raw) => {
				const clean = withoutInvisibles(raw);
				expect(withoutInvisibles(clean)).toBe(clean);
			}),
			{ numRuns: 5000 }
		);
	});
});
