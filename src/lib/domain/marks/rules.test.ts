import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { checkLimit, LimitSchema } from './limit.ts';
import { RULES, ruleSaysIn, rulingOf, type Ruling } from './rules.ts';
import { CreateSelection, PatchSelection } from './selection-inputs.ts';

describe('who is in', () => {
	test.each([
		// yes, maybe, no, voters: somebody, nobody-against, more-yes-than-no, everyone
		[0, 0, 0, 0, [false, false, false, false]],
		[0, 0, 0, 3, [false, false, false, false]],
		[0, 2, 0, 2, [false, false, false, false]],
		[1, 0, 0, 1, [true, true, true, true]],
		[1, 0, 0, 2, [true, true, true, false]],
		[1, 1, 0, 2, [true, true, true, false]],
		[1, 0, 1, 2, [true, false, false, false]],
		[2, 0, 1, 3, [true, false, true, false]],
		[1, 0, 2, 3, [true, false, false, false]],
		[0, 0, 1, 1, [false, false, false, false]],
		[3, 0, 0, 3, [true, true, true, true]]
	])('%d yes, %d maybe, %d no, %d voters', (yes, maybe, no, voters, expected) => {
		expect(RULES.map((rule) => ruleSaysIn(rule, { yes, maybe, no }, voters))).toEqual(expected);
	});

	test('a stricter rule lets nothing in that a looser one leaves out', () => {
		const n = fc.integer({ min: 0, max: 4 });
		fc.assert(
			fc.property(n, n, n, n, (yes, maybe, no, idle) => {
				const says = (rule: (typeof RULES)[number]) =>
					ruleSaysIn(rule, { yes, maybe, no }, yes + maybe + no + idle);
				if (says('everyone')) expect(says('nobody-against')).toBe(true);
				if (says('nobody-against')) expect(says('more-yes-than-no')).toBe(true);
				if (says('more-yes-than-no')) expect(says('somebody')).toBe(true);
			})
		);
	});
});

describe('verdicts', () => {
	const studio = (verdict: 'in' | 'out'): Ruling => ({ verdict, isMember: true });
	const client = (verdict: 'in' | 'out'): Ruling => ({ verdict, isMember: false });

	test.each([
		['nobody', [], null],
		['one client', [client('out')], 'out'],
		['two who agree', [client('in'), client('in')], 'in'],
		['clients who differ cancel out', [client('in'), client('out')], null],
		["the studio's beats a client's", [client('out'), studio('in')], 'in'],
		['and settles clients who differ', [client('in'), studio('out'), client('out')], 'out'],
		['a studio that differs leaves it to the clients', [studio('in'), studio('out'), client('in')], 'in'],
		['or to the rule', [studio('in'), studio('out')], null]
	] as [string, Ruling[], 'in' | 'out' | null][])('%s', (_, rulings, verdict) => {
		expect(rulingOf(rulings)).toBe(verdict);
		expect(rulingOf([...rulings].reverse())).toBe(verdict);
	});
});

describe('limits', () => {
	test.each([
		[null, 7, true, 0, 0],
		[{ kind: 'at-most', n: 3 }, 0, true, 0, 0],
		[{ kind: 'at-most', n: 3 }, 3, true, 0, 0],
		[{ kind: 'at-most', n: 3 }, 5, false, 0, 2],
		[{ kind: 'exactly', n: 3 }, 2, false, 1, 0],
		[{ kind: 'exactly', n: 3 }, 3, true, 0, 0],
		[{ kind: 'exactly', n: 3 }, 4, false, 0, 1],
		[{ kind: 'at-least', n: 3 }, 1, false, 2, 0],
		[{ kind: 'at-least', n: 3 }, 9, true, 0, 0]
	] as const)('%j of %d', (limit, count, ok, missing, over) => {
		expect(checkLimit(limit, count)).toEqual({ ok, missing, over });
	});

	test.each([{ kind: 'at-most', n: 0 }, { kind: 'at-most', n: 1.5 }, { kind: 'about', n: 3 }, { n: 3 }, 3])(
		'%j is none',
		(limit) => {
			expect(v.is(LimitSchema, limit)).toBe(false);
		}
	);
});

describe('selections', () => {
	test.each([
		{},
		{ name: ' ' },
		{ name: 'A', rule: 'all' },
		{ name: 'A', locked: true },
		{ name: 'a'.repeat(81) }
	])('%j is refused', (input) => {
		expect(v.is(CreateSelection, input)).toBe(false);
	});

	test('nobody against is the default; a change holds what was sent', () => {
		expect(v.parse(CreateSelection, { name: ' Album ' })).toEqual({
			name: 'Album',
			rule: 'nobody-against',
			limit: null,
			chooseBy: null
		});
		expect(v.parse(PatchSelection, { limit: null })).toEqual({ limit: null });
		expect(v.is(PatchSelection, [])).toBe(false);
		expect(v.is(PatchSelection, { round: 2 })).toBe(false);
	});
});
