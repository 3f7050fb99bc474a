import fc from 'fast-check';
import { expect, test } from 'vitest';
import { initialsOf } from './initials.ts';

test.each([
	['Cleo Marsh', 'CM'],
	['cleo', 'CL'],
	['Anna Maria de Souza', 'AS'],
	['ben.ito', 'BI'],
	['Jean-Luc', 'JL'],
	['E\u0301lodie', 'ÉL'],
	['O’Brien', 'OB'],
	['"Ben" (Ito)', 'BI'],
	['Cleo Marsh 🎉', 'CM'],
	['🎉 Cleo', 'CL'],
	['👩🏽‍🤝‍👨🏻', '👩🏽‍🤝‍👨🏻'],
	['👨‍👩‍👧‍👦 💍', '👨‍👩‍👧‍👦'],
	['🇫🇷', '🇫🇷'],
	['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
	['山田 太郎', '山太'],
	['김철수', '김철'],
	['محمد علي', 'مع'],
	['नीता', 'नीता'],
	['A', 'A'],
	['7', '7'],
	['', '?'],
	[' \u200b\u202e ', '?'],
	['...', '?'],
	['\u0301', '?'],
	['\ud83d', '?']
])('of %j are %s', (name, initials) => expect(initialsOf(name)).toBe(initials));

test('a pile of accents stays a letter', () => {
	expect([...initialsOf(`e${'\u0323'.repeat(5000)}`)].length).toBeLessThanOrEqual(10);
});

test('of any name are few, and there is always something to see', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
			const signs = [...initialsOf(name)].length;
			expect(signs).toBeGreaterThan(0);
			expect(signs).toBeLessThanOrEqual(60);
		})
	);
});
