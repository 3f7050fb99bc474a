import { describe, expect, test } from 'vitest';
import { canAskForChange, canDownload, canOrder, canSendChoice } from './offers.ts';
import { NO_RIGHTS, type Download, type Rights } from './rights.ts';

const rights = (download: Download, more: Partial<Rights> = {}): Rights => ({
	...NO_RIGHTS,
	look: true,
	download,
	...more
});

describe('what a button offers', () => {
	const file = { deleted: false, released: { version: 1, state: 'PROOF' } } as const;
	const gallery = { offerDownloads: ['FINAL'], offerOrders: ['PROOF'] } as const;
	const orders = rights('final', { order: true });

	test.each([
		['no right', rights('none'), file, gallery],
		['not released', orders, { deleted: false, released: null }, gallery],
		['deleted', orders, { ...file, deleted: true }, gallery],
		['the state is not offered', orders, file, { ...gallery, offerOrders: ['FINAL'] }],
		['no look', { ...orders, look: false }, file, gallery]
	] as const)('not ordered: %s', (_, who, what, where) => {
		expect(canOrder(who, what, where)).toBe(false);
	});

	test('a PROOF is ordered, a FINAL downloaded', () => {
		const final = { deleted: false, released: { version: 2, state: 'FINAL' } } as const;
		expect([canOrder(orders, file, gallery), canDownload(orders, file, gallery)]).toEqual([true, false]);
		expect([canOrder(orders, final, gallery), canDownload(orders, final, gallery)]).toEqual([false, true]);
	});

	test('where nothing can be ordered, marking is enough to send', () => {
		const marks = rights('none', { mark: true });
		expect(canSendChoice(marks, { offersOrders: false })).toBe(true);
		expect(canSendChoice(marks, { offersOrders: true })).toBe(false);
		expect(canSendChoice(orders, { offersOrders: true })).toBe(true);
		expect(canSendChoice(rights('all'), { offersOrders: false })).toBe(false);
		expect(canSendChoice({ ...marks, look: false }, { offersOrders: false })).toBe(false);
	});

	test('a change is asked for whatever the state', () => {
		expect(canAskForChange(orders, { deleted: false, released: { version: 2, state: 'FINAL' } })).toBe(true);
		expect(canAskForChange(rights('all'), file)).toBe(false);
		expect(canAskForChange(orders, { ...file, deleted: true })).toBe(false);
	});
});
