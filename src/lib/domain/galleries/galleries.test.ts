import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { compareFiles, type Placed } from './file-order.ts';
import { PRESETS, recipientRights, settingsOf } from './presets.ts';
import { CreateGallery, PatchGallery } from './settings.ts';

describe('input is refused', () => {
	test.each([
		[{ title: 'A', preset: 'retouch', studioId: 'x' }, 'an unknown key'],
		[{ title: '  ', preset: 'retouch' }, 'an empty title'],
		[{ title: 'A', preset: 'wedding' }, 'an unknown preset'],
		[{ title: 'a'.repeat(201), preset: 'archive' }, 'a title too long'],
		[{ title: 'A', preset: 'archive', parentId: '../x' }, 'an odd parent'],
		[{ preset: 'archive' }, 'no title']
	])('creating with %j: %s', (input, _) => {
		expect(v.is(CreateGallery, input)).toBe(false);
	});

	test.each(
		[
			{ state: 'FINAL' },
			{ offerDownloads: 'FINAL' },
			{ offerDownloads: ['EVERYTHING'] },
			{ graceSeconds: -1 },
			{ graceSeconds: 1.5 },
			{ graceSeconds: '120' },
			{ graceSeconds: Infinity },
			{ deliveryRule: 'whole_order' },
			{ expiresAt: 'tomorrow' },
			{ expiresAt: '2026-13-40T00:00:00Z' },
			{ expiresAt: '2026-01-01T00:00:00' },
			{ title: null },
			[],
			null
		].map((input) => ({ input }))
	)('changing with $input', ({ input }) => {
		expect(v.is(PatchGallery, input)).toBe(false);
	});
});

test('a change holds only what was sent', () => {
	expect(v.parse(PatchGallery, { title: ' Spring\nshoot ' })).toEqual({ title: 'Spring shoot' });
	expect(
		v.parse(PatchGallery, { offerOrders: ['PROOF', 'PROOF'], expiresAt: '2026-12-01T10:00:00Z' })
	).toEqual({
		offerOrders: ['PROOF'],
		expiresAt: Date.UTC(2026, 11, 1, 10)
	});
	expect(v.parse(PatchGallery, { expiresAt: null, parentId: null })).toEqual({
		expiresAt: null,
		parentId: null
	});
});

describe('presets', () => {
	test.each([
		['download', 'UNDEFINED', ['UNDEFINED', 'PROOF', 'FINAL'], [], false, 'all'],
		['retouch', 'PROOF', ['FINAL'], ['UNDEFINED', 'PROOF'], true, 'final'],
		['archive', 'UNDEFINED', ['FINAL'], ['PROOF'], true, 'final']
	] as const)('%s', (preset, defaultState, offerDownloads, offerOrders, order, download) => {
		expect(settingsOf(preset)).toMatchObject({
			defaultState,
			offerDownloads,
			offerOrders,
			deliverAtOnce: [],
			deliveryRule: 'as-final',
			graceSeconds: 120,
			okForRetoucher: true
		});
		expect(recipientRights(preset)).toEqual({
			products: [],
			look: true,
			mark: true,
			decide: false,
			order,
			download
		});
	});

	test('the installation has its own grace', () => {
		expect(settingsOf('retouch', 3).graceSeconds).toBe(3);
	});

	test('settings of one gallery are not those of the next', () => {
		for (const preset of PRESETS) {
			settingsOf(preset).deliverAtOnce.push('PROOF');
			settingsOf(preset).offerOrders.push('FINAL');
			expect(settingsOf(preset).deliverAtOnce).toEqual([]);
			expect(settingsOf(preset).offerOrders).not.toContain('FINAL');
		}
	});
});

describe('the order of files', () => {
	const files: Placed[] = [
		{ id: 'a', name: 'DSC_10.jpg', takenAt: 5 },
		{ id: 'b', name: 'DSC_9.jpg', takenAt: 5 },
		{ id: 'c', name: 'A.jpg', takenAt: null },
		{ id: 'd', name: 'Z.jpg', takenAt: 1 },
		{ id: 'e', name: 'A.jpg', takenAt: 0, section: 'Day 2' },
		{ id: 'f', name: 'A.jpg', takenAt: 9, section: 'Day 10' },
		{ id: 'g', name: 'A.jpg', takenAt: 9, section: 'Day 2/Evening' }
	];
	const ids = (order?: 'time' | 'name' | 'hand') => [...files].sort(compareFiles(order)).map(({ id }) => id);

	test('sections by path, then capture time, then name as people count', () => {
		expect(ids().join('')).toBe('dbacegf');
	});

	test('by name on request', () => {
		expect(ids('name').join('')).toBe('cbadegf');
	});

	test('by hand: placed ones first, the rest as ever', () => {
		const placed = files.map((file) => (file.id === 'f' ? { ...file, place: 0 } : file));
		expect(
			placed
				.sort(compareFiles('hand'))
				.map(({ id }) => id)
				.join('')
		).toBe('fdbaceg');
	});

	test('it is total: any shuffle ends the same', () => {
		const file = fc.record({
			id: fc.string({ minLength: 1, maxLength: 3 }),
			name: fc.constantFrom('A', 'a', 'A1', 'A01', 'é', 'e\u0301'),
			section: fc.constantFrom('', 'x', 'X', 'x/y', 'x//y'),
			takenAt: fc.option(fc.constantFrom(0, 1))
		});
		const unique = fc.uniqueArray(file, { selector: ({ id }) => id, maxLength: 8 });
		const shuffled = unique.chain((list) =>
			fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))
		);
		fc.assert(
			fc.property(shuffled, fc.constantFrom('time', 'name', 'hand'), ([list, other], order) => {
				expect([...other].sort(compareFiles(order))).toEqual([...list].sort(compareFiles(order)));
			})
		);
	});
});
