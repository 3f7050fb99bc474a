import { eq } from 'drizzle-orm';
import { suffixKey } from '#lib/domain/matching/match-drops.ts';
import type { Database, Transaction } from '../db/open.ts';
import { studio } from '../db/schema.ts';
import type { Gallery } from '../access/index.ts';

/** More are no habit of an editor but names of pictures; the oldest are forgotten. */
const MOST = 50;
const LONGEST = 40;

export const rememberedBy = async (db: Database, studioId: string): Promise<string[]> =>
	(await db.select({ kept: studio.acceptSuffixes }).from(studio).where(eq(studio.id, studioId)).get())
		?.kept ?? [];

/** Endings that finals of this gallery may carry without a question: its own, and those the studio has come to know. */
export const acceptedSuffixes = async (
	db: Database,
	{ studioId, acceptSuffixes }: Gallery
): Promise<string[]> => [...acceptSuffixes, ...(await rememberedBy(db, studioId))];

export async function rememberSuffixes(tx: Transaction, studioId: string, suffixes: readonly string[]) {
	const before = await rememberedBy(tx, studioId);
	const known = new Set(before.map(suffixKey));
	const fresh = suffixes.filter((suffix) => suffix.length <= LONGEST && isNew(known, suffixKey(suffix)));
	if (!fresh.length) return;
	await tx
		.update(studio)
		.set({ acceptSuffixes: [...before, ...fresh].slice(-MOST) })
		.where(eq(studio.id, studioId))
		.run();
}

const isNew = (known: Set<string>, key: string) => key !== '' && !known.has(key) && known.add(key).has(key);

/** What is not among the kept ones is asked about again, in every gallery. */
export async function forgetOtherSuffixes(tx: Transaction, studioId: string, kept: readonly string[]) {
	const keys = new Set(kept.map(suffixKey));
	const acceptSuffixes = (await rememberedBy(tx, studioId)).filter((suffix) => keys.has(suffixKey(suffix)));
	await tx.update(studio).set({ acceptSuffixes }).where(eq(studio.id, studioId)).run();
}
