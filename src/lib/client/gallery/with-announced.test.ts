import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareFiles } from '#lib/domain/galleries/file-order.ts';
import type { StudioFile } from '#lib/contract/file.ts';
import { aFileView } from '#tests/support/cast/views.ts';
import { withAnnounced } from './with-announced.ts';

const ids = (list: readonly StudioFile[]) => list.map(({ id }) => id);

it('puts what is new in its place, and what changed where it stood', () => {
	const list = [aFileView('a'), aFileView('c')];
	const announced = new Map([
		['b', aFileView('b')],
		['c', aFileView('c', { version: 2 })]
	]);
	const next = withAnnounced(list, announced, 'time');
	expect(ids(next)).toEqual(['a', 'b', 'c']);
	expect(next[2]?.version).toBe(2);
});

it('takes away what is gone, and moves what was taken at another time than believed', () => {
	const at = (capturedAt: string) => ({ capturedAt });
	const list = [
		aFileView('a', at('2026-05-01T10:00:00.000Z')),
		aFileView('b', at('2026-05-01T11:00:00.000Z'))
	];
	const moved = new Map([['a', aFileView('a', at('2026-05-01T12:00:00.000Z'))]]);
	expect(ids(withAnnounced(list, moved, 'time'))).toEqual(['b', 'a']);
	expect(ids(withAnnounced(list, new Map([['a', null]]), 'time'))).toEqual(['b']);
	expect(withAnnounced(list, new Map(), 'time')).toBe(list);
});

it('however it is told, ends with what the server would list', () => {
	const Id = fc.constantFrom(...'abcdefgh');
	const Time = fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined });
	const Told = fc.record({ id: Id, at: Time, gone: fc.boolean() });
	fc.assert(
		fc.property(fc.array(fc.array(Told, { maxLength: 6 }), { maxLength: 8 }), (batches) => {
			const truth = new Map<string, StudioFile>();
			let list: readonly StudioFile[] = [];
			for (const batch of batches) {
				const announced = new Map<string, StudioFile | null>();
				for (const { id, at, gone } of batch) {
					const told = aFileView(id, at === undefined ? {} : { capturedAt: new Date(at).toISOString() });
					announced.set(id, gone ? null : told);
					if (gone) truth.delete(id);
					else truth.set(id, told);
				}
				list = withAnnounced(list, announced, 'time');
			}
			const listed = [...truth.values()]
				.map((one) => ({ ...one, takenAt: one.capturedAt ? Date.parse(one.capturedAt) : null }))
				.sort(compareFiles('time'));
			expect(ids(list)).toEqual(ids(listed));
		})
	);
});
