import { describe, expect, test } from 'vitest';
import { readPastedAddress } from './address.ts';
import { parseAddresses } from './paste.ts';

const MILLER = { address: 'cleo@x.test', name: 'Miller, Cleo' };
const CLEO = { address: 'cleo@x.test', name: 'Cleo' };
const BARE = { address: 'cleo@x.test' };
const BEN = { address: 'ben@x.test' };

describe('addresses as programs and people write them', () => {
	test.each([
		['Outlook', 'Miller, Cleo <cleo@x.test>', [MILLER]],
		[
			'Outlook, several',
			'Miller, Cleo <cleo@x.test>; Doe, Ben <ben@x.test>',
			[MILLER, { ...BEN, name: 'Doe, Ben' }]
		],
		['Outlook, with commas between', 'Miller, Cleo <cleo@x.test>, ben@x.test', [MILLER, BEN]],
		['Outlook, behind a plain one', 'ben@x.test, Miller, Cleo <cleo@x.test>', [BEN, MILLER]],
		['Outlook, in quotes', "'Miller, Cleo' <cleo@x.test>", [MILLER]],
		['a title', 'Miller, Cleo, Dr. <cleo@x.test>', [{ ...MILLER, name: 'Miller, Cleo, Dr.' }]],
		['a title between', 'Miller, Jr., Cleo <cleo@x.test>', [{ ...MILLER, name: 'Miller, Jr., Cleo' }]],
		['an address for a name', "'cleo@x.test' <cleo@x.test>", [BARE]],
		['no brackets', 'Miller, Cleo cleo@x.test', [MILLER]],
		['a note behind', 'cleo@x.test (Cleo)', [CLEO]],
		['a note at once behind', 'cleo@x.test(Cleo)', [CLEO]],
		['a note before', '(Cleo) cleo@x.test', [CLEO]],
		['a note behind brackets', '<cleo@x.test> (Cleo)', [CLEO]],
		['a name and a note', 'Cleo <cleo@x.test> (the bride)', [CLEO]],
		['a row of a spreadsheet', '"Miller, Cleo","cleo@x.test"', [MILLER]],
		['cells with tabs', 'Cleo\tcleo@x.test\r\nBen\tben@x.test', [CLEO, { ...BEN, name: 'Ben' }]],
		['one cell with several', '"cleo@x.test, ben@x.test"', [BARE, BEN]],
		['a wrapped header', 'Cleo\r\n <cleo@x.test>,\r\n ben@x.test', [CLEO, BEN]],
		['a label', 'E-mail: cleo@x.test', [BARE]],
		['a header line', 'To: Cleo <cleo@x.test>, ben@x.test', [CLEO, BEN]],
		['bullets', '\u2022 cleo@x.test\n\u2022\u00A0ben@x.test', [BARE, BEN]],
		['numbers', '1. cleo@x.test\n2) ben@x.test', [BARE, BEN]],
		['a sentence', 'cleo@x.test and ben@x.test.', [BARE, BEN]],
		['a stroke between', 'cleo@x.test / ben@x.test', [BARE, BEN]],
		['a stroke without blanks', 'cleo@x.test/ben@x.test', [BARE, BEN]],
		['an ideographic list', 'cleo@x.test\u3001ben@x.test', [BARE, BEN]],
		['full-width separators', 'cleo@x.test\uFF1Bben@x.test\uFF0C', [BARE, BEN]],
		['a link', 'mailto:cleo@x.test?subject=Hello%20there', [BARE]],
		['a link with a name', 'Cleo <mailto:cleo%40x.test>', [CLEO]],
		['a link of a chat', '[cleo@x.test](mailto:cleo@x.test)', [BARE]],
		['a link of another chat', '<mailto:cleo@x.test|cleo@x.test>', [BARE]],
		['line separators', 'cleo@x.test\u2028ben@x.test\u0085', [BARE, BEN]],
		['typographic quotes', '\u201EMiller, Cleo\u201C <cleo@x.test>', [MILLER]]
	])('%s: %j', (_what, text, accepted) => {
		expect(parseAddresses(text)).toEqual({ accepted, rejected: [] });
	});

	test('names without an address stay visible beside one that has', () => {
		expect(parseAddresses('Anna, Ben, Cleo <cleo@x.test>')).toEqual({
			accepted: [{ address: 'cleo@x.test', name: 'Ben, Cleo' }],
			rejected: [{ text: 'Anna', why: 'no-at' }]
		});
	});
});

describe('one address with what came along', () => {
	test.each([
		' cleo@x.test ',
		'\u00A0cleo@x.test\u00A0',
		'\u3000cleo@x.test',
		'\u200Bcleo@x.test\u200B',
		'cleo\u200B@x.test',
		'\uFEFFcleo@x.test',
		'cl\u00ADeo@x.test',
		'\u202Acleo@x.test\u202C',
		'\u2800cleo@x.test',
		'cleo@x.test\r\n',
		'\tcleo@x.test',
		'cleo@x.test.',
		'cleo@x.test,',
		'cleo@x.test;',
		'cleo@x.test\u2026',
		'<cleo@x.test>',
		'<cleo@x.test>;',
		'<cleo@x.test>.',
		'(cleo@x.test)',
		'[cleo@x.test]',
		'cleo@x.test>',
		'<cleo@x.test',
		'Cleo <cleo@x.test',
		'"cleo@x.test"',
		"'cleo@x.test'",
		'\u201Ccleo@x.test\u201D',
		'\u00ABcleo@x.test\u00BB',
		'\u2018cleo@x.test\u2019',
		'mailto:cleo@x.test',
		'MAILTO: cleo@x.test',
		'<mailto:cleo@x.test>',
		'cleo\uFF20x.test',
		'\uFF43\uFF4C\uFF45\uFF4F\uFF20\uFF58\uFF0E\uFF54\uFF45\uFF53\uFF54',
		'cleo@x\u3002test',
		'cleo @ x.test',
		'cleo@ x.test',
		'Miller, Cleo <cleo@x.test>',
		'Cleo <CLEO@X.TEST>'
	])('%j', (text) => {
		expect(readPastedAddress(text)).toEqual({ ok: true, address: 'cleo@x.test' });
	});

	test.each([
		['cleo@\u0646\u0627\u0645\u0647\u200C\u0627\u06CC.com', 'cleo@xn--mgba3gch31f060k.com'],
		['cleo@m\u200Bu\u0308ller.test', 'cleo@xn--mller-kva.test'],
		['o\uFB03ce@x.test', 'office@x.test'],
		['cleo@x\u200C.test', 'cleo@x.test'],
		["o'neill@x.test", "o'neill@x.test"]
	])('%j is %s', (text, address) => {
		expect(readPastedAddress(text)).toEqual({ ok: true, address });
	});

	test.each([
		['', 'empty'],
		['\u200B\u00A0', 'no-at'],
		['cleo', 'no-at'],
		['a@x.test, b@x.test', 'several'],
		['a@x.test\r\nBcc: b@y.test', 'several'],
		['j\u00F6rg@x.test', 'local-part'],
		['a@[127.0.0.1]', 'domain'],
		['a@x(c)y.z', 'domain'],
		['a@b@x.test', 'domain'],
		['"a@evil x"@corp.test', 'unclear'],
		['a'.repeat(1001), 'too-long']
	])('%j is refused: %s', (text, why) => {
		expect(readPastedAddress(text)).toEqual({ ok: false, why });
	});
});
