import { lt } from 'drizzle-orm';
import { AppError } from '#lib/domain/fault.ts';
import { t } from '#lib/messages/index.ts';
import { oneMore } from '../db/expressions.ts';
import type { Clock } from '../db/ids.ts';
import type { Db } from '../db/open.ts';
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
	const refusedUntil = await db.transaction((tx) => {
		tx.delete(attempt).where(lt(attempt.until, now)).run();
		const over = limits.flatMap(({ key, max, perMs }) => {
			const [row] = tx
				.insert(attempt)
				.values({ key, n: 1, until: now + perMs })
				.onConflictDoUpdate({ target: attempt.key, set: { n: oneMore(attempt.n) } })
				.returning()
				.all();
			return row && row.n > max ? [row.until] : [];
		});
		return Math.max(0, ...over);
	});
	if (!refusedUntil) return;
	const minutes = Math.ceil((refusedUntil - now) / 60_000);
	throw new AppError('too-many', t('faults:attempts', { count: minutes }), {
		retryAfterSeconds: minutes * 60
	});
}
