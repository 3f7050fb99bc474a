import { eq, inArray, lte } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { inChunks } from '../db/in-chunks.ts';
import type { Transaction as Rows } from '../db/open.ts';
import { orphan, upload, version } from '../db/schema.ts';
import { renditionKeys } from '../renditions/index.ts';

const DAY_MS = 86_400_000;
const AT_ONCE = 500;
/** From being seen without a row to being erased. */
export const SET_ASIDE_MS = 14 * DAY_MS;
/** One in twenty: more than that is a mistake rather than what crashes left behind. */
const MOST = 1 / 20;

export type Orphans = {
	/** All stored objects. */
	total: number;
	/** Those that no row names, and that are not yet erased. */
	aside: number;
	/** Set aside long enough, and kept because they are too many to be erased unasked. */
	held: number;
	erased: number;
};

type Transaction = Context['db']['transaction'];
type Options = { confirmed?: boolean; transaction?: Transaction };

/**
 * Sets stored bytes aside that no row names: what a crash left between storing and committing, and previews of a run
 * that was overtaken. Erased are those that have been so for 14 days, and only while they are at most 5 % of all, or
 * with somebody's word (`confirmed`). What is younger than a day may be under way and is left alone.
 */
export async function removeOrphans(ctx: Context, options: Options = {}): Promise<Orphans> {
	const { confirmed = false, transaction = ctx.db.transaction } = options;
	const { total, found } = await findOrphans(ctx);
	await transaction(async (tx) => {
		const known = await tx.select({ key: orphan.key }).from(orphan).all();
		const gone = known.map(({ key }) => key).filter((key) => !found.has(key));
		await forget(tx, gone);
		const firstSeenAt = ctx.clock.now();
		for (const key of found) await tx.insert(orphan).values({ key, firstSeenAt }).onConflictDoNothing().run();
	});
	const due = await dueOrphans(ctx);
	if (due.length > total * MOST && !confirmed)
		return { total, aside: found.size, held: due.length, erased: 0 };
	// a row may have come to name it since the listing
	const still = new Set(await unnamedIn(ctx, due));
	for (const key of due) if (still.has(key)) await ctx.storage.remove(key);
	await transaction((tx) => forget(tx, due));
	return { total, aside: found.size - due.length, held: 0, erased: still.size };
}

const dueOrphans = async ({ db, clock }: Context) =>
	(
		await db.read
			.select({ key: orphan.key })
			.from(orphan)
			.where(lte(orphan.firstSeenAt, clock.now() - SET_ASIDE_MS))
			.all()
	).map(({ key }) => key);

async function findOrphans(ctx: Context) {
	const before = ctx.clock.now() - DAY_MS;
	const previews = await previewKeys(ctx);
	const found = new Set<string>();
	let total = 0;
	let batch: string[] = [];
	const judge = async () => {
		for (const key of await unnamed(ctx, batch, previews)) found.add(key);
		batch = [];
	};
	for await (const { key, storedAt } of ctx.storage.list('')) {
		total++;
		if (storedAt < before) batch.push(key);
		if (batch.length >= AT_ONCE) await judge();
	}
	await judge();
	return { total, found };
}

const unnamedIn = async (ctx: Context, keys: string[]) => {
	const previews = await previewKeys(ctx);
	return inChunks(keys, async (some) => unnamed(ctx, some, previews));
};

const forget = async (tx: Rows, keys: string[]) =>
	void (await inChunks(keys, async (some) => [
		await tx.delete(orphan).where(inArray(orphan.key, some)).run()
	]));

/** Those of the keys that neither a version nor an unfinished upload names. */
async function unnamed(
	ctx: Context,
	keys: readonly string[],
	previews: ReadonlySet<string>
): Promise<string[]> {
	if (keys.length === 0) return [];
	const originals = keys.filter((key) => key.startsWith('originals/'));
	const { read } = ctx.db;
	const rows = await read
		.select({ key: version.storageKey })
		.from(version)
		.where(inArray(version.storageKey, originals))
		.all();
	const named = new Set(rows.map((row) => row.key));
	const open = await read.select({ id: upload.id }).from(upload).where(eq(upload.status, 'receiving')).all();
	const unfinished = new Set(open.map((row) => row.id));
	return keys.filter(
		(key) => !named.has(key) && !previews.has(key) && !unfinished.has(key.split('/').at(-1) ?? '')
	);
}

/** Every rendition that a row names: a few hundred bytes a picture. */
const previewKeys = async ({ db }: Context): Promise<Set<string>> =>
	new Set((await renditionKeys(db.read)).map(({ key }) => key));
