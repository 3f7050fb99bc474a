import { describe, expect, test } from 'vitest';
import { countFilters, countOf, passesFilter, type Filter } from './filters.ts';
import { MarksView } from './view.ts';

function view(entries: [book: string, key: string, value: unknown][]): MarksView {
	const person = { isChooser: true, isMember: false, canDecide: false };
	const made = new MarksView({
		files: [{ id: 'a', state: 'PROOF' }, { id: 'b', state: 'FINAL' }, { id: 'c' }],
		selections: [{ id: 's', rule: 'nobody-against' }],
		participants: [
			{ ...person, id: 'cleo' },
			{ ...person, id: 'ben' },
			{ id: 'ann', isChooser: false, isMember: true, canDecide: true }
		]
	});
	for (const [book, key, value] of entries) made.setEntry(book, key, value);
	return made;
}

describe('filters', () => {
	const made = view([
		['cleo', 'pick:s:a', 'yes'],
		['ben', 'pick:s:a', 'no'],
		['ben', 'pick:s:b', 'maybe'],
		['ben', 'stars:b', 2],
		['ben', 'label:c', 'blue'],
		['cleo', 'comment:cleo.1', { file: 'c', version: 1, text: 'x' }],
		['ann', 'verdict:s:c', 'in']
	]);
	const viewer = { me: 'cleo', selectionId: 's', seen: new Set(['a']) };

	test.each([
		[{ kind: 'all' }, 'abc'],
		[{ kind: 'in' }, 'c'],
		[{ kind: 'mine' }, 'a'],
		[{ kind: 'disagree' }, 'a'],
		[{ kind: 'not-chosen' }, 'c'],
		[{ kind: 'not-seen' }, 'bc'],
		[{ kind: 'rated' }, 'b'],
		[{ kind: 'commented' }, 'c'],
		[{ kind: 'label', label: 'blue' }, 'c'],
		[{ kind: 'label', label: 'red' }, ''],
		[{ kind: 'state', state: 'FINAL' }, 'b'],
		[{ kind: 'person', participantId: 'ben' }, 'b'],
		[{ kind: 'person', participantId: 'ann' }, '']
	] as [Filter, string][])('%j', (filter, ids) => {
		const passing = made.files.filter((file) => passesFilter(made, filter, viewer, file));
		expect(passing.map(({ id }) => id).join('')).toBe(ids);
		expect(countOf(countFilters(made, viewer, made.files), filter)).toBe(ids.length);
	});

	test('what is in though we disagree is told apart', () => {
		const { disagree, disagreeIn } = countFilters(made, viewer, made.files);
		expect([disagree, disagreeIn]).toEqual([1, 0]);
	});
});
