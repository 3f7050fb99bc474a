import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeliveryRule } from '#lib/domain/galleries/settings.ts';
import type { ItemState } from './item.ts';
import {
	MAX_RESTARTS,
	planDelivery,
	type DeliveryCause,
	type DeliveryQuestion,
	type OpenDelivery
} from './plan-delivery.ts';
import { isUnderWay, underWayFor, type UploadProgress } from './under-way.ts';

const NOW = 1_000_000;
const GRACE = 120_000;
const items = (...states: ItemState[]) => states.map((state) => ({ state }));
const running = (change: Partial<OpenDelivery> = {}): OpenDelivery => ({
	dueAt: NOW + 1000,
	held: false,
	restarts: 0,
	...change
});
const plan = (change: Partial<DeliveryQuestion>) =>
	planDelivery({
		items: items('ready', 'waiting'),
		open: null,
		underWay: false,
		rule: 'as-final',
		graceMs: GRACE,
		now: NOW,
		cause: 'changed',
		...change
	});
const keeps = (open: OpenDelivery | null) => ({ kind: 'keep', open });
const idle: OpenDelivery = { dueAt: null, held: false, restarts: 0 };

describe('nothing goes out', () => {
	const due = running({ dueAt: NOW });
	test.each([
		['when nothing is ready', { items: items('waiting', 'delivered'), open: due }, null],
		['before its time', { open: running() }, running()],
		['when held', { open: { ...due, held: true } }, { ...idle, held: true }],
		['while a drop is under way', { open: due, underWay: true }, { ...idle, restarts: 1 }],
		[
			'while a drop is under way, with no restarts left',
			{ open: running({ dueAt: NOW, restarts: 5 }), underWay: true },
			running({ dueAt: NOW, restarts: 5 })
		],
		['of an order that goes out whole, while one waits', { open: due, rule: 'whole-order' }, idle],
		['by hand', { open: due, rule: 'by-hand' }, idle],
		['without a due time', { open: idle }, { ...idle, dueAt: NOW + GRACE }]
	] as [string, Partial<DeliveryQuestion>, OpenDelivery | null][])(
		'%s, though the timer says so',
		(_, change, open) => {
			expect(plan({ ...change, cause: 'due' })).toEqual(keeps(open));
		}
	);

	test.each(['send-now', 'deliver'] as const)('by %s when nothing is ready', (cause) => {
		expect(plan({ cause, items: items('waiting') })).toEqual(keeps(null));
	});
});

describe('the grace', () => {
	test('starts when something is ready', () => {
		expect(plan({})).toEqual(keeps({ ...idle, dueAt: NOW + GRACE }));
	});

	test('does not start while a drop is under way', () => {
		expect(plan({ underWay: true })).toEqual(keeps(idle));
		expect(plan({ underWay: true, open: idle })).toEqual(keeps(idle));
	});

	test('starts, uncounted, when the drop has ended', () => {
		expect(plan({ open: idle, cause: 'looked' })).toEqual(keeps({ ...idle, dueAt: NOW + GRACE }));
	});

	test('starts anew with every change, five times', () => {
		let open: OpenDelivery | null = null;
		for (let i = 0; i <= MAX_RESTARTS; i++) {
			const next = plan({ open, now: NOW + i * 1000 });
			open = next.kind === 'keep' ? next.open : null;
			expect(open).toEqual({ dueAt: NOW + i * 1000 + GRACE, held: false, restarts: i });
		}
		expect(plan({ open, now: NOW + 9000 })).toEqual(keeps(open));
	});

	test('a look changes nothing', () => {
		expect(plan({ open: running(), cause: 'looked' })).toEqual(keeps(running()));
	});

	test("a photographer's OK starts it anew, uncounted, even then", () => {
		expect(plan({ open: running({ restarts: 5 }), cause: 'ok' })).toEqual(
			keeps({ dueAt: NOW + GRACE, held: false, restarts: 5 })
		);
	});

	test('a further drop stops it and counts as a restart', () => {
		const stopped = { ...idle, restarts: 1 };
		expect(plan({ open: running(), underWay: true, cause: 'looked' })).toEqual(keeps(stopped));
		expect(plan({ open: stopped, cause: 'changed' })).toEqual(keeps({ ...stopped, dueAt: NOW + GRACE }));
	});

	test('it ends when what was ready is not any more', () => {
		expect(plan({ open: running(), items: items('waiting') })).toEqual(keeps(null));
	});

	test('due is sent', () => {
		expect(plan({ open: running({ dueAt: NOW }), cause: 'due' })).toEqual({ kind: 'send' });
		expect(plan({ open: running({ dueAt: NOW - 5, restarts: 5 }), cause: 'due' })).toEqual({ kind: 'send' });
	});
});

describe('the rules', () => {
	test('whole order: the grace starts when every item is ready or settled', () => {
		const rule = 'whole-order';
		expect(plan({ rule })).toEqual(keeps(idle));
		const whole = items('ready', 'delivered', 'cancelled');
		expect(plan({ rule, items: whole, open: idle })).toEqual(keeps({ ...idle, dueAt: NOW + GRACE }));
		expect(plan({ rule, items: whole, open: running({ dueAt: NOW }), cause: 'due' })).toEqual({
			kind: 'send'
		});
	});

	test('whole order: an item added stops the countdown', () => {
		expect(plan({ rule: 'whole-order', open: running() })).toEqual(keeps(idle));
	});

	test('by hand: open without a due time', () => {
		expect(plan({ rule: 'by-hand', items: items('ready') })).toEqual(keeps(idle));
	});

	test.each(['as-final', 'whole-order', 'by-hand'] as const)(
		'%s: Deliver sends what is ready at once',
		(rule) => {
			for (const cause of ['deliver', 'send-now'] as const) {
				expect(plan({ rule, cause, underWay: true, open: { ...idle, held: true } })).toEqual({
					kind: 'send'
				});
			}
		}
	);
});

describe('Hold', () => {
	const held = { ...idle, held: true, restarts: 2 };

	test('stops the countdown', () => {
		expect(plan({ open: running({ restarts: 2 }), cause: 'hold' })).toEqual(keeps(held));
	});

	test.each(['changed', 'ok', 'looked', 'due'] as const)('lasts through %s', (cause) => {
		expect(plan({ open: held, cause })).toEqual(keeps(held));
		expect(plan({ open: held, cause, items: items('waiting') })).toEqual(keeps(held));
	});

	test('Go on gives the grace anew, with all restarts', () => {
		expect(plan({ open: held, cause: 'go-on' })).toEqual(keeps({ ...idle, dueAt: NOW + GRACE }));
		expect(plan({ open: held, cause: 'go-on', underWay: true })).toEqual(keeps(idle));
		expect(plan({ open: held, cause: 'go-on', items: items('waiting') })).toEqual(keeps(null));
	});
});

const CAUSES: DeliveryCause[] = ['changed', 'ok', 'looked', 'due', 'hold', 'go-on', 'send-now', 'deliver'];
const RULES: DeliveryRule[] = ['as-final', 'whole-order', 'by-hand'];
const question = fc.record({
	items: fc.array(
		fc.record({ state: fc.constantFrom<ItemState>('waiting', 'ready', 'delivered', 'cancelled') })
	),
	open: fc.option(
		fc.record({
			dueAt: fc.option(fc.integer({ min: NOW - 10, max: NOW + 10 })),
			held: fc.boolean(),
			restarts: fc.integer({ min: 0, max: MAX_RESTARTS })
		})
	),
	underWay: fc.boolean(),
	rule: fc.constantFrom(...RULES),
	graceMs: fc.constantFrom(0, GRACE),
	now: fc.constant(NOW),
	cause: fc.constantFrom(...CAUSES)
});

test('only the due time and a person send, and never an empty delivery', () => {
	fc.assert(
		fc.property(question, (asked) => {
			const planned = planDelivery(asked);
			const someReady = asked.items.some(({ state }) => state === 'ready');
			if (planned.kind === 'send') {
				expect(someReady).toBe(true);
				if (asked.cause === 'due') {
					expect(asked.underWay || asked.open?.held || asked.rule === 'by-hand').toBe(false);
					expect(asked.open?.dueAt).toBeLessThanOrEqual(NOW);
				} else expect(['send-now', 'deliver']).toContain(asked.cause);
				return;
			}
			if (planned.open === null) {
				expect(someReady).toBe(false);
				return;
			}
			expect(planned.open.restarts).toBeLessThanOrEqual(MAX_RESTARTS);
			if (planned.open.held || asked.rule === 'by-hand') expect(planned.open.dueAt).toBeNull();
		}),
		{ numRuns: 2000 }
	);
});

test('a plan that was carried out stands: looking again changes nothing', () => {
	fc.assert(
		fc.property(question, (asked) => {
			const planned = planDelivery(asked);
			if (planned.kind === 'send') return;
			const again = { ...asked, open: planned.open, cause: 'looked' as const };
			if (asked.underWay && planned.open?.dueAt != null && planned.open.restarts < MAX_RESTARTS) return;
			expect(planDelivery(again)).toEqual(planned);
		}),
		{ numRuns: 1000 }
	);
});

/** One drop of n finals, processed in any rhythm: one delivery. */
test('one drop is at most one delivery', () => {
	const finals = fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 1, maxLength: 12 });
	fc.assert(
		fc.property(finals, fc.boolean(), (pauses, inGrace) => {
			const states: ItemState[] = pauses.map(() => 'waiting');
			let open: OpenDelivery | null = inGrace
				? { dueAt: NOW + 1, held: false, restarts: MAX_RESTARTS }
				: null;
			let sent = 0;
			let now = NOW;
			if (inGrace) states.push('ready');
			const act = (cause: DeliveryCause, underWay: boolean) => {
				const planned = planDelivery({
					items: items(...states),
					open,
					underWay,
					rule: 'as-final',
					graceMs: GRACE,
					now,
					cause
				});
				open = planned.kind === 'keep' ? planned.open : null;
				if (planned.kind === 'keep') return;
				sent++;
				states.forEach((state, i) => (states[i] = state === 'ready' ? 'delivered' : state));
			};
			pauses.forEach((pause, i) => {
				act('due', true);
				now += pause;
				act('due', true);
				states[i] = 'ready';
				act('changed', i < pauses.length - 1);
			});
			now += GRACE * 2;
			act('due', false);
			act('due', false);
			expect(sent).toBe(1);
			expect(states.every((state) => state === 'delivered')).toBe(true);
		})
	);
});

describe('what is under way', () => {
	const upload = (change: Partial<UploadProgress> = {}): UploadProgress => ({
		status: 'receiving',
		lastByteAt: NOW,
		orderId: 'o',
		fileId: null,
		...change
	});

	test.each([
		['receiving', NOW, true],
		['receiving', NOW - 119_999, true],
		['receiving', NOW - 120_000, false],
		['processing', NOW - 9e9, true],
		['asks', NOW, false],
		['unmatched', NOW, false],
		['failed', NOW, false],
		['ready', NOW, false],
		['refused', NOW, false],
		['cancelled', NOW, false]
	] as const)('%s, last byte at %d: %s', (status, lastByteAt, expected) => {
		expect(isUnderWay(upload({ status, lastByteAt }), NOW)).toBe(expected);
	});

	test('only what can finish items of this order counts', () => {
		const order = { id: 'o', pendingFileIds: new Set(['f']) };
		expect(underWayFor(order, [upload()], NOW)).toBe(true);
		expect(underWayFor(order, [upload({ orderId: 'other' })], NOW)).toBe(false);
		expect(underWayFor(order, [upload({ orderId: null, fileId: 'f' })], NOW)).toBe(true);
		expect(underWayFor(order, [upload({ orderId: 'other', fileId: 'f' })], NOW)).toBe(true);
		expect(underWayFor(order, [upload({ orderId: null, fileId: 'g' })], NOW)).toBe(false);
		expect(underWayFor(order, [upload({ fileId: 'g' })], NOW)).toBe(false);
		expect(underWayFor(order, [upload({ status: 'asks' })], NOW)).toBe(false);
		expect(underWayFor(order, [], NOW)).toBe(false);
	});
});
