import { eq } from 'drizzle-orm';
import { suffixKey } from '#lib/domain/matching/match-drops.ts';
import type { Transaction } from '../db/open.ts';
import { studio } from '../db/schema.ts';
import type { Gallery } from '../access/index.ts';
import type { Read } from './queries.ts';

/** More are no habit of an editor but names of pictures; the oldest are forgotten. */
const MOST = 50;
const LONGEST = 40;

export const rememberedBy = (db: Read, studioId: string): string[] =>
	db.select({ kept: studio.acceptSuffixes }).from(studio).where(eq(studio.id, studioId)).get()?.kept ?? [];

/** Endings that finals of this gallery may carry without a question: its own, and those the studio has come to know. */
export const acceptedSuffixes = (db: Read, { studioId, acceptSuffixes }: Gallery): string[] => [
	...acceptSuffixes,
	...rememberedBy(db, studioId)
];

export function rememberSuffixes(tx: Transaction, studioId: string, suffixes: readonly string[]) {
	const before = rememberedBy(tx, studioId);
	const known = new Set(before.map(suffixKey));
	const fresh = suffixes.filter((suffix) => suffix.length <= LONGEST && isNew(known, suffixKey(suffix)));
	if (!fresh.length) return;
	tx.update(studio)
		.set({ acceptSuffixes: [...before, ...fresh].slice(-MOST) })
		.where(eq(studio.id, studioId))
		.run();
}

const isNew = (known: Set<string>, key: string) => key !== '' && !known.has(key) && known.add(key).has(key);

/** What is not among the kept ones is asked about again, in every gallery. */
export function forgetOtherSuffixes(tx: Transaction, studioId: string, kept: readonly string[]) {
	const keys = new Set(kept.map(suffixKey));
	const acceptSuffixes = rememberedBy(tx, studioId).filter((suffix) => keys.has(suffixKey(suffix)));
	tx.update(studio).set({ acceptSuffixes }).where(eq(studio.id, studioId)).run();
}
