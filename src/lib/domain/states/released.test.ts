import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FILE_STATES, isLower } from './file-state.ts';
import { nextReleased, type Pair, type ReleaseEvent } from './released.ts';

const p = (version: number): Pair => ({ version, state: 'PROOF' });
const f = (version: number): Pair => ({ version, state: 'FINAL' });
const u = (version: number): Pair => ({ version, state: 'UNDEFINED' });

type Row = [
	what: string,
	event: ReleaseEvent,
	pendingItems: number,
	current: Pair | null,
	released: Pair | null,
	next: Pair | null
];

const held: Row[] = [
	['a final for a pending item', { kind: 'version-current' }, 1, f(2), p(1), p(1)],
	['PROOF set to FINAL while an item waits', { kind: 'state-set' }, 1, f(1), p(1), p(1)],
	['a first version of an ordered picture', { kind: 'version-current' }, 1, f(1), null, null],
	['one of two items ends', { kind: 'item-ended' }, 1, f(2), p(1), p(1)],
	['an item is placed', { kind: 'item-placed' }, 1, p(1), p(1), p(1)],
	['restored to a version above the released one', { kind: 'restored' }, 1, f(2), p(1), p(1)],
	['undeleted with items', { kind: 'undeleted' }, 1, p(1), null, null]
];

const moves: Row[] = [
	['without items it follows', { kind: 'version-current' }, 0, f(2), p(1), f(2)],
	['without items a state follows', { kind: 'state-set' }, 0, f(1), p(1), f(1)],
	['the first version appears', { kind: 'version-current' }, 0, p(1), null, p(1)],
	['a delivery releases its pin', { kind: 'delivered', pinned: f(2) }, 1, f(2), p(1), f(2)],
	['a delivery holds back what came later', { kind: 'delivered', pinned: f(2) }, 1, f(3), p(1), f(2)],
	['the last item delivered: the current pair', { kind: 'delivered', pinned: f(2) }, 0, f(2), p(1), f(2)],
	['the last item ends', { kind: 'item-ended' }, 0, f(2), p(1), f(2)],
	['restored below the released one', { kind: 'restored' }, 1, p(1), f(2), p(1)],
	['restored to the released one, lower', { kind: 'restored' }, 1, p(2), f(2), p(2)],
	['FINAL to PROOF while a change is asked for', { kind: 'state-set' }, 1, p(2), f(2), p(2)],
	['FINAL to PROOF on a held version', { kind: 'state-set' }, 1, p(3), f(2), p(2)],
	['FINAL to UNDEFINED', { kind: 'state-set' }, 1, u(2), f(2), u(2)],
	['UNDEFINED to PROOF', { kind: 'state-set' }, 1, p(1), u(1), p(1)],
	['deleted with items', { kind: 'deleted' }, 1, f(2), f(2), null],
	['deleted without', { kind: 'deleted' }, 0, null, f(2), null],
	['undeleted without items', { kind: 'undeleted' }, 0, f(2), null, f(2)]
];

describe('what clients see stays', () => {
	test.each(held)('%s', (_, event, pendingItems, current, released, next) => {
		expect(nextReleased({ current, released, pendingItems, event })).toEqual(next);
	});
});

describe('what clients see moves', () => {
	test.each(moves)('%s', (_, event, pendingItems, current, released, next) => {
		expect(nextReleased({ current, released, pendingItems, event })).toEqual(next);
	});
});

const pair = fc.record({ version: fc.integer({ min: 1, max: 4 }), state: fc.constantFrom(...FILE_STATES) });
const plain = fc.constantFrom<ReleaseEvent>(
	{ kind: 'version-current' },
	{ kind: 'state-set' },
	{ kind: 'restored' },
	{ kind: 'undeleted' },
	{ kind: 'item-placed' },
	{ kind: 'item-ended' }
);

test('while an item is pending nothing but a delivery shows more than before', () => {
	fc.assert(
		fc.property(
			pair,
			fc.option(pair),
			fc.integer({ min: 1, max: 3 }),
			plain,
			(current, released, pendingItems, event) => {
				const next = nextReleased({ current, released, pendingItems, event });
				if (released === null || next === null) {
					expect(next).toBeNull();
					return;
				}
				expect(next.version).toBeLessThanOrEqual(released.version);
				if (next.version === released.version) expect(isLower(released.state, next.state)).toBe(false);
			}
		)
	);
});

test('without pending items it is always the current pair', () => {
	fc.assert(
		fc.property(pair, fc.option(pair), plain, (current, released, event) => {
			expect(nextReleased({ current, released, pendingItems: 0, event })).toEqual(current);
		})
	);
});
