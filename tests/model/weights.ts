import type { Rule } from './rule.ts';

/** What leads to items that are ready, where most of what is seldom possible begins. */
const ONWARD: Record<string, number> = {
	'place | offered': 3,
	'drop a final | whole': 2,
	'processed | processing': 8,
	'set FINAL | waiting': 6,
	'last byte | whole': 3,
	"drop a final | the retoucher's": 1.5,
	'begin an upload | whole': 1.2,
	'undelete | deleted': 4,
	'deliver as-final | by-hand': 8,
	'deliver as-final | whole-order': 8,
	'deliver at once | FINAL only': 12,
	'deliver at once | PROOF': 0.02,
	'deliver at once | UNDEFINED': 0.02,
	'time goes on | 2 min': 0.4,
	'recall | sent': 0.2,
	'recall one picture | sent': 0.2,
	'hold | running': 3,
	'hold | stopped': 0.3
};

/** What does not last is used while it is there. */
const STATES: Record<string, number> = {
	'nothing ready': 6,
	'held, nothing ready': 14,
	running: 12,
	stopped: 14,
	held: 14,
	ready: 6,
	asks: 20,
	'asks, newer is current': 8,
	delivered: 3,
	'delivered, then deleted': 6,
	sent: 3,
	recalled: 3,
	'taken off': 4
};

/** What needs several things at once. */
const RARE: Record<string, number> = {
	'cancel an upload | any': 6,
	'add | offered': 4,
	'take out | waiting': 6,
	'take out | ready': 14,
	'take out | ready, started': 6,
	'processed, unlike | processing': 6,
	'failed | processing': 4,
	'undelete | waiting': 3,
	'deliver by-hand | by-hand': 10,
	'deliver by-hand | whole-order': 10,
	'deliver whole-order | by-hand': 10,
	'deliver whole-order | whole-order': 8,
	'set UNDEFINED | waiting': 5,
	'set PROOF | waiting': 5,
	'withdraw | waiting': 3,
	'delete, confirmed | waiting': 3,
	'post | sent': 4,
	'post | taken': 2,
	'post | recalled': 3,
	'post | failed': 3,
	'retry a mail | failed': 3,
	'retry a mail | sent': 3
};

/** Tries of each cell in one test: as many again and more are made in the other one. */
export const ENOUGH = { legal: 25, refused: 3 };
const COMMON = 0.7;
const DONE = 0.05;

/** How much a walk likes a rule that was done so often in the walks before it. */
export function weightOf({ command, state, refused }: Rule, times: number): number {
	const key = `${command} | ${state}`;
	const onward = ONWARD[key] ?? DONE;
	const missing = times < (refused ? ENOUGH.refused : ENOUGH.legal);
	return missing ? Math.max(onward, RARE[key] ?? STATES[state] ?? COMMON) : onward;
}
