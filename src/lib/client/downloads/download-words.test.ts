import { describe, expect, it } from 'vitest';
import { downloadWords } from './download-words.ts';

const final = { state: 'FINAL' as const, bytes: 325_000 };
const proof = { state: 'PROOF' as const, bytes: 325_000 };
const open = { state: 'UNDEFINED' as const, bytes: 325_000 };
const said = (
	takeable: Parameters<typeof downloadWords>[0]['takeable'],
	of: number | undefined,
	saysFinal = true
) => downloadWords({ takeable, of, saysFinal });

describe('the download button says', () => {
	it.each([
		['four finals of thirty', said([final, final, final, final], 30), 'Download 4 finals, 1.3 MB'],
		['one final of two', said([final], 2), 'Download 1 final, 325 kB'],
		['finals and proofs', said([final, proof], 5), 'Download 2 pictures, 650 kB'],
		['one picture without a state', said([open], 5), 'Download 1 picture, 325 kB'],
		[
			'finals where the studio calls them otherwise',
			said([final, final], 5, false),
			'Download 2 pictures, 650 kB'
		],
		['a size that is not known', said([final, { state: 'FINAL' }], 5), 'Download 2 finals'],
		['all of them', said([final, proof], 2), 'Download all'],
		['one where there is one', said([final], 1), 'Download all'],
		['what the page was born with, while more comes', said([final, proof], undefined), 'Download all']
	])('%s', (_, words, expected) => expect(words).toBe(expected));
});
