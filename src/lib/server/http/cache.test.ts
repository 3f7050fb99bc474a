import { expect, test } from 'vitest';
import { makeCache } from './cache.ts';

const lengthOf = (text: string) => text.length;

test('keeps no more than its budget, and gives up first what nobody asked for longest', () => {
	const cache = makeCache<string>(10, 10, lengthOf);
	for (const key of ['a', 'b', 'c']) cache.put(key, key.repeat(3));
	cache.get('a');
	cache.put('d', 'dddd');
	expect(['a', 'b', 'c', 'd'].map(cache.get)).toEqual(['aaa', undefined, 'ccc', 'dddd']);
});

test('hands on what is too large for it, and keeps the rest', () => {
	const cache = makeCache<string>(10, 5, lengthOf);
	cache.put('a', 'aaa');
	expect(cache.put('b', 'b'.repeat(6))).toBe('bbbbbb');
	expect(['a', 'b'].map(cache.get)).toEqual(['aaa', undefined]);
});
