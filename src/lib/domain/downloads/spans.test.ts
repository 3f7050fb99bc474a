import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesIn, withSpan, type Span } from './spans.ts';

const all = (spans: Span[]) => spans.reduce<Span[]>(withSpan, []);

describe('spans of bytes', () => {
	it.each<[string, Span[], Span[], number]>([
		['one', [[0, 9]], [[0, 9]], 10],
		['a single byte', [[7, 7]], [[7, 7]], 1],
		[
			'one after the other',
			[
				[0, 4],
				[5, 9]
			],
			[[0, 9]],
			10
		],
		[
			'the second before the first',
			[
				[5, 9],
				[0, 4]
			],
			[[0, 9]],
			10
		],
		[
			'a gap between',
			[
				[0, 3],
				[5, 9]
			],
			[
				[0, 3],
				[5, 9]
			],
			9
		],
		[
			'a gap that is filled',
			[
				[0, 3],
				[5, 9],
				[4, 4]
			],
			[[0, 9]],
			10
		],
		[
			'the same again',
			[
				[0, 9],
				[0, 9]
			],
			[[0, 9]],
			10
		],
		[
			'overlapping',
			[
				[0, 6],
				[4, 9]
			],
			[[0, 9]],
			10
		],
		[
			'one inside another',
			[
				[0, 9],
				[3, 4]
			],
			[[0, 9]],
			10
		],
		[
			'one round several',
			[
				[2, 3],
				[6, 7],
				[0, 9]
			],
			[[0, 9]],
			10
		],
		[
			'beyond four gigabytes',
			[
				[0, 2 ** 33],
				[2 ** 33 + 1, 2 ** 34]
			],
			[[0, 2 ** 34]],
			2 ** 34 + 1
		]
	])('%s', (_, spans, merged, bytes) => {
		expect(all(spans)).toEqual(merged);
		expect(bytesIn(all(spans))).toBe(bytes);
	});

	it('count every byte once, in whatever order and however often it came', () => {
		const span = fc.tuple(fc.nat(40), fc.nat(6)).map(([first, more]): Span => [first, first + more]);
		fc.assert(
			fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
				const bytes = new Set(spans.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i)));
				const merged = all(spans);
				expect(bytesIn(merged)).toBe(bytes.size);
				merged.slice(1).forEach(([first], i) => expect(first).toBeGreaterThan((merged[i]?.[1] ?? 0) + 1));
			}),
			{ numRuns: 1000 }
		);
	});
});
