import { describe, expect, test } from 'vitest';
import { isSilent, ratedBy, togetherSaid, type Said } from './rating.ts';

const said = (more: Partial<Said> = {}): Said => ({ in: false, picks: [], stars: [], labels: [], ...more });

describe('what a catalogue is told of a picture', () => {
	test.each<[string, Partial<Said>, object]>([
		['nothing said', {}, {}],
		['the highest stars', { stars: [2, 4, 3] }, { rating: 4 }],
		['in without stars', { in: true, picks: ['yes'] }, { label: 'Green' }],
		['in with stars', { in: true, picks: ['yes'], stars: [5] }, { rating: 5, label: 'Green' }],
		['out with a no', { picks: ['no'] }, { rating: -1 }],
		['out with a no, though somebody gave stars', { picks: ['no'], stars: [3] }, { rating: 3 }],
		['out because two disagree', { picks: ['yes', 'no'] }, {}],
		['a no that the studio overruled', { in: true, picks: ['no'] }, { label: 'Green' }],
		['a maybe', { picks: ['maybe'] }, {}],
		['one label', { in: true, picks: ['yes'], labels: ['red', 'red'] }, { label: 'Red' }],
		['labels that differ', { in: true, picks: ['yes'], labels: ['red', 'blue'] }, {}]
	])('%s', (_, more, rated) => {
		expect(ratedBy(said(more), 'green')).toEqual(rated);
		expect(isSilent(ratedBy(said(more), 'green'))).toBe(Object.keys(rated).length === 0);
	});

	test('chosen pictures without a label keep none where none is asked for', () => {
		expect(ratedBy(said({ in: true, picks: ['yes'] }), null)).toEqual({});
	});

	test('a RAW and its JPEG are one', () => {
		const both = [said({ picks: ['no'] }), said({ in: true, picks: ['yes'], stars: [2] })];
		expect(ratedBy(togetherSaid(both), 'green')).toEqual({ rating: 2, label: 'Green' });
	});
});
