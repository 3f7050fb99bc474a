import type { ClientActor } from '#lib/domain/access/actor.ts';
import { countDone } from '../auth/attempts.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';

const HOUR_MS = 3_600_000;
/** What one person, and everybody behind one address, may do within an hour: each act mails or wakes the studio. */
const most = {
	order: { person: 60, network: 300 },
	change: { person: 120, network: 600 }
};

/** Counts an act with what it changes; refuses in words beyond the hour's number. */
export async function countAct(
	tx: Transaction,
	ctx: Context,
	what: keyof typeof most,
	{ participantId }: ClientActor,
	network: string | undefined
) {
	const perMs = HOUR_MS;
	const { person, network: all } = most[what];
	await countDone(tx, ctx, [
		{ key: `${what}:${participantId}`, max: person, perMs },
		...(network ? [{ key: `${what}:${network}`, max: all, perMs }] : [])
	]);
}
