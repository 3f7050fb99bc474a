import type { Rule } from './rule.ts';

/** What brings a walk on is drawn more often, what takes it back less. */
const COMMANDS: Record<string, number> = {
	place: 2,
	'drop a final': 3,
	processed: 8,
	'last byte': 2,
	accept: 3,
	'time goes on': 0.5,
	undelete: 0.6,
	'drop a proof': 0.5,
	'delete, confirmed': 0.5,
	'set PROOF': 0.5,
	restart: 0.4,
	'OK for the retoucher': 0.3,
	'deliver whole-order': 0.4,
	'deliver by-hand': 0.4
};

/** What does not last is used while it is there. */
const STATES: Record<string, number> = {
	running: 3,
	stopped: 2,
	held: 3,
	ready: 2,
	already: 0.05,
	'2 min': 3
};

/** Often enough for one seed; a refusal needs to be seen, not to be seen often. */
const ENOUGH = { legal: 15, refused: 3 };

/** How much a walk likes a rule that was already done so often in earlier walks of its seed. */
export function weightOf({ command, state, refused }: Rule, times: number): number {
	const base = (COMMANDS[command] ?? 1) * (STATES[state] ?? 1);
	if (refused) return times < ENOUGH.refused ? 1 : 0.05;
	return times < ENOUGH.legal ? 4 * Math.max(base, 1) : base / 4;
}
