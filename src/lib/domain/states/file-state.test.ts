import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { badgeFor, FileStateSchema, FileStatesSchema, isLower } from './file-state.ts';

describe('file states', () => {
	test.each(['final', 'Final', '', 'DRAFT', null, 1, '__proto__'])('%j is no state', (value) => {
		expect(v.is(FileStateSchema, value)).toBe(false);
	});

	test('a set of states has no doubles and one order', () => {
		expect(v.parse(FileStatesSchema, ['FINAL', 'UNDEFINED', 'FINAL'])).toEqual(['UNDEFINED', 'FINAL']);
		expect(v.is(FileStatesSchema, ['FINAL', 'proof'])).toBe(false);
	});

	test.each([
		['PROOF', 'FINAL', true],
		['UNDEFINED', 'FINAL', true],
		['PROOF', 'UNDEFINED', true],
		['FINAL', 'PROOF', false],
		['UNDEFINED', 'PROOF', false],
		['FINAL', 'FINAL', false]
	] as const)('%s is lower than %s: %s', (state, than, lower) => {
		expect(isLower(state, than)).toBe(lower);
	});
});

describe('badges', () => {
	test('UNDEFINED is never shown, whatever the studio calls it', () => {
		expect(badgeFor('UNDEFINED', { badges: true, words: { UNDEFINED: 'New' } })).toBeNull();
	});

	test('a studio that switched badges off shows none', () => {
		expect(badgeFor('FINAL', { badges: false })).toBeNull();
	});

	test('the studio may rename a state; an empty word is the usual one', () => {
		expect(badgeFor('PROOF', { badges: true, words: { PROOF: 'To choose' } })).toEqual({
			state: 'PROOF',
			word: 'To choose'
		});
		expect(badgeFor('FINAL', { badges: true, words: { FINAL: ' ' } })).toEqual({
			state: 'FINAL',
			word: null
		});
	});
});
