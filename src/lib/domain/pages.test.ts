import * as v from 'valibot';
import { expect, test } from 'vitest';
import { AskedPage, pageLinks, pageOf } from './pages.ts';

test.each([
	[0, 1, { page: 1, pages: 1, from: 0 }],
	[120, 1, { page: 1, pages: 1, from: 0 }],
	[121, 2, { page: 2, pages: 2, from: 120 }],
	[3000, 25, { page: 25, pages: 25, from: 2880 }],
	[3000, 26, { page: 25, pages: 25, from: 2880 }],
	[3000, 0, { page: 1, pages: 25, from: 0 }]
])('of %i entries page %i', (count, asked, found) => {
	expect(pageOf(count, asked)).toMatchObject(found);
});

test.each([
	['2', 2],
	['0', 0],
	[null, 1],
	['-1', 1],
	['1e3', 1],
	['two', 1],
	['99999999999', 1],
	['', 1]
])('?page=%j asks for page %i', (asked, page) => {
	expect(v.parse(AskedPage, asked)).toBe(page);
});

test.each([
	[1, 1, [1]],
	[2, 3, [1, 2, 3]],
	[1, 25, [1, 2, null, 25]],
	[4, 25, [1, 2, 3, 4, 5, null, 25]],
	[13, 25, [1, null, 12, 13, 14, null, 25]],
	[25, 25, [1, null, 24, 25]]
])('on page %i of %i the links are %j', (page, pages, links) => {
	expect(pageLinks({ page, pages })).toEqual(links);
});
