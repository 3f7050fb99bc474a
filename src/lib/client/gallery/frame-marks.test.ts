import { describe, expect, test } from 'vitest';
import { MarksView } from '#lib/domain/marks/view.ts';
import { frameMarks } from './frame-marks.ts';
import { noMarks } from './grid-file.ts';

const chooser = (id: string) => ({ id, isChooser: true, isMember: false, canDecide: true });
const people = new Map(['ben', 'cleo', 'gus'].map((id) => [id, { id, name: id, initials: id, colour: 1 }]));

/** A room with one picture, of which this was said. */
function roomWith(...entries: [book: string, key: string, value: unknown][]) {
	const view = new MarksView({
		files: [{ id: 'a' }],
		selections: [{ id: 's', rule: 'nobody-against' }],
		participants: [...people.keys(), 'stranger'].map(chooser)
	});
	for (const [book, key, value] of entries) view.setEntry(book, key, value);
	return { seat: {}, marksOf: () => view, lookersOf: () => [] };
}

const sight = { selectionId: 's', people };
const PICKS: [string, string, unknown][] = [
	['gus', 'pick:s:a', 'no'],
	['stranger', 'pick:s:a', 'yes'],
	['cleo', 'pick:s:a', 'yes'],
	['ben', 'pick:s:a', 'maybe']
];

describe('the marks on a picture', () => {
	test('are none without a room, a seat or a selection', () => {
		const room = roomWith(...PICKS);
		expect(frameMarks(undefined, sight, 'a')).toBe(noMarks);
		expect(frameMarks({ ...room, seat: undefined }, sight, 'a')).toBe(noMarks);
		expect(frameMarks(room, { ...sight, selectionId: undefined }, 'a')).toBe(noMarks);
	});

	test('are rings in the order of the people, mine first, and of nobody unknown', () => {
		const ringsFor = (me?: string) => frameMarks(roomWith(...PICKS), { ...sight, me }, 'a').rings;
		expect(ringsFor('gus').map(({ id, pick, mine }) => [id, pick, mine])).toEqual([
			['gus', 'no', true],
			['ben', 'maybe', false],
			['cleo', 'yes', false]
		]);
		expect(ringsFor().map(({ id, mine }) => [id, mine])).toEqual([
			['ben', false],
			['cleo', false],
			['gus', false]
		]);
	});

	test('dim it for whoever said no, and for all once it is settled out', () => {
		const isDimmed = (room: ReturnType<typeof roomWith>, me?: string) =>
			frameMarks(room, { ...sight, me }, 'a').dimmed;
		expect([isDimmed(roomWith(...PICKS), 'gus'), isDimmed(roomWith(...PICKS), 'cleo')]).toEqual([
			true,
			false
		]);
		expect(isDimmed(roomWith(...PICKS, ['ben', 'verdict:s:a', 'out']), 'cleo')).toBe(true);
	});

	test('are my stars and label, else the most and the first of the others', () => {
		const room = roomWith(
			['ben', 'stars:a', 2],
			['cleo', 'stars:a', 4],
			['ben', 'label:a', 'red'],
			['cleo', 'label:a', 'blue']
		);
		expect(frameMarks(room, { ...sight, me: 'ben' }, 'a')).toMatchObject({ stars: 2, label: 'red' });
		expect(frameMarks(room, { ...sight, me: 'gus' }, 'a')).toMatchObject({ stars: 4, label: 'red' });
	});
});
