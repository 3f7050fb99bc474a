import { describe, expect, it } from 'vitest';
import { LIMITS } from '#lib/realtime/limits.ts';
import { retryDelayMs } from '#lib/client/live/retry.ts';
import type { WaitingMark } from './waiting-marks.ts';
import { inTransactions, planReplay, same } from './replay.ts';

const mark = (key: string, value: unknown, was: unknown, turn = 1): WaitingMark => ({
	book: 'me',
	key,
	value,
	was,
	at: 0,
	turn
});

describe('a replay', () => {
	it.each([
		['was never sent', 'yes', undefined, undefined, 'write'],
		['still stands on what was there', 'yes', 'no', 'no', 'write'],
		['takes back what is still there', undefined, 'yes', 'yes', 'write'],
		['arrived after all', 'yes', 'no', 'yes', 'done'],
		['was taken back elsewhere too', undefined, 'yes', undefined, 'done'],
		['was changed elsewhere', 'yes', 'no', 'maybe', 'conflicts'],
		['was taken back elsewhere', 'yes', 'no', undefined, 'conflicts'],
		['may not be made any more', 'refused', 'no', 'no', 'refused']
	] as const)('of a mark that %s', (_, value, was, theirs, outcome) => {
		const plan = planReplay(
			[mark('k', value, was)],
			() => theirs,
			(each) => (each.value === 'refused' ? 'locked' : null)
		);
		expect(Object.entries(plan).flatMap(([name, list]) => (list.length ? [name] : []))).toEqual([outcome]);
	});

	it('keeps the order in which marks were made: an answer follows what it answers', () => {
		const marks = [mark('b', 1, undefined, 2), mark('a', 1, undefined, 1)];
		expect(
			planReplay(
				marks,
				() => undefined,
				() => null
			).write.map(({ key }) => key)
		).toEqual(['a', 'b']);
	});
});

describe('transactions', () => {
	it('hold about 16 kB each, and every mark once', () => {
		const marks = Array.from({ length: 900 }, (_, i) =>
			mark(`pick:${'s'.repeat(26)}:${String(i).padStart(26, '0')}`, 'yes', undefined)
		);
		const parts = inTransactions(marks);
		expect(parts.flat()).toEqual(marks);
		for (const part of parts)
			expect(JSON.stringify(part.map(({ key, value }) => [key, value])).length).toBeLessThan(
				LIMITS.transactionBytes
			);
	});

	it('hold a mark that is longer by itself', () => {
		const long = mark('comment:a.b', { text: 'x'.repeat(20_000) }, undefined);
		expect(
			inTransactions([mark('k', 1, undefined), long, mark('l', 1, undefined)]).map(({ length }) => length)
		).toEqual([1, 1, 1]);
	});
});

it.each([
	[{ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, true],
	[{ a: 1 }, { a: 1, b: undefined }, false],
	[[1, 2], [2, 1], false],
	[null, undefined, false],
	['yes', 'yes', true]
])('%j and %j are the same: %s', (a, b, is) => expect(same(a, b)).toBe(is));

it('tries again after half a second to thirty, never all together', () => {
	const at = (attempt: number, chance: number) => retryDelayMs(attempt, () => chance);
	expect([at(0, 0), at(0, 1), at(3, 0), at(3, 1), at(20, 0), at(20, 1)]).toEqual([
		500, 1_000, 500, 8_000, 500, 30_000
	]);
});
