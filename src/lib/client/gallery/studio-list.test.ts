import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareFiles } from '#lib/domain/galleries/file-order.ts';
import type { StudioFile } from '#lib/contract/file.ts';
import { withHeard } from './studio-list.ts';

const file = (id: string, change: Partial<StudioFile> = {}): StudioFile => ({
	id,
	galleryId: 'g',
	name: `${id}.jpg`,
	cameraName: `${id}.jpg`,
	state: 'PROOF',
	version: 1,
	kind: 'jpeg',
	width: 3,
	height: 2,
	bytes: 1,
	sha256: '',
	picture: 'yes',
	createdAt: '2026-01-01T00:00:00.000Z',
	status: 'ready',
	released: null,
	renditions: [],
	...change
});
const ids = (list: readonly StudioFile[]) => list.map(({ id }) => id);

it('puts what is new in its place, and what changed where it stood', () => {
	const list = [file('a'), file('c')];
	const heard = new Map([
		['b', file('b')],
		['c', file('c', { version: 2 })]
	]);
	const next = withHeard(list, heard, 'time');
	expect(ids(next)).toEqual(['a', 'b', 'c']);
	expect(next[2]?.version).toBe(2);
});

it('takes away what is gone, and moves what was taken at another time than believed', () => {
	const at = (capturedAt: string) => ({ capturedAt });
	const list = [file('a', at('2026-05-01T10:00:00.000Z')), file('b', at('2026-05-01T11:00:00.000Z'))];
	const moved = new Map([['a', file('a', at('2026-05-01T12:00:00.000Z'))]]);
	expect(ids(withHeard(list, moved, 'time'))).toEqual(['b', 'a']);
	expect(ids(withHeard(list, new Map([['a', null]]), 'time'))).toEqual(['b']);
	expect(withHeard(list, new Map(), 'time')).toBe(list);
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
				const heard = new Map<string, StudioFile | null>();
				for (const { id, at, gone } of batch) {
					const told = file(id, at === undefined ? {} : { capturedAt: new Date(at).toISOString() });
					heard.set(id, gone ? null : told);
					if (gone) truth.delete(id);
					else truth.set(id, told);
				}
				list = withHeard(list, heard, 'time');
			}
			const listed = [...truth.values()]
				.map((one) => ({ ...one, takenAt: one.capturedAt ? Date.parse(one.capturedAt) : null }))
				.sort(compareFiles('time'));
			expect(ids(list)).toEqual(ids(listed));
		})
	);
});
