import type { Db } from '#lib/server/db/open.ts';
import { speaksPostgres } from '#lib/server/db/dialect.ts';

/** What a database says that could not commit because of somebody else; whoever asked it tries again. */
const CODE = speaksPostgres ? '40001' : 'SQLITE_BUSY';

export type Failing = { db: Db; failed: () => number };

/**
 * The same database, but one transaction in `oneIn` cannot be kept once all of its work is done, as if another process had
 * been there first. By chance, from a seed.
 */
export function failing(db: Db, seed: number, oneIn: number): Failing {
	const chance = randomFrom(seed);
	let failures = 0;
	return {
		failed: () => failures,
		db: {
			...db,
			transaction: (work) =>
				db.transaction(async (tx) => {
					const result = await work(tx);
					if (chance() * oneIn >= 1) return result;
					failures++;
					throw Object.assign(new Error('could not serialize access (injected)'), { code: CODE });
				})
		}
	};
}

/** mulberry32: the same numbers from the same seed. */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
