import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAddress } from './plain-address.ts';
import { cleanDisplayName } from './display-name.ts';
import { parseAddresses, writeAddress } from './paste.ts';
import { leastCpuMs } from '#tests/support/measure/cost.ts';

describe('one address and nothing else', () => {
	test.each([
		['', 'empty'],
		['   ', 'empty'],
		['cleo', 'no-at'],
		['a@x.test\r\nBcc: b@y.test', 'several'],
		['a@x.test\nb@x.test', 'several'],
		['a@x.test, b@x.test', 'several'],
		['a@x.test;b@x.test', 'several'],
		['g: a@x.test;', 'several'],
		['g:a@x.test', 'local-part'],
		['a@x(c)y.z', 'domain'],
		['a(c)@x.test', 'local-part'],
		['"a"@x.test', 'local-part'],
		['"a@evil"@corp.test', 'local-part'],
		['a@[127.0.0.1]', 'domain'],
		['a@127.0.0.1', 'domain'],
		['a@2130706433', 'domain'],
		['a@0x7f.1', 'domain'],
		['a@b@x.test', 'domain'],
		['@x.test', 'local-part'],
		['a@', 'domain'],
		['b%y.test@x.test', 'local-part'],
		['y.test!b@x.test', 'local-part'],
		['.a@x.test', 'local-part'],
		['a.@x.test', 'local-part'],
		['a..b@x.test', 'local-part'],
		['a b@x.test', 'several'],
		['a\0@x.test', 'local-part'],
		['jörg@x.test', 'local-part'],
		['a@x', 'domain'],
		['a@x..test', 'domain'],
		['a@.test', 'domain'],
		['a@x.test.', 'domain'],
		['a@-x.test', 'domain'],
		['a@x_y.test', 'domain'],
		['a@x.test/path', 'domain'],
		['a@x.test:25', 'domain'],
		['a@x.test?b', 'domain'],
		['a@x.test#b', 'domain'],
		['a@user%40x.test', 'domain'],
		['a@x.test>', 'domain'],
		[`${'a'.repeat(65)}@x.test`, 'local-part'],
		[`a@${'x'.repeat(64)}.test`, 'domain'],
		[`a@${'xyz.'.repeat(63)}test`, 'too-long'],
		['a'.repeat(5000), 'too-long']
	])('%j: %s', (text, why) => {
		expect(readAddress(text)).toEqual({ ok: false, why });
	});

	test.each([
		['cleo@x.test', 'cleo@x.test'],
		[' Cleo@X.TEST ', 'cleo@x.test'],
		["o'brien+a.b@sub.x-y.test", "o'brien+a.b@sub.x-y.test"],
		['cleo@müller.test', 'cleo@xn--mller-kva.test'],
		['cleo@MU\u0308LLER.test', 'cleo@xn--mller-kva.test'],
		['cleo@例え.テスト', 'cleo@xn--r8jz45g.xn--zckzah'],
		['cleo@xn--mller-kva.test', 'cleo@xn--mller-kva.test'],
		['root@localhost', 'root@localhost'],
		[`${'a'.repeat(64)}@x.test`, `${'a'.repeat(64)}@x.test`]
	])('%j is %s', (text, address) => {
		expect(readAddress(text)).toEqual({ ok: true, address });
	});

	test('whatever is accepted is accepted again as it stands, and safe in a header', () => {
		const part = fc.string({ unit: fc.constantFrom(...'aZ09.-_@ü"<>()[],;: \r\n\0%\\/'), maxLength: 12 });
		fc.assert(
			fc.property(part, part, (local, domain) => {
				const read = readAddress(`${local}@${domain}.test`);
				if (!read.ok) return;
				expect(read.address).toMatch(/^[a-z0-9._/-]+@[a-z0-9.-]+\.test$/);
				expect(readAddress(read.address)).toEqual(read);
			}),
			{ numRuns: 2000 }
		);
	});
});

describe('names of people', () => {
	test.each([
		['Cleo\r\nBcc: evil@x.test', 'Cleo Bcc: evil@x.test'],
		['<script>alert(1)</script>', 'script alert(1) /script'],
		['  Cleo   Miller ', 'Cleo Miller'],
		['"Miller, Cleo"', 'Miller, Cleo'],
		['gpj\u202Eexe', 'gpjexe'],
		['Zoe\u0308', 'Zoë'],
		['\ud800x', '\ufffdx'],
		['\u3164\u2800', ''],
		['Cleo\u3164\uFFA0Miller\u115F', 'Cleo Miller'],
		['\0\t', '']
	])('%j becomes %j', (raw, clean) => {
		expect(cleanDisplayName(raw)).toBe(clean);
	});

	test('at most 78 characters, none cut in half', () => {
		expect([...cleanDisplayName('😀'.repeat(5000))]).toEqual(Array(78).fill('😀'));
	});
});

describe('pasted addresses', () => {
	const accepted = (text: string) => parseAddresses(text).accepted;
	const rejected = (text: string) => parseAddresses(text).rejected;

	test.each([
		['"Doe, Jane" <jane@doe.test>', { address: 'jane@doe.test', name: 'Doe, Jane' }],
		['Jane O’Doe jane@doe.test', { address: 'jane@doe.test', name: 'Jane O’Doe' }],
		['jane@doe.test', { address: 'jane@doe.test' }]
	])('%s: what was read can be written and is read again', (text, one) => {
		expect(accepted(text)).toEqual([one]);
		expect(parseAddresses(writeAddress(one))).toEqual({ accepted: [one], rejected: [] });
	});

	test.each([
		['dan@x', 'domain'],
		['Cleo', 'no-at'],
		['g: a@x.test', 'unclear'],
		['Bcc: <b@x.test>', 'unclear'],
		['Cleo "C" a@x.test', 'unclear'],
		['Cleo <<a@x.test>>', 'unclear'],
		['Cleo <>', 'empty'],
		['"a@evil x"@corp.test', 'unclear'],
		['"a@evil"@corp.test', 'unclear'],
		['Cleo "C" <a@x.test', 'unclear']
	])('%j is refused: %s', (text, why) => {
		expect(parseAddresses(text)).toEqual({ accepted: [], rejected: [{ text, why }] });
	});

	test('a header smuggled in behind a line end is no recipient', () => {
		const parsed = parseAddresses('a@x.test\r\nBcc: b@y.test');
		expect(parsed.accepted).toEqual([{ address: 'a@x.test' }]);
		expect(parsed.rejected).toEqual([{ text: 'Bcc: b@y.test', why: 'unclear' }]);
	});

	test('in any shape', () => {
		const text =
			'Cleo <cleo@x.test>, ben@x.test; "Miller, Dan" <dan@x.test>\n<eve@x.test>\tfay@x.test gus@x.test';
		expect(accepted(text)).toEqual([
			{ address: 'cleo@x.test', name: 'Cleo' },
			{ address: 'ben@x.test' },
			{ address: 'dan@x.test', name: 'Miller, Dan' },
			{ address: 'eve@x.test' },
			{ address: 'fay@x.test' },
			{ address: 'gus@x.test' }
		]);
		expect(rejected(text)).toEqual([]);
	});

	test.each([
		['Cleo Miller\tcleo@x.test', 'Cleo Miller'],
		['cleo@x.test\tCleo Miller', 'Cleo Miller'],
		['Cleo Miller mailto:cleo@x.test', 'Cleo Miller'],
		['Cleo O\u2019Hara <MAILTO:cleo@x.test>', 'Cleo O\u2019Hara'],
		['cleo@x.test', undefined],
		['other@x.test <cleo@x.test>', undefined]
	])('%j: named %s', (text, name) => {
		expect(accepted(text)).toEqual([name ? { address: 'cleo@x.test', name } : { address: 'cleo@x.test' }]);
	});

	test('names go with the address behind them', () => {
		expect(accepted('Cleo cleo@x.test Ben ben@x.test')).toEqual([
			{ address: 'cleo@x.test', name: 'Cleo' },
			{ address: 'ben@x.test', name: 'Ben' }
		]);
		expect(rejected('a@x.test b@x.test and others')).toEqual([{ text: 'and others', why: 'no-at' }]);
	});

	test('doubles go once, with the name that one of them has', () => {
		expect(accepted('cleo@x.test, Cleo <CLEO@x.test>, C <cleo@x.test>')).toEqual([
			{ address: 'cleo@x.test', name: 'Cleo' }
		]);
	});

	test('nothing is nothing', () => {
		expect(parseAddresses(' ,;\n\t ')).toEqual({ accepted: [], rejected: [] });
	});

	test('good ones are found among bad ones, and nothing is lost', () => {
		const good = fc.integer({ min: 0, max: 99 }).map((n) => `p${n}@x.test`);
		const bad = fc.constantFrom('nobody', 'a@x', 'g:a@x.test', '<>', 'ü@x.test');
		const separator = fc.constantFrom(',', ';', '\n', '\r\n', ' , ', '\n\n');
		fc.assert(
			fc.property(fc.array(good), fc.array(bad), separator, (goods, bads, between) => {
				const { accepted, rejected } = parseAddresses([...goods, ...bads].join(between));
				expect(accepted.map(({ address }) => address)).toEqual([...new Set(goods)]);
				expect(rejected).toHaveLength(bads.length);
			})
		);
	});

	test('a long paste stays quick', async () => {
		const parse = () => {
			parseAddresses(`${'"<'.repeat(20_000)}a@x.test`);
			parseAddresses(`${'a '.repeat(50_000)}a@x.test`);
		};
		expect(await leastCpuMs(1000, parse)).toBeLessThan(1000);
	});
});
