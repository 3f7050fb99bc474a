import { describe, expect, it } from 'vitest';
import { distinctBy, repeatedIn } from './distinct.ts';

describe('distinctBy', () => {
	it.each([
		['nothing', [], []],
		['one person on two devices', ['cleo', 'cleo'], ['cleo']],
		['the first of each, in order', ['b', 'a', 'b', 'c', 'a'], ['b', 'a', 'c']],
		['empty keys', ['', '', 'x'], ['', 'x']],
		['keys that only look alike', ['1', '01', ' 1'], ['1', '01', ' 1']]
	])('keeps %s', (_, given, kept) => expect(distinctBy(given, (each) => each)).toEqual(kept));

	it('compares by the key alone', () => {
		const people = [
			{ id: 'a', at: 1 },
			{ id: 'a', at: 2 },
			{ id: 'b', at: 3 }
		];
		expect(distinctBy(people, ({ id }) => id)).toEqual([people[0], people[2]]);
	});
});

describe('repeatedIn', () => {
	it.each([
		['nothing', [], []],
		['of three names the one that two have', ['a', 'b', 'a'], ['a']],
		['one that three have, once', ['x', 'x', 'x'], ['x']],
		['an empty name', ['', ''], ['']],
		['nothing of names that only look alike', ['a', 'A', 'a '], []]
	])('finds %s', (_, given, found) => expect([...repeatedIn(given)]).toEqual(found));
});
