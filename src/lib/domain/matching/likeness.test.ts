import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alike, likenessDistance, unlike, UNLIKE_BITS } from './likeness.ts';

const ZERO = '0'.repeat(16);
/** A likeness that differs from ZERO in so many bits. */
const bits = (count: number) => ((1n << BigInt(count)) - 1n).toString(16).padStart(16, '0');

describe('the distance of two likenesses', () => {
	test.each([null, undefined, '', 'abc', 'g'.repeat(16), '0'.repeat(17), '-0x0000000000000'])(
		'%j has none',
		(odd) => {
			expect(likenessDistance(odd, ZERO)).toBeNull();
			expect(likenessDistance(ZERO, odd)).toBeNull();
		}
	);

	test('counts bits, upper and lower case alike', () => {
		fc.assert(
			fc.property(
				fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
				fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
				(a, b) => {
					const hex = (n: bigint) => n.toString(16).padStart(16, '0');
					const ones = [...(a ^ b).toString(2)].filter((bit) => bit === '1').length;
					expect(likenessDistance(hex(a), hex(b).toUpperCase())).toBe(ones);
				}
			)
		);
	});
});

describe('another picture', () => {
	test.each([
		['nothing is known', {}, {}, []],
		['the same time', { takenAt: 0 }, { takenAt: 2000 }, []],
		['another time', { takenAt: 0 }, { takenAt: 2001 }, ['capture-time']],
		['one lacks the time', { takenAt: null }, { takenAt: 9e9 }, []],
		['a like look', { likeness: ZERO }, { likeness: bits(UNLIKE_BITS) }, []],
		['another look', { likeness: ZERO }, { likeness: bits(UNLIKE_BITS + 1) }, ['likeness']],
		['one has no likeness', { likeness: ZERO }, { likeness: null }, []],
		[
			'a crop of another shape',
			{ likeness: ZERO, width: 300, height: 200 },
			{ likeness: bits(64), width: 200, height: 200 },
			[]
		],
		[
			'another look, as wide, at half the size',
			{ likeness: ZERO, width: 6000, height: 4000 },
			{ likeness: bits(64), width: 3000, height: 2001 },
			['likeness']
		],
		[
			'both',
			{ takenAt: 0, likeness: ZERO },
			{ takenAt: 9e9, likeness: bits(64) },
			['capture-time', 'likeness']
		]
	] as const)('%s', (_, a, b, reasons) => {
		expect(unlike(a, b)).toEqual(reasons);
		expect(unlike(b, a)).toEqual(reasons);
	});

	test.each([
		['nothing known is no proof', {}, {}, false],
		['a like look', { likeness: ZERO }, { likeness: ZERO }, true],
		['the same time', { takenAt: 5 }, { takenAt: 5 }, true],
		['a like look at another time', { likeness: ZERO, takenAt: 0 }, { likeness: ZERO, takenAt: 9e9 }, false],
		[
			'a crop alone is no proof',
			{ likeness: ZERO, width: 3, height: 2 },
			{ likeness: ZERO, width: 1, height: 1 },
			false
		]
	] as const)('alike? %s', (_, a, b, expected) => {
		expect(alike(a, b)).toBe(expected);
	});
});
