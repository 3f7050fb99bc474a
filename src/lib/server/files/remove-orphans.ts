import { eq, inArray } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { upload, version } from '../db/schema.ts';

const DAY_MS = 86_400_000;
const AT_ONCE = 500;

/**
 * Removes stored bytes that no row names: what a crash left between storing and committing, and previews of a run
 * that was overtaken. Only what is older than a day, so that nothing under way is touched. Answers how many.
 */
export async function removeOrphans(ctx: Context): Promise<number> {
	const before = ctx.clock.now() - DAY_MS;
	const previews = previewKeys(ctx);
	let removed = 0;
	let batch: string[] = [];
	const flush = async () => {
		const orphans = unnamed(ctx, batch, previews);
		batch = [];
		await Promise.all(orphans.map((key) => ctx.storage.remove(key)));
		removed += orphans.length;
	};
	for (const prefix of ['originals/', 'renditions/'])
		for await (const { key, storedAt } of ctx.storage.list(prefix)) {
			if (storedAt < before) batch.push(key);
			if (batch.length >= AT_ONCE) await flush();
		}
	await flush();
	return removed;
}

/** Those of the keys that neither a version nor an unfinished upload names. */
function unnamed(ctx: Context, keys: string[], previews: ReadonlySet<string>): string[] {
	if (keys.length === 0) return [];
	const originals = keys.filter((key) => key.startsWith('originals/'));
	const { read } = ctx.db;
	const rows = read
		.select({ key: version.storageKey })
		.from(version)
		.where(inArray(version.storageKey, originals))
		.all();
	const named = new Set(rows.map((row) => row.key));
	const open = read.select({ id: upload.id }).from(upload).where(eq(upload.status, 'receiving')).all();
	const unfinished = new Set(open.map((row) => row.id));
	return keys.filter(
		(key) => !named.has(key) && !previews.has(key) && !unfinished.has(key.split('/').at(-1) ?? '')
	);
}

/** Every preview that some version names: a few hundred bytes a picture. */
function previewKeys({ db }: Context): Set<string> {
	const rows = db.read
		.select({ renditions: version.renditions, halfKey: version.halfKey })
		.from(version)
		.all();
	const keys = new Set<string>();
	for (const { renditions, halfKey } of rows) {
		for (const { key } of renditions) keys.add(key);
		if (halfKey) keys.add(halfKey);
	}
	return keys;
}
