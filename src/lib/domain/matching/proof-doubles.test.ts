import { describe, expect, test } from 'vitest';
import { findSameProof } from './proof-doubles.ts';

describe('a proof that is there already', () => {
	const known = [{ fileId: 'a', names: ['A.jpg', 'Old.jpg'], sha256s: ['1', '2'] }];

	test.each([
		['A.jpg', '1', 'a'],
		['Old.jpg', '2', 'a'],
		['A.jpg', '3', null],
		['a.jpg', '1', null],
		['B.jpg', '1', null]
	])('%s with bytes %s: %s', (proof, sha256, fileId) => {
		expect(findSameProof({ name: proof, sha256 }, known)).toBe(fileId);
	});
});
