import { mkdir, rm, rmdir } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { eq } from 'drizzle-orm';
import type { JobPayload } from '#lib/contract/jobs.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { version, type Rendition } from '../db/schema.ts';
import type { Decoders, MadeRendition } from '../media/decoders.ts';
import { renditionKey } from '../storage/keys.ts';
import { markProcessed } from './mark-processed.ts';
import type { VersionRow } from './present.ts';
import { versionById } from './queries.ts';

type OfVersion = JobPayload<'ingest' | 'half'>;

/** What the queue lends to a run: its last transaction, which fails once another run has taken over. */
type Lease = { last: <T>(work: (tx: Transaction) => Promise<T> | T) => Promise<T> };

/**
 * Makes the previews of an uploaded version and marks it processed. Safe to run twice: previews that no row came to
 * name are removed, or swept later. Rejects on the machine's trouble only; the queue then tries again.
 */
export async function ingestVersion(
	ctx: Context,
	{ versionId }: OfVersion,
	lease: Lease,
	decoders: Decoders
) {
	const row = await versionById(ctx.db.read, versionId);
	if (!row || row.processedAt !== null) return;
	await inScratch(ctx, async (folder) => {
		const path = await originalPath(ctx, row, folder);
		const result = await decoders.picture({ path, kind: row.kind, into: folder });
		const made = result.outcome === 'pictured' ? await keep(ctx, result.renditions) : [];
		await orForget(ctx, made, () => lease.last((tx) => markProcessed(tx, ctx, versionId, result, made)));
	});
}

/** Every try came to an error of ours: the version is failed like a damaged one, and holds nothing up. */
export const giveUpVersion = (tx: Transaction, ctx: Context, { versionId }: OfVersion) =>
	markProcessed(tx, ctx, versionId, { outcome: 'failed', fault: 'given-up' }, []);

/** The half-size picture for zooming, made when somebody first asks; the largest preview stands in if it cannot be. */
export async function makeHalf(ctx: Context, { versionId }: OfVersion, lease: Lease, decoders: Decoders) {
	const row = await versionById(ctx.db.read, versionId);
	const [largest] = row?.renditions ?? [];
	if (!row || !largest || row.halfKey !== null) return;
	await inScratch(ctx, async (folder) => {
		const path = await originalPath(ctx, row, folder);
		const result = await decoders.half({ path, kind: row.kind, into: folder });
		const made = result.outcome === 'half' ? await keep(ctx, [result.rendition], 'half') : [];
		const halfKey = made[0]?.key ?? largest.key;
		await orForget(ctx, made, () =>
			lease.last(
				async (tx) => void (await tx.update(version).set({ halfKey }).where(eq(version.id, versionId)).run())
			)
		);
	});
}

/** Asks for the half-size picture of a version; asking again while it is being made changes nothing. */
export const wantHalf = (ctx: Context, versionId: string) =>
	ctx.db.transaction((tx) => ctx.jobs.enqueue(tx, 'half', { versionId }, { key: `half:${versionId}` }));

async function inScratch(ctx: Context, work: (folder: string) => Promise<void>) {
	const folder = join(ctx.tempDir, `ingest-${ctx.ids.next()}`);
	await mkdir(folder);
	try {
		await work(folder);
	} finally {
		// its files have moved out, unless something went wrong
		await rmdir(folder).catch(() => rm(folder, { recursive: true, force: true }));
	}
}

/** Decoders read ordinary files: where the storage has none, a copy lies in the scratch folder. */
async function originalPath(ctx: Context, { storageKey }: VersionRow, folder: string) {
	const local = ctx.storage.localPath(storageKey);
	if (local) return local;
	const copy = join(folder, 'original');
	await pipeline(await ctx.storage.open(storageKey), createWriteStream(copy));
	return copy;
}

/** Previews of one run lie in one folder, which then reaches the disk once. */
function keep(ctx: Context, made: MadeRendition[], name?: 'half'): Promise<Rendition[]> {
	const id = ctx.ids.next();
	return Promise.all(
		made.map(async ({ path, width, height, bytes }) => {
			const key = renditionKey(id, name ?? width);
			await ctx.storage.putFile(key, path);
			return { width, height, key, bytes };
		})
	);
}

async function orForget(ctx: Context, made: Rendition[], work: () => Promise<unknown>) {
	try {
		await work();
	} catch (error) {
		await Promise.allSettled(made.map(({ key }) => ctx.storage.remove(key)));
		throw error;
	}
}
