import type { Db } from './open.ts';
import type { Clock } from './ids.ts';

/** Rows and sessions also end by the clock. */
const LONGEST_MS = 500;
const MOST = 50_000;

/**
 * Answers that were worked out from the database, good for exactly as long as nobody has committed anything: any
 * commit, by whichever process, makes all of them be asked again.
 */
export type CommitScopedCache<T> = { of: (key: string, decide: () => Promise<T>) => Promise<T> };

export function makeCommitScopedCache<T>({ db, clock }: { db: Db; clock: Clock }): CommitScopedCache<T> {
	let known = new Map<string, T>();
	let stamp: number | string = -1;
	let since = 0;
	const isStale = async () => {
		const now = clock.now();
		const current = await db.stamp();
		const stale = current !== stamp || now - since > LONGEST_MS || now < since || known.size > MOST;
		if (stale) [stamp, since, known] = [current, now, new Map()];
		return stale;
	};
	return {
		of: async (key, decide) => {
			const found = (await isStale()) ? undefined : known.get(key);
			if (found !== undefined) return found;
			const under = known;
			const decided = await decide();
			under.set(key, decided);
			return decided;
		}
	};
}
