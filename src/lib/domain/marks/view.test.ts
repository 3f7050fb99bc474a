import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '#tests/support/measure/cost.ts';
import type { ViewFacts, ViewParticipant } from './facts.ts';
import { RULES, ruleSaysIn, rulingOf, type Rule } from './rules.ts';
import { MarksView } from './view.ts';

const person = (id: string, change: Partial<ViewParticipant> = {}): ViewParticipant => ({
	id,
	isChooser: true,
	isMember: false,
	canDecide: false,
	...change
});
const ann = person('ann', { isMember: true, isChooser: false, canDecide: true });
const facts = (change: Partial<ViewFacts> = {}): ViewFacts => ({
	files: [{ id: 'a', state: 'PROOF' }, { id: 'b', state: 'FINAL' }, { id: 'c' }],
	selections: [{ id: 's', rule: 'nobody-against' }],
	participants: [person('cleo'), person('ben'), ann],
	...change
});

/** Entries as "book key value". */
function view(
	entries: [book: string, key: string, value: unknown][],
	with_: Partial<ViewFacts> = {}
): MarksView {
	const made = new MarksView(facts(with_));
	for (const [book, key, value] of entries) made.setEntry(book, key, value);
	return made;
}

describe('what does not count', () => {
	test.each([
		['a pick in a studio book', 'studio:ann', 'pick:s:a', 'yes'],
		["a pick in the server's book", 'server:cleo', 'pick:s:a', 'yes'],
		['a pick in no book', '__proto__', 'pick:s:a', 'yes'],
		['a pick that is none', 'cleo', 'pick:s:a', 'sure'],
		["another's comment", 'cleo', 'comment:ben.1', { file: 'a', version: 1, text: 'x' }],
		['a comment that is none', 'cleo', 'comment:cleo.1', { file: 'a', text: 'x' }],
		['a time in their own book', 'cleo', 'at:cleo.1', 5]
	])('%s', (_, book, key, value) => {
		const made = view([[book, key, value]]);
		expect(made.choice('s', 'a').picks.size).toBe(0);
		expect(made.commentsOf('a')).toEqual([]);
		expect(made.count('s')).toBe(0);
	});

	test('a member’s pick, unless the gallery says so', () => {
		const picks: [string, string, unknown][] = [['ann', 'pick:s:a', 'yes']];
		expect(view(picks).choice('s', 'a')).toMatchObject({ in: false, notChosenYet: false });
		expect(view(picks, { participants: [{ ...ann, isChooser: true }] }).choice('s', 'a').in).toBe(true);
	});

	test('the marks of somebody set aside: shown, but counted nowhere', () => {
		const made = view([['ben', 'pick:s:a', 'no']], {
			participants: [person('cleo'), person('ben', { setAside: true })]
		});
		made.setEntry('cleo', 'pick:s:a', 'yes');
		expect(made.choice('s', 'a')).toMatchObject({ in: true, weDisagree: false });
		expect(made.choice('s', 'a').picks.get('ben')).toBe('no');
		made.setEntry('cleo', 'pick:s:a', undefined);
		expect(made.choice('s', 'a').notChosenYet).toBe(true);
		expect(made.voters('s')).toBe(0);
	});

	test('the verdict of who may not decide', () => {
		expect(view([['cleo', 'verdict:s:a', 'in']]).choice('s', 'a')).toMatchObject({
			in: false,
			verdict: null
		});
	});

	test('pictures that are not there', () => {
		expect(view([['cleo', 'pick:s:gone', 'yes']]).count('s')).toBe(0);
	});

	test('a pick in one selection for another', () => {
		const made = view([['cleo', 'pick:s:a', 'yes']], {
			selections: [
				{ id: 's', rule: 'somebody' },
				{ id: 't', rule: 'somebody' }
			]
		});
		expect([made.count('s'), made.count('t')]).toEqual([1, 0]);
	});
});

describe('who is in', () => {
	test('a yes and a no: out, and we disagree, until somebody settles it', () => {
		const made = view([
			['cleo', 'pick:s:a', 'yes'],
			['ben', 'pick:s:a', 'no']
		]);
		expect(made.choice('s', 'a')).toMatchObject({ in: false, weDisagree: true, verdict: null });
		made.setEntry('ann', 'verdict:s:a', 'in');
		expect(made.choice('s', 'a')).toMatchObject({ in: true, weDisagree: false, verdict: 'in' });
		expect(made.membersOf('s')).toEqual(['a']);
		made.setEntry('ann', 'verdict:s:a', undefined);
		expect(made.choice('s', 'a').weDisagree).toBe(true);
	});

	test('everyone: a first pick anywhere makes a voter, taking the last one back ends it', () => {
		const made = view([['cleo', 'pick:s:a', 'yes']], { selections: [{ id: 's', rule: 'everyone' }] });
		expect(made.count('s')).toBe(1);
		made.setEntry('ben', 'pick:s:c', 'no');
		expect([made.count('s'), made.voters('s')]).toEqual([0, 2]);
		made.setEntry('ben', 'pick:s:c', 'maybe');
		expect(made.count('s')).toBe(0);
		made.setEntry('ben', 'pick:s:c', undefined);
		expect([made.count('s'), made.voters('s')]).toEqual([1, 1]);
	});

	test('who chose: a yes to something that is in, by somebody who counts', () => {
		const made = view([
			['cleo', 'pick:s:a', 'yes'],
			['ann', 'pick:s:a', 'yes'],
			['ben', 'pick:s:c', 'maybe']
		]);
		expect([...made.choosers('s')]).toEqual(['cleo']);
		made.setEntry('ben', 'pick:s:b', 'yes');
		expect([...made.choosers('s')].sort()).toEqual(['ben', 'cleo']);
		made.setEntry('cleo', 'pick:s:b', 'no');
		expect([...made.choosers('s')]).toEqual(['cleo']);
	});

	test('the same pick twice is one', () => {
		const made = view([
			['cleo', 'pick:s:a', 'yes'],
			['cleo', 'pick:s:a', 'yes']
		]);
		made.setEntry('cleo', 'pick:s:a', undefined);
		expect(made.voters('s')).toBe(0);
		made.setEntry('cleo', 'pick:s:a', undefined);
		expect(made.voters('s')).toBe(0);
	});

	test('the limit in numbers', () => {
		const made = view([['cleo', 'pick:s:a', 'yes']], {
			selections: [{ id: 's', rule: 'somebody', limit: { kind: 'exactly', n: 3 } }]
		});
		expect(made.limit('s')).toEqual({ ok: false, missing: 2, over: 0 });
		expect(made.limit('x')).toEqual({ ok: true, missing: 0, over: 0 });
	});

	test('members stand in gallery order; a new order of files is the new order', () => {
		const made = view([
			['cleo', 'pick:s:c', 'yes'],
			['cleo', 'pick:s:a', 'yes']
		]);
		expect(made.membersOf('s')).toEqual(['a', 'c']);
		made.setFacts(facts({ files: [{ id: 'c' }, { id: 'a' }] }));
		expect(made.membersOf('s')).toEqual(['c', 'a']);
	});

	test('"I’m done" is personal', () => {
		const made = view([['cleo', 'done:s', true]]);
		expect([...made.done('s')]).toEqual(['cleo']);
		made.setEntry('cleo', 'done:s', undefined);
		expect(made.done('s').size).toBe(0);
	});
});

describe('stars, labels, and what a change touches', () => {
	test('by person', () => {
		const made = view([
			['cleo', 'stars:a', 5],
			['ben', 'stars:a', 3],
			['ben', 'label:a', 'red']
		]);
		expect([...made.stars('a')]).toEqual([
			['cleo', 5],
			['ben', 3]
		]);
		expect([...made.labels('a')]).toEqual([['ben', 'red']]);
		made.setEntry('cleo', 'stars:a', undefined);
		expect(made.stars('a').has('cleo')).toBe(false);
		expect(made.stars('b').size).toBe(0);
	});

	test('an entry says what it touches', () => {
		const made = view([]);
		expect(made.setEntry('cleo', 'pick:s:a', 'yes')).toEqual({ fileIds: ['a'], selectionId: 's' });
		expect(made.setEntry('cleo', 'stars:b', 1)).toEqual({ fileIds: ['b'] });
		expect(made.setEntry('cleo', 'done:s', true)).toEqual({ fileIds: [], selectionId: 's' });
		const said = { file: 'a', version: 1, text: 'x' };
		expect(made.setEntry('cleo', 'comment:cleo.1', said)).toEqual({ fileIds: ['a'] });
		expect(made.setEntry('cleo', 'comment:cleo.1', { ...said, file: 'b' })).toEqual({ fileIds: ['a', 'b'] });
		const { revision } = made;
		expect(made.setEntry('cleo', 'like:a', true)).toEqual({ fileIds: [] });
		expect(made.revision).toBe(revision);
	});
});

type Entry = { who: string; key: string; value: string | undefined };
const entries = fc.array(
	fc.oneof(
		fc.record({
			who: fc.constantFrom('cleo', 'ben', 'gus', 'ann'),
			key: fc.constantFrom('pick:s:a', 'pick:s:b', 'pick:s:c', 'pick:s:gone'),
			value: fc.constantFrom('yes', 'maybe', 'no', undefined)
		}),
		fc.record({
			who: fc.constantFrom('cleo', 'ben', 'ann'),
			key: fc.constantFrom('verdict:s:a', 'verdict:s:b'),
			value: fc.constantFrom('in', 'out', undefined)
		})
	),
	{ maxLength: 40 }
);

/** The definition, said plainly and slowly over the last state of all books. */
function naively(list: Entry[], { files, participants }: ViewFacts, rule: Rule) {
	const last = new Map(list.map(({ who, key, value }) => [`${who} ${key}`, value]));
	const people = participants.filter(({ setAside }) => !setAside);
	const said = (who: string, key: string) => last.get(`${who} ${key}`);
	const choosers = people.filter(({ isChooser }) => isChooser).map(({ id }) => id);
	const places = ['a', 'b', 'c', 'gone'];
	const voters = choosers.filter((id) =>
		places.some((file) => said(id, `pick:s:${file}`) !== undefined)
	).length;
	return files.map(({ id: file }) => {
		const count = (pick: string) => choosers.filter((id) => said(id, `pick:s:${file}`) === pick).length;
		const tally = { yes: count('yes'), maybe: count('maybe'), no: count('no') };
		const rulings = people.flatMap(({ id, canDecide, isMember }) => {
			const verdict = said(id, `verdict:s:${file}`);
			return canDecide && (verdict === 'in' || verdict === 'out') ? [{ verdict, isMember } as const] : [];
		});
		const verdict = rulingOf(rulings);
		return {
			in: verdict ? verdict === 'in' : ruleSaysIn(rule, tally, voters),
			weDisagree: !verdict && tally.yes > 0 && tally.no > 0,
			notChosenYet: people.every(({ id }) => said(id, `pick:s:${file}`) === undefined)
		};
	});
}

test('fed in any order of books and facts, it says what the definition says', () => {
	const flags = fc.record({
		isChooser: fc.boolean(),
		isMember: fc.boolean(),
		canDecide: fc.boolean(),
		setAside: fc.boolean()
	});
	const people = fc.tuple(flags, flags, flags, flags);
	fc.assert(
		fc.property(
			entries,
			people,
			fc.constantFrom(...RULES),
			fc.nat(40),
			(list, [c, b, g, a], rule, change) => {
				const participants = [person('cleo', c), person('ben', b), person('gus', g), person('ann', a)];
				const final = facts({ participants, selections: [{ id: 's', rule }] });
				const made = new MarksView(facts());
				list.forEach(({ who, key, value }, i) => {
					if (i === change) made.setFacts(final);
					made.setEntry(who, key, value);
					made.count('s');
				});
				made.setFacts(final);
				const shown = final.files.map(({ id }) => made.choice('s', id));
				expect(
					shown.map((choice) => ({
						in: choice.in,
						weDisagree: choice.weDisagree,
						notChosenYet: choice.notChosenYet
					}))
				).toEqual(naively(list, final, rule));
				expect(made.count('s')).toBe(shown.filter((choice) => choice.in).length);
			}
		),
		{ numRuns: 500 }
	);
});

test('5,000 pictures × 50 people: read at once, changed in no time', async () => {
	const files = Array.from({ length: 5000 }, (_, i) => ({ id: `f${i}` }));
	const participants = Array.from({ length: 50 }, (_, i) => person(`p${i}`));
	const made = new MarksView({ files, participants, selections: [{ id: 's', rule: 'everyone' }] });
	const fed = await cpuMs(() => {
		for (const { id: who } of participants)
			for (const { id } of files) made.setEntry(who, `pick:s:${id}`, 'yes');
		expect(made.count('s')).toBe(5000);
	});
	const changed = await cpuMs(() => {
		for (let i = 0; i < 100; i++) {
			made.setEntry('p7', `pick:s:f${i}`, 'no');
			made.count('s');
		}
	});
	expect(made.count('s')).toBe(4900);
	expect(fed).toBeLessThan(6000);
	expect(changed / 100).toBeLessThan(40);
});
