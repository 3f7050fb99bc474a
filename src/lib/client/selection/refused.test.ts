import { expect, test } from 'vitest';
import { refusedIn } from './refused.ts';

// What could not be kept, as it is read.

const mark = (key: string, value: unknown) => ({ book: 'cleo', key, value, was: undefined, at: 0, turn: 1 });
const nameOf = (fileId: string | undefined) => (fileId === 'a' ? 'A.jpg' : undefined);
const chosen: boolean[] = [];
const roomWith = (marks: { key: string; value: unknown }[], theirs?: unknown) => ({
	refused: theirs
		? []
		: marks.map(({ key, value }) => ({ mark: mark(key, value), reason: 'locked' as const })),
	conflicts: theirs ? marks.map(({ key, value }) => ({ mark: mark(key, value), theirs })) : [],
	choose: (_: unknown, mine: boolean) => void chosen.push(mine)
});

test('a comment is shown with its words and its picture', () => {
	const said = { file: 'a', version: 1, text: 'Lighter, please' };
	const [shown] = refusedIn(roomWith([{ key: 'comment:cleo.1', value: said }]), nameOf);
	expect(shown).toMatchObject({ what: 'A.jpg', text: 'Lighter, please' });
});

test('a clash says both sides, and takes the one that is meant', () => {
	const [shown] = refusedIn(roomWith([{ key: 'pick:s:a', value: 'yes' }], 'maybe'), nameOf);
	expect(shown?.why).toContain('here it is “Yes”, there “Maybe”');
	shown?.onkeep?.();
	shown?.ontake?.();
	expect(chosen).toEqual([true, false]);
	const [taken] = refusedIn(roomWith([{ key: 'stars:a', value: undefined }], 3), nameOf);
	expect(taken?.why).toContain('here it is “nothing”, there “3 stars”');
});

test('the same mark refused twice is two lines', () => {
	const twice = [
		{ key: 'stars:a', value: 3 },
		{ key: 'stars:a', value: 4 }
	];
	const ids = refusedIn(roomWith(twice), nameOf).map(({ id }) => id);
	expect(new Set(ids).size).toBe(2);
});
