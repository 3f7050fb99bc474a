import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { NO_RIGHTS } from '#lib/domain/access/rights.ts';
import { draftOrder, viewHashInput, type DraftFile } from './draft.ts';
import {
	AskForChange,
	ChangeItems,
	IdempotencyKey,
	OrderDraft,
	PlaceOrder,
	SendFiles,
	WithdrawItem
} from './inputs.ts';
import { canChangeItems, orderProgress } from './progress.ts';

const file = (id: string, change: Partial<DraftFile> = {}): DraftFile => ({
	id,
	deleted: false,
	released: { version: 1, state: 'PROOF' },
	openOrderId: null,
	...change
});
const rights = { ...NO_RIGHTS, look: true, order: true };
const gallery = { offerOrders: ['PROOF'] } as const;
const draft = (files: DraftFile[], wanted: string[], again?: string[]) =>
	draftOrder({ wanted, files: new Map(files.map((each) => [each.id, each])), rights, gallery, again });

describe('left out, with the reason', () => {
	test.each([
		['what is not here', undefined, 'not-found'],
		['what is deleted', file('a', { deleted: true }), 'not-found'],
		['what was never released', file('a', { released: null }), 'not-found'],
		['what is not offered', file('a', { released: { version: 2, state: 'FINAL' } }), 'not-offered'],
		['what is under order', file('a', { openOrderId: 'o' }), 'under-order']
	] as const)('%s', (_, there, why) => {
		expect(draft(there ? [there] : [], ['a'])).toEqual({ files: [], left: [{ fileId: 'a', why }] });
	});

	test('insisting helps only against a running order', () => {
		const ordered = file('a', { openOrderId: 'o' });
		const final = file('b', { released: { version: 2, state: 'FINAL' } });
		expect(draft([ordered, final], ['a', 'b'], ['a', 'b'])).toEqual({
			files: [ordered],
			left: [{ fileId: 'b', why: 'not-offered' }]
		});
	});

	test('without the right nothing is ordered', () => {
		const files = new Map([['a', file('a')]]);
		const answer = draftOrder({ wanted: ['a'], files, rights: { ...rights, order: false }, gallery });
		expect(answer.files).toEqual([]);
	});

	test('a picture named twice is one', () => {
		expect(draft([file('a')], ['a', 'a'])).toEqual({ files: [file('a')], left: [] });
	});
});

describe('what they saw', () => {
	const files = [file('b'), file('a', { openOrderId: 'o' })];

	test('is one string, however it was sorted', () => {
		expect(viewHashInput(files, ['z', 'y'])).toBe(
			'{"files":[["a",1,"PROOF","o"],["b",1,"PROOF",null]],"members":["y","z"]}'
		);
		expect(viewHashInput([...files].reverse(), ['y', 'z'])).toBe(viewHashInput(files, ['z', 'y']));
	});

	test.each([
		['a version', { released: { version: 2, state: 'PROOF' } }],
		['a state', { released: { version: 1, state: 'FINAL' } }],
		['an order', { openOrderId: 'p' }],
		['its being there', { released: null }]
	] as [string, Partial<DraftFile>][])('differs by %s', (_, change) => {
		expect(viewHashInput([{ ...file('a'), ...change }])).not.toBe(viewHashInput([file('a')]));
	});

	test('differs by a member of the selection, and by having none', () => {
		expect(viewHashInput(files, ['a'])).not.toBe(viewHashInput(files, ['a', 'b']));
		expect(viewHashInput(files, [])).not.toBe(viewHashInput(files));
	});

	test('reads back whole: two views with one string are one view', () => {
		const any = fc.record({
			id: fc.constantFrom('a', 'b', '"],["'),
			deleted: fc.constant(false),
			released: fc.option(
				fc.record({ version: fc.integer({ min: 1, max: 3 }), state: fc.constantFrom('PROOF', 'FINAL') })
			),
			openOrderId: fc.option(fc.constantFrom('o', 'null'))
		}) as fc.Arbitrary<DraftFile>;
		const list = fc.uniqueArray(any, { selector: ({ id }) => id });
		fc.assert(
			fc.property(list, list, (a, b) => {
				const same = JSON.stringify([...a].sort(byId)) === JSON.stringify([...b].sort(byId));
				expect(viewHashInput(a) === viewHashInput(b)).toBe(same);
			})
		);
	});
});

function byId(a: { id: string }, b: { id: string }): number {
	return a.id < b.id ? -1 : 1;
}

describe('the order in the words of the client', () => {
	const order = { seenAt: null, startedAt: null };
	const items = (...states: ('waiting' | 'ready' | 'delivered' | 'cancelled')[]) =>
		states.map((state, n) => ({ fileId: `f${n}`, state, afterVersion: 0 }));

	test.each([
		[order, items('waiting', 'ready'), { word: 'received', delivered: 0, of: 2 }],
		[{ ...order, seenAt: 1 }, items('waiting'), { word: 'seen', delivered: 0, of: 1 }],
		[{ seenAt: 1, startedAt: 2 }, items('waiting'), { word: 'in-work', delivered: 0, of: 1 }],
		[
			{ seenAt: 1, startedAt: 2 },
			items('delivered', 'ready', 'cancelled'),
			{ word: 'partly', delivered: 1, of: 2 }
		],
		[
			{ seenAt: 1, startedAt: 2 },
			items('delivered', 'cancelled'),
			{ word: 'delivered', delivered: 1, of: 1 }
		],
		[order, items('cancelled'), { word: 'cancelled', delivered: 0, of: 0 }]
	] as const)('%j %j', (facts, list, progress) => {
		expect(orderProgress(facts, list)).toEqual(progress);
	});

	type Row = [fileId: string, state: 'waiting' | 'ready' | 'delivered' | 'cancelled', afterVersion?: number];
	const first: Row = ['a', 'delivered'];
	const change: Row = ['a', 'waiting', 2];
	const three: Row[] = [
		['b', 'delivered'],
		['c', 'delivered'],
		['d', 'delivered']
	];
	test.each<[string, Row[], string, number, number, number?]>([
		['4 of 5 stays 4 of 5', [first, ...three, ['e', 'waiting'], change], 'partly', 4, 5, 1],
		['all delivered, one change asked for', [first, ['b', 'delivered'], change], 'partly', 2, 2, 1],
		['a change that is ready', [first, ['a', 'ready', 2]], 'partly', 1, 1, 1],
		['a change that was delivered', [first, ['a', 'delivered', 2]], 'delivered', 1, 1],
		['two changes of one picture', [first, change, ['a', 'waiting', 3]], 'partly', 1, 1, 2],
		['a change that was withdrawn', [first, ['a', 'cancelled', 2]], 'delivered', 1, 1],
		['changes alone, as the studio sends them', [change, ['b', 'delivered', 1]], 'partly', 1, 2],
		['the same beside what was ordered first', [['b', 'delivered'], change], 'partly', 1, 2],
		['the right one instead of a wrong one', [first, ['a', 'waiting']], 'partly', 1, 1, 1],
		['the right one that went out', [first, ['a', 'delivered']], 'delivered', 1, 1],
		['the right one of some', [first, ...three, ['a', 'delivered'], ['e', 'waiting']], 'partly', 4, 5]
	])('counts a picture once: %s', (_, rows, word, delivered, of, changes) => {
		const list = rows.map(([fileId, state, afterVersion = 0]) => ({ fileId, state, afterVersion }));
		const progress = orderProgress({ seenAt: 1, startedAt: 2 }, list);
		expect(progress).toEqual({ word, delivered, of, ...(changes ? { changes } : {}) });
	});

	test('until Start the client changes it', () => {
		expect(canChangeItems({ startedAt: null })).toBe(true);
		expect(canChangeItems({ startedAt: 0 })).toBe(false);
	});
});

describe('inputs are refused', () => {
	const order = { fileIds: ['a'], viewHash: 'h' };
	test.each([
		['draft: nothing', OrderDraft, {}],
		['draft: both', OrderDraft, { selectionId: 's', fileIds: ['a'] }],
		['draft: no pictures', OrderDraft, { fileIds: [] }],
		['order: no pictures', PlaceOrder, { ...order, fileIds: [] }],
		['order: too many', PlaceOrder, { ...order, fileIds: Array(100_001).fill('a') }],
		['order: no view', PlaceOrder, { fileIds: ['a'] }],
		['order: a price', PlaceOrder, { ...order, price: 0 }],
		['order: a gallery', PlaceOrder, { ...order, galleryId: 'g' }],
		['order: an odd recipient', PlaceOrder, { ...order, recipients: ['a@x.test, b@x.test'] }],
		[
			'order: a recipient with a line end',
			PlaceOrder,
			{ ...order, recipients: ['a@x.test\r\nBcc: b@x.test'] }
		],
		['order: a note too long', PlaceOrder, { ...order, note: 'a'.repeat(2001) }],
		['order: ids of another kind', PlaceOrder, { ...order, fileIds: ['../x'] }],
		['order: a number', PlaceOrder, { ...order, fileIds: [1] }],
		['items: nothing', ChangeItems, { add: [], remove: [] }],
		['items: an array', ChangeItems, []],
		['change: no words', AskForChange, { fileId: 'a', text: '  ' }],
		['withdraw: no reason', WithdrawItem, { reason: '' }],
		['key: empty', IdempotencyKey, ''],
		['key: 300 characters', IdempotencyKey, 'k'.repeat(300)],
		['key: a line end', IdempotencyKey, 'a\nb'],
		['send: no pictures', SendFiles, { fileIds: [], to: ['a@x.test'] }]
	] as const)('%s', (_, schema, input) => {
		expect(v.is(schema, input)).toBe(false);
	});

	test('doubles go, recipients are addresses or people of the gallery', () => {
		expect(
			v.parse(PlaceOrder, {
				...order,
				fileIds: ['b', 'a', 'b'],
				recipients: ['Cleo@X.test', 'p1'],
				note: ' hi '
			})
		).toEqual({
			fileIds: ['b', 'a'],
			viewHash: 'h',
			note: 'hi',
			recipients: [{ address: 'cleo@x.test' }, { participantId: 'p1' }]
		});
		expect(v.parse(OrderDraft, { selectionId: 's' })).toEqual({ selectionId: 's' });
		expect(v.is(PlaceOrder, { ...order, note: '😀'.repeat(2000) })).toBe(true);
	});
});
