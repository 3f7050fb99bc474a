import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { pastedDigits } from '../pasted.ts';
import { passphraseForm } from './passphrase.ts';
import { PutAccess } from './rows.ts';

describe('a passphrase as it was copied or typed', () => {
	test.each([
		['a blank behind', 'Autumn2026 '],
		['a no-break blank behind', 'Autumn2026\u00A0'],
		['a narrow no-break blank', '\u202FAutumn2026'],
		['ideographic blanks', '\u3000Autumn2026\u3000'],
		['a figure space', '\u2007Autumn2026'],
		['a line end and a tab', '\tAutumn2026\r\n'],
		['a line separator', 'Autumn2026\u2028'],
		['a next-line sign', 'Autumn2026\u0085'],
		['a zero-width space', '\u200BAutumn2026'],
		['a zero-width space within', 'Autumn\u200B2026'],
		['a soft hyphen', 'Autumn\u00AD2026'],
		['a word joiner', 'Autumn2026\u2060'],
		['a byte order mark', '\uFEFFAutumn2026'],
		['marks of direction', '\u202AAutumn2026\u202C\u200E'],
		['an empty Braille cell', 'Autumn2026\u2800'],
		['quotes around it', '"Autumn2026"'],
		['curly quotes around it', '\u201CAutumn2026\u201D'],
		['German quotes around it', '\u201EAutumn2026\u201C'],
		['French quotes around it', '\u00AB\u00A0Autumn2026\u00A0\u00BB'],
		['single quotes around it', '\u2018Autumn2026\u2019'],
		['corner brackets around it', '\u300CAutumn2026\u300D'],
		[
			'full-width letters of a Japanese keyboard',
			'\uFF21\uFF55\uFF54\uFF55\uFF4D\uFF4E\uFF12\uFF10\uFF12\uFF16'
		]
	])('with %s is the same', (_what, typed) => {
		expect(passphraseForm(typed)).toBe('Autumn2026');
	});

	test.each([
		['Unicode form', 'M\u00FCller & Zo\u00EB', 'Mu\u0308ller & Zoe\u0308'],
		['blanks within', 'open sesame', 'open\u00A0\u2009 sesame'],
		['an apostrophe made curly', "Anna's day", 'Anna\u2019s day'],
		['an acute accent for an apostrophe', "Anna's day", 'Anna\u00B4s day'],
		['a hyphen made long', 'Anna - Ben', 'Anna \u2013 Ben'],
		['two hyphens made one dash', 'Anna--Ben', 'Anna\u2014Ben'],
		['a no-break hyphen', 'anna-ben', 'anna\u2011ben'],
		['dots made one sign', 'wait...', 'wait\u2026'],
		['a ligature', 'office', 'o\uFB03ce'],
		['an emoji with and without its selector', 'love \u2764\uFE0F', 'love \u2764'],
		[
			'a joiner between letters',
			'\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645',
			'\u0645\u06CC\u062E\u0648\u0627\u0647\u0645'
		]
	])('%s does not count', (_what, set, typed) => {
		expect(passphraseForm(typed)).toBe(passphraseForm(set));
	});

	test.each([
		['Autumn2026', 'autumn2026'],
		['Autumn2026', 'Autumn 2026'],
		['Autumn2026', 'Autumn2026.'],
		['stra\u00DFe', 'strasse'],
		['Muller', 'M\u00FCller'],
		["it's", 'its'],
		['anna-ben', 'annaben'],
		['I\u0131', 'II']
	])('%j and %j are two', (one, other) => {
		expect(passphraseForm(one)).not.toBe(passphraseForm(other));
	});

	test('a form is its own form, whatever was typed', () => {
		const unit = fc.constantFrom(
			...'aA"\'- .',
			'\u00A0',
			'\u200B',
			'\u00B4',
			'\u2014',
			'\u201C',
			'\u2019',
			'e\u0301',
			'\uFEFF'
		);
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit, maxLength: 12 }), fc.string({ unit: 'binary' })), (typed) => {
				const form = passphraseForm(typed);
				expect(form).not.toMatch(/^\s|\s$|\s\s/);
				expect(passphraseForm(form)).toBe(form);
			}),
			{ numRuns: 2000 }
		);
	});

	test.each(['    ', '\u00A0\u3000\t\n', 'ab\u200B\u200B\u200B', '" a "', 'abc '])(
		'%j is too short: what does not count makes nothing longer',
		(passphrase) => {
			const rows = [{ subject: 'anybody', look: true, passphrase }];
			expect(v.safeParse(PutAccess, { rows }).issues?.[0]?.message).toBe('faults:field.tooShort');
		}
	);
});

describe('a code as it was copied or typed', () => {
	test.each([
		['123456'],
		[' 123 456\u00A0'],
		['123-456'],
		['123\u200B456\uFEFF'],
		['Your code: 123456.'],
		['\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16'],
		['\u0661\u0662\u0663\u0664\u0665\u0666'],
		['\u06F1\u06F2\u06F3\u06F4\u06F5\u06F6'],
		['\u0967\u0968\u0969\u096A\u096B\u096C']
	])('%j is 123456', (typed) => {
		expect(pastedDigits(typed)).toBe('123456');
	});

	test('every script\u2019s zero and nine', () => {
		expect(pastedDigits('\u0660\u0669 \u0966\u096F \u0E50\u0E59 0 9')).toBe('09090909');
	});
});
