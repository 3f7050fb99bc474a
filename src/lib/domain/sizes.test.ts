import { expect, it } from 'vitest';
import { sizeInWords } from './sizes.ts';

it.each([
	[0, '0 B'],
	[999, '999 B'],
	[1000, '1.0 kB'],
	[7_570_000, '7.6 MB'],
	[9_990_000, '10 MB'],
	[84_400_000, '84 MB'],
	[1_230_000_000, '1.2 GB'],
	[5e15, '5000 TB']
])('%d bytes are %s', (bytes, words) => {
	expect(sizeInWords(bytes)).toBe(words);
});
