import { describe, expect, it } from 'vitest';
import { checkLimit, type Limit } from '#lib/domain/marks/limit.ts';
import {
	askWords,
	doneWords,
	goalWords,
	lockedWords,
	outWords,
	sendWords,
	sentWords,
	talkWords
} from './words.ts';

const goal = (count: number, limit?: Limit) => goalWords({ count, limit, check: checkLimit(limit, count) });

describe('the tray says', () => {
	it.each<[number, Limit | undefined, string | undefined]>([
		[31, { kind: 'exactly', n: 40 }, 'Nine to go'],
		[1, { kind: 'exactly', n: 40 }, '39 to go'],
		[42, { kind: 'at-most', n: 40 }, 'Two too many'],
		[12, { kind: 'at-most', n: 40 }, 'at most 40'],
		[40, { kind: 'exactly', n: 40 }, 'ready to send'],
		[5, undefined, undefined]
	])('%i with %o: %s', (count, limit, words) => expect(goal(count, limit)).toBe(words));

	it.each([
		[3, 0, '3 you disagree on'],
		[3, 3, 'you disagree on 3 of them'],
		[3, 1, '3 you disagree on'],
		[0, 0, undefined]
	])('%i to talk about, %i of them in: %s', (disagree, disagreeIn, words) =>
		expect(talkWords({ disagree, disagreeIn })).toBe(words)
	);

	it.each([
		[[], 'Send my choice'],
		[['cleo'], 'Send my choice'],
		[['ben'], 'Send my choice'],
		[['cleo', 'ben'], 'Send our choice'],
		[['cleo', 'ben', 'sam'], 'Send our choice']
	])('chosen by %j: %s', (choosers, words) => expect(sendWords({ choosers: new Set(choosers) })).toBe(words));

	it.each([
		[0, 0, undefined],
		[1, 0, '1 you disagree on stays out.'],
		[3, 1, '2 you disagree on stay out.'],
		[2, 2, undefined],
		[12, 0, '12 you disagree on stay out.']
	])('%i disagreed on, %i of them in: %s', (disagree, disagreeIn, words) =>
		expect(outWords({ disagree, disagreeIn })).toBe(words)
	);

	it('who else is done', () => {
		expect(doneWords([])).toBeUndefined();
		expect(doneWords(['Ben'])).toBe('Ben is done');
		expect(doneWords(['Ben', 'Cleo'])).toBe('Ben and Cleo are done');
	});

	it('what is asked for', () => {
		expect(askWords({ kind: 'exactly', n: 40 }, 'Friday 27 November')).toBe(
			'choose exactly 40 by Friday 27 November'
		);
		expect(askWords(undefined)).toBeUndefined();
	});
});

describe('once the choice is sent', () => {
	const day = 'Saturday 28 November';
	it.each([
		[{ delivered: 0, of: 5 }, `Sent on ${day}`],
		[{ delivered: 4, of: 5 }, `Sent on ${day} · 4 of 5 delivered`],
		[{ delivered: 5, of: 5 }, `Sent on ${day} · 5 of 5 delivered`],
		[{ delivered: 4, of: 5, changes: 1 }, `Sent on ${day} · 4 of 5 delivered · 1 change`],
		[{ delivered: 1, of: 1, changes: 2 }, `Sent on ${day} · 1 of 1 delivered · 2 changes`]
	])('the head says how far it is: %j', (progress, words) => {
		expect(sentWords(day, progress)).toBe(words);
	});

	it.each([
		[{ name: 'Cleo', me: false }, `Cleo sent it on ${day}`],
		[{ name: 'Cleo', me: true }, `You sent it on ${day}`],
		[undefined, `Closed on ${day}`]
	])('the tray says who did it: %j', (by, words) => {
		expect(lockedWords(day, by)).toBe(words);
	});
});
