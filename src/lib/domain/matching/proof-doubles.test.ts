import { describe, expect, test } from 'vitest';
import { findSameProof } from './proof-doubles.ts';

describe('a proof that is there already', () => {
	const known = [
		{
			fileId: 'a',
			names: ['A.jpg', 'Old.jpg', 'M\u00FCller.jpg', '\u0645\u06CC\u0647.jpg'],
			sha256s: ['1', '2']
		}
	];

	test.each([
		['A.jpg', '1', 'a'],
		['Old.jpg', '2', 'a'],
		['A.jpg', '3', null],
		['a.jpg', '1', null],
		['Mu\u0308ller.jpg', '1', 'a'],
		['MU\u0308LLER.jpg', '1', null],
		['\u0645\u06CC\u200C\u0647.jpg', '1', 'a'],
		['B.jpg', '1', null]
	])('%s with bytes %s: %s', (proof, sha256, fileId) => {
		expect(findSameProof({ name: proof, sha256 }, known)).toBe(fileId);
	});
});
