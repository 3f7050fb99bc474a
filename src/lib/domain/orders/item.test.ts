import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FILE_STATES, type FileState } from '#lib/domain/states/file-state.ts';
import {
	CANCEL_REASONS,
	cancelItem,
	clientItemState,
	isPending,
	isSettled,
	reconsiderItem,
	type Item,
	type ItemFile
} from './item.ts';

const RULE = { deliverAtOnce: [] };
const AT_ONCE: { deliverAtOnce: FileState[] } = { deliverAtOnce: ['PROOF'] };
const at = (version: number, state: FileState): ItemFile => ({ current: { version, state }, deleted: false });
const waitingFor = (afterVersion: number): Item => ({
	...{ id: 'i', fileId: 'f', state: 'waiting', cancelledBy: null, afterVersion, pin: null, deliveryId: null }
});
const waiting = waitingFor(0);
const ready: Item = { ...waiting, state: 'ready', pin: { version: 2, state: 'FINAL' } };
const delivered: Item = { ...ready, state: 'delivered', deliveryId: 'd' };
const cancelled: Item = { ...waiting, state: 'cancelled', cancelledBy: 'client' };

describe('an item waits', () => {
	test.each([
		['for a PROOF', waiting, at(1, 'PROOF'), RULE],
		['for an UNDEFINED', waiting, at(1, 'UNDEFINED'), AT_ONCE],
		['while nothing is processed', waiting, { current: null, deleted: false }, RULE],
		['for the very version a change was asked of', waitingFor(2), at(2, 'FINAL'), RULE],
		['for an older one brought back', waitingFor(2), at(1, 'FINAL'), RULE],
		['for a deleted file', waiting, { ...at(2, 'FINAL'), deleted: true }, AT_ONCE],
		['again after FINAL to PROOF', ready, at(2, 'PROOF'), RULE],
		['again after a restore', ready, at(1, 'PROOF'), RULE],
		['again after a deletion', ready, { ...at(2, 'FINAL'), deleted: true }, RULE]
	] as const)('%s', (_, item, file, rule) => {
		expect(reconsiderItem(item, file, rule)).toEqual({ ...item, state: 'waiting', pin: null });
	});
});

describe('an item is ready', () => {
	test.each([
		['a final', waiting, at(2, 'FINAL'), RULE],
		['ordered as FINAL', waiting, at(1, 'FINAL'), RULE],
		['of a state that is delivered at once', waiting, at(1, 'PROOF'), AT_ONCE],
		['newer than what a change was asked of', waitingFor(2), at(3, 'FINAL'), RULE],
		['a newer one moves the pin', ready, at(3, 'FINAL'), RULE]
	] as const)('%s', (_, item, file, rule) => {
		expect(reconsiderItem(item, file, rule)).toEqual({ ...item, state: 'ready', pin: file.current });
	});

	test('nothing new is the same item, so that nobody is told', () => {
		expect(reconsiderItem(ready, at(2, 'FINAL'), RULE)).toBe(ready);
		expect(reconsiderItem(waiting, at(1, 'PROOF'), RULE)).toBe(waiting);
	});
});

describe('a settled item is settled', () => {
	test.each([delivered, cancelled])('$state', (item) => {
		expect(isSettled(item)).toBe(true);
		expect(reconsiderItem(item, at(9, 'FINAL'), RULE)).toBe(item);
		expect(() => cancelItem(item, 'withdrawn')).toThrow();
	});

	test.each(CANCEL_REASONS)('cancelled: %s', (by) => {
		expect(cancelItem(ready, by)).toEqual({ ...waiting, state: 'cancelled', cancelledBy: by });
	});
});

test('to clients ready is waiting', () => {
	expect(clientItemState('ready')).toBe('waiting');
	expect(clientItemState('delivered')).toBe('delivered');
});

/** What goes out is what is ready; the whole life of items, on the server, is walked in tests/model. */
test('a ready item has its version FINAL, or of a state delivered at once, and newer than asked', () => {
	const step = fc.oneof(
		fc.record({
			do: fc.constant('file' as const),
			version: fc.integer({ min: 1, max: 4 }),
			state: fc.constantFrom(...FILE_STATES),
			deleted: fc.boolean()
		}),
		fc.record({ do: fc.constant('cancel' as const) })
	);
	const rules = fc.record({ deliverAtOnce: fc.subarray([...FILE_STATES]) });
	fc.assert(
		fc.property(
			fc.array(step, { maxLength: 20 }),
			fc.integer({ min: 0, max: 3 }),
			rules,
			(steps, afterVersion, rule) => {
				let file: ItemFile = { current: null, deleted: false };
				let item = waitingFor(afterVersion);
				for (const each of steps) {
					const before = item;
					if (each.do === 'file') {
						file = { current: { version: each.version, state: each.state }, deleted: each.deleted };
						item = reconsiderItem(item, file, rule);
					} else if (isPending(item)) item = cancelItem(item, 'client');
					if (isSettled(before)) expect(item).toBe(before);
					if (item.state === 'ready') expect([item.pin, file.deleted]).toEqual([file.current, false]);
					expect(item.pin === null).toBe(item.state === 'waiting' || item.state === 'cancelled');
					expect(item.cancelledBy === null).toBe(item.state !== 'cancelled');
					if (item.pin !== null) {
						expect(item.pin.version).toBeGreaterThan(afterVersion);
						expect(['FINAL', ...rule.deliverAtOnce]).toContain(item.pin.state);
					}
				}
			}
		),
		{ numRuns: 500 }
	);
});
