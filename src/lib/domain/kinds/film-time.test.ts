import { expect, test } from 'vitest';
import { filmTime } from './film-time.ts';

test.each([
	[0, '0:00'],
	[999, '0:00'],
	[42_400, '0:42'],
	[60_000, '1:00'],
	[3_599_999, '59:59'],
	[3_723_000, '1:02:03'],
	[86_400_000, '24:00:00']
])('%d ms are "%s"', (ms, words) => expect(filmTime(ms)).toBe(words));
