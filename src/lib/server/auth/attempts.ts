import { lt } from 'drizzle-orm';
import { AppError } from '#lib/domain/fault.ts';
import { increment } from '../db/expressions.ts';
import type { Clock } from '../db/ids.ts';
import type { Db, Transaction } from '../db/open.ts';
import { attempt } from '../db/schema.ts';

type Deps = { db: Db; clock: Clock };
/** At most `max` attempts under a key in `perMs`, counted from the first one. */
export type Limit = { key: string; max: number; perMs: number };

/**
 * Counts an attempt before its secret is looked at, so that guesses sent at once are all counted; refuses beyond a
 * limit. Kept in SQL: a restart or a second web process forgets nothing.
 */
export async function countAttempt({ db, clock }: Deps, limits: Limit[]) {
	const now = clock.now();
	refuseUntil(await db.transaction((tx) => countedUntil(tx, now, limits)), now);
}

/** Counts an act in its own transaction: one that is refused or rolled back is not counted. */
export async function countDone(tx: Transaction, { clock }: Pick<Deps, 'clock'>, limits: Limit[]) {
	const now = clock.now();
	refuseUntil(await countedUntil(tx, now, limits), now);
}

/** When the limit that is passed ends; 0 if none is. */
async function countedUntil(tx: Transaction, now: number, limits: Limit[]): Promise<number> {
	await tx.delete(attempt).where(lt(attempt.until, now)).run();
	const over = (
		await Array.fromAsync(limits, async ({ key, max, perMs }) => {
			const [row] = await tx
				.insert(attempt)
				.values({ key, n: 1, until: now + perMs })
				.onConflictDoUpdate({ target: attempt.key, set: { n: increment(attempt.n) } })
				.returning()
				.all();
			return row && row.n > max ? [row.until] : [];
		})
	).flat();
	return Math.max(0, ...over);
}

function refuseUntil(until: number, now: number) {
	if (!until) return;
	const minutes = Math.ceil((until - now) / 60_000);
	throw new AppError(
		'too-many',
		'faults:attempts',
		{ count: minutes },
		{
			retryAfterSeconds: minutes * 60
		}
	);
}
