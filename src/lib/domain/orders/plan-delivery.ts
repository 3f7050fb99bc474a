import type { DeliveryRule } from '#lib/domain/galleries/settings.ts';
import { isPending, type ItemState } from './item.ts';

export const MAX_RESTARTS = 5;

/** An order's one open delivery; `dueAt` null: no grace is running. */
export type OpenDelivery = { dueAt: number | null; held: boolean; restarts: number };

export type DeliveryCause =
	/** An item became ready, its pin moved, it fell back, or an item was added or settled. */
	| 'changed'
	/** A photographer's OK did that: the grace starts anew, uncounted. */
	| 'ok'
	/** An upload or processing began or ended; "Check again". */
	| 'looked'
	/** The due time was reached. */
	| 'due'
	| 'hold'
	| 'go-on'
	| 'send-now'
	/** Everything that is ready, under any rule. */
	| 'deliver';

export type DeliveryQuestion = {
	items: readonly { state: ItemState }[];
	open: OpenDelivery | null;
	/** An upload or processing that can still finish items of this order. */
	underWay: boolean;
	rule: DeliveryRule;
	graceMs: number;
	now: number;
	cause: DeliveryCause;
};

export type DeliveryPlan =
	/** Close the (possibly just now opened) delivery in this transaction, with every ready item. */
	| { kind: 'send' }
	/** The order's open delivery from now on; null: it has none. */
	| { kind: 'keep'; open: OpenDelivery | null };

const IDLE: OpenDelivery = { dueAt: null, held: false, restarts: 0 };

/**
 * When an order's next delivery goes out. The grace restarts at most so many times, and stands still while an upload
 * can still finish an item: one drop of finals is one delivery, and one mail.
 */
export function planDelivery(question: DeliveryQuestion): DeliveryPlan {
	const { items, open, cause } = question;
	const someReady = items.some(({ state }) => state === 'ready');
	if (cause === 'hold') return keep({ ...(open ?? IDLE), held: true, dueAt: null });
	if ((cause === 'send-now' || cause === 'deliver') && someReady) return { kind: 'send' };
	const base = cause === 'go-on' ? { ...(open ?? IDLE), held: false, dueAt: null, restarts: 0 } : open;
	if (base?.held) return keep({ ...base, dueAt: null });
	if (!someReady) return keep(null);
	if (!graceRuns(question)) return keep({ ...(base ?? IDLE), dueAt: null });
	return question.underWay ? keep(suspended(base ?? IDLE)) : running(base ?? IDLE, question);
}

function keep(open: OpenDelivery | null): DeliveryPlan {
	return { kind: 'keep', open };
}

function graceRuns({ rule, items }: DeliveryQuestion): boolean {
	if (rule === 'by-hand') return false;
	return rule === 'as-final' || items.every((item) => item.state === 'ready' || !isPending(item));
}

/**
 * A drop during the grace stops it, so that one drop is at most one delivery; going on afterwards is a restart.
 * With no restarts left the due time stands, and sending waits only for the drop to end.
 */
function suspended(open: OpenDelivery): OpenDelivery {
	if (open.dueAt === null || open.restarts >= MAX_RESTARTS) return open;
	return { ...open, dueAt: null, restarts: open.restarts + 1 };
}

function running(open: OpenDelivery, { cause, now, graceMs }: DeliveryQuestion): DeliveryPlan {
	const fresh = { ...open, dueAt: now + graceMs };
	if (open.dueAt === null || cause === 'ok') return keep(fresh);
	if (cause === 'due' && now >= open.dueAt) return { kind: 'send' };
	if (cause === 'changed' && open.restarts < MAX_RESTARTS)
		return keep({ ...fresh, restarts: open.restarts + 1 });
	return keep(open);
}
