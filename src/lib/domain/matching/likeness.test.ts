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

	const HOUR = 3_600_000;
	const NOON = Date.UTC(2026, 5, 6, 12);
	const shot = (hours: number, more: object = {}) => ({
		takenAt: NOON + hours * HOUR,
		likeness: ZERO,
		...more
	});

	test.each([
		['the zone was dropped', shot(0, { zoneMinutes: 120 }), shot(0), []],
		[
			'the zone was corrected, the wall stayed',
			shot(0, { zoneMinutes: 120 }),
			shot(0, { zoneMinutes: 60 }),
			[]
		],
		[
			'written in another zone, of one instant',
			shot(0, { zoneMinutes: 120 }),
			shot(-2, { zoneMinutes: 0 }),
			[]
		],
		[
			'of one instant, whatever it looks like',
			{ takenAt: NOON, zoneMinutes: 330 },
			{ takenAt: NOON - 5.5 * HOUR, zoneMinutes: 0 },
			[]
		],
		['turned to UTC without saying so', shot(0, { zoneMinutes: 345 }), shot(-5.75), []],
		['the clock put right by an hour', shot(0), shot(1), []],
		['by a quarter of an hour', shot(0), shot(0.25), []],
		['by 14 hours', shot(0), shot(-14), []],
		['by an hour, the fraction dropped', shot(0, { takenAt: NOON + 999 }), shot(1), []],
		[
			'by an hour, and it looks another',
			shot(0),
			shot(1, { likeness: bits(40) }),
			['capture-time', 'likeness']
		],
		['by an hour, and no look is known', shot(0), shot(1, { likeness: null }), ['capture-time']],
		[
			'by an hour, and of another shape',
			shot(0, { width: 3, height: 2 }),
			shot(1, { width: 1, height: 1 }),
			['capture-time']
		],
		['by 14 hours and a quarter', shot(0), shot(14.25), ['capture-time']],
		['by a whole day', shot(0), shot(24), ['capture-time']],
		['by ten minutes', shot(0), shot(1 / 6), ['capture-time']],
		['by an hour and two seconds', shot(0), shot(1, { takenAt: NOON + HOUR + 2000 }), ['capture-time']],
		['the next frame of a burst', shot(0), shot(0, { takenAt: NOON + 3000 }), ['capture-time']],
		['only the date of the file is known', shot(0), shot(100, { timeOf: 'file' }), []],
		[
			'the date of the file, and it looks another',
			shot(0),
			shot(100, { timeOf: 'file', likeness: bits(40) }),
			['likeness']
		]
	] as const)('taken at another time: %s', (_, a, b, reasons) => {
		expect(unlike(a, b)).toEqual(reasons);
		expect(unlike(b, a)).toEqual(reasons);
	});

	test('a look that agrees excuses whole quarter hours up to fourteen hours, and nothing else', () => {
		fc.assert(
			fc.property(fc.integer({ min: 2001, max: 48 * HOUR }), fc.boolean(), (apart, isLater) => {
				const rest = apart % (HOUR / 4);
				const isZone = apart < 14 * HOUR + 1000 && Math.min(rest, HOUR / 4 - rest) < 1000;
				const other = shot(0, { takenAt: NOON + (isLater ? apart : -apart) });
				expect(unlike(shot(0), other)).toEqual(isZone ? [] : ['capture-time']);
			}),
			{
				examples: [
					[HOUR, true],
					[14 * HOUR, false],
					[15 * HOUR, true],
					[HOUR / 4 + 999, true],
					[HOUR / 4 + 1000, true]
				]
			}
		);
	});

	test('no zone makes another picture of one instant or of one wall clock', () => {
		const zone = fc.integer({ min: -56, max: 56 }).map((quarters) => quarters * 15);
		fc.assert(
			fc.property(zone, zone, (from, to) => {
				const known = shot(0, { zoneMinutes: from, likeness: null });
				const moved = shot((to - from) / 60, { zoneMinutes: to, likeness: null });
				expect(unlike(known, moved)).toEqual([]);
				expect(unlike(known, shot(0, { zoneMinutes: to, likeness: null }))).toEqual([]);
			})
		);
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
