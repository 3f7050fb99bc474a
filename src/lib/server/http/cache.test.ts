import { expect, test } from 'vitest';
import { makeCache } from './cache.ts';

const lengthOf = ({ length }: Buffer) => length;

test('keeps no more than its budget, and gives up first what nobody asked for longest', () => {
	const cache = makeCache<Buffer>(10, 10, lengthOf);
	for (const key of ['a', 'b', 'c']) cache.put(key, Buffer.from(key.repeat(3)));
	cache.get('a');
	cache.put('d', Buffer.from('dddd'));
	expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key)?.toString())).toEqual([
		'aaa',
		undefined,
		'ccc',
		'dddd'
	]);
});

test('hands on what is too large for it, and keeps the rest', () => {
	const cache = makeCache<Buffer>(10, 5, lengthOf);
	cache.put('a', Buffer.from('aaa'));
	expect(cache.put('b', Buffer.from('bbbbbb')).toString()).toBe('bbbbbb');
	expect(['a', 'b'].map((key) => cache.get(key)?.toString())).toEqual(['aaa', undefined]);
});
