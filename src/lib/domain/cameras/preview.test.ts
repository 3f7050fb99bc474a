import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareFiles } from '../galleries/file-order.ts';
import { previewShift } from './preview.ts';

const file = (id: string, takenAt: number | null, section = '') => ({ id, name: id, takenAt, section });
const idsOf = (files: { id: string }[]) => files.map(({ id }) => id).join('');

test.each([
	['a later camera passes two', 3, 'time', 1, 'bcade'],
	['not far enough to pass anything', 1, 'time', 0, 'abcde'],
	['earlier than all', -9, 'time', 0, 'abcde'],
	['beyond all', 99, 'time', 1, 'bcdae'],
	['ordered by name', 99, 'name', 0, 'abcde']
] as const)('%s', (_, by, order, moved, around) => {
	const files = [file('a', 1.5), file('b', 3), file('c', 4), file('d', 5), file('e', null)];
	const preview = previewShift(files, new Set('a'), by, order);
	expect([preview.moved, idsOf(preview.around)]).toEqual([moved, around]);
});

test('the others of a camera are no obstacle: it moves as one', () => {
	const files = [file('a', 1), file('b', 2), file('x', 5)];
	expect(previewShift(files, new Set(['a', 'b']), 2, 'time').moved).toBe(0);
	expect(previewShift(files, new Set(['a', 'b']), 3.5, 'time').moved).toBe(1);
});

test('sections stay', () => {
	const files = [file('a', 1, 'A'), file('b', 0, 'B')];
	expect(previewShift(files, new Set('a'), 100, 'time')).toMatchObject({ moved: 0 });
});

test('a camera without pictures here shows none', () => {
	expect(previewShift([file('a', 1)], new Set('z'), 5, 'time')).toEqual({ moved: 0, around: [] });
});

test('at most seven are shown, its first among them', () => {
	const files = Array.from({ length: 40 }, (_, i) => file(String(i).padStart(2, '0'), i));
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 39 }), fc.integer({ min: -50, max: 50 }), (own, by) => {
			const id = files[own]?.id ?? '';
			const { around } = previewShift(files, new Set([id]), by, 'time');
			expect(around).toHaveLength(7);
			expect(idsOf(around)).toContain(id);
			expect(around).toEqual(around.toSorted(compareFiles('time')));
		})
	);
});
