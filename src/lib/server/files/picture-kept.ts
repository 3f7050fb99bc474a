import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import { isKind, kinds } from '#lib/domain/kinds/kinds.ts';
import type { JobPayload } from '#lib/contract/jobs.ts';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { job, version } from '../db/schema.ts';
import { record, SYSTEM } from '../events/index.ts';
import type { Decoders, PictureResult } from '../media/decoders.ts';
import { ingestTask } from '../media/tasks.ts';
import { addRenditions, byPicturing, makeOf, type Stored } from '../renditions/index.ts';
import { versionById } from './queries.ts';

type OfVersion = JobPayload<'picture'>;
type Lease = { last: <T>(work: (tx: Transaction) => Promise<T> | T) => Promise<T> };

const picturedKinds = Object.keys(kinds).filter((kind) => isKind(kind) && kinds[kind].pictured);

/** Kept without a picture and without a reason: at that time nobody made pictures of its kind. */
const isKept = and(
	eq(version.picture, false),
	isNull(version.error),
	isNull(version.remark),
	isNotNull(version.processedAt),
	inArray(version.kind, picturedKinds)
);

const keyOf = (versionId: string) => `picture:${versionId}`;

/**
 * Has pictures made of what earlier releases kept as tiles. What a machine without ffmpeg could not show is tried again
 * once the queue has forgotten the last try, which is a week later.
 */
export async function planKeptPictures(tx: Transaction, ctx: Context): Promise<void> {
	const rows = await tx.select({ id: version.id }).from(version).where(isKept).all();
	if (!rows.length) return;
	const tries = await tx.select({ key: job.key }).from(job).where(eq(job.name, 'picture')).all();
	const tried = new Set(tries.map(({ key }) => key));
	for (const { id: versionId } of rows)
		if (!tried.has(keyOf(versionId)))
			await ctx.jobs.enqueue(tx, 'picture', { versionId }, { key: keyOf(versionId) });
}

const keptById = (db: Database, versionId: string) =>
	db
		.select({ id: version.id })
		.from(version)
		.where(and(eq(version.id, versionId), isKept))
		.get();

/** Makes the picture of such a version. What the file became meanwhile stays as it is. Safe to run twice. */
export async function pictureKept(
	ctx: Context,
	{ versionId }: OfVersion,
	lease: Lease,
	decoders: Pick<Decoders, 'run'>
): Promise<void> {
	if (!(await keptById(ctx.db.read, versionId))) return;
	const row = await versionById(ctx.db.read, versionId);
	if (!row) return;
	await makeOf(ctx, row, byPicturing(decoders, ingestTask), (result, stored) =>
		lease.last((tx) => note(tx, ctx, versionId, result, stored))
	);
}

/** Every try came to an error of ours: it stays the tile that it was, and is not tried again. */
export async function giveUpPicture(tx: Transaction, ctx: Context, { versionId }: OfVersion) {
	await note(tx, ctx, versionId, { outcome: 'failed', fault: 'given-up' }, []);
}

async function note(
	tx: Transaction,
	ctx: Context,
	versionId: string,
	result: PictureResult,
	stored: readonly Stored[]
): Promise<boolean> {
	if (!(await keptById(tx, versionId))) return false;
	const row = await versionById(tx, versionId);
	if (!row) return false;
	// a film on a machine without ffmpeg
	if (result.outcome === 'kept' && !result.remark) return false;
	await tx.update(version).set(factsOf(result)).where(eq(version.id, versionId)).run();
	await addRenditions(tx, versionId, stored);
	if (result.outcome === 'pictured' && result.film)
		await ctx.jobs.enqueue(tx, 'transcode', { versionId }, { key: `transcode:${versionId}` });
	if (row.fileId !== null)
		await record(tx, ctx, {
			name: 'version.pictured',
			...{ galleryId: row.galleryId, by: SYSTEM, fileIds: [row.fileId], versionId }
		});
	return true;
}

// a file that clients may have had for long does not become a failed one
function factsOf(result: PictureResult): Partial<typeof version.$inferInsert> {
	if (result.outcome === 'failed') return { remark: 'unreadable' };
	if (result.outcome === 'kept') return { remark: result.remark ?? 'unsupported' };
	const { width, height, fingerprints, film, remark = null } = result;
	const words = result.capture.words ?? null;
	const durationMs = film?.durationMs ?? null;
	return { width, height, durationMs, ...fingerprints, words, remark, picture: true };
}
