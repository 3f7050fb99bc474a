import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import { isProof, stateShown, type ProofSettings } from '#lib/domain/galleries/watermark.ts';
import type { JobPayload } from '#lib/contract/jobs.ts';
import type { Context } from '../context.ts';
import { inWritersTurns } from '../db/in-turns.ts';
import type { Database, Transaction } from '../db/open.ts';
import { file, gallery, version } from '../db/schema.ts';
import type { FactOf } from '../events/index.ts';
import { lookOf, type Look } from '../renditions/index.ts';

/** How clients of a gallery get what is not final there. */
export async function proofsIn(db: Database, galleryId: string): Promise<ProofSettings> {
	const { watermark, proofEdge } = gallery;
	const found = await db
		.select({ watermark, proofEdge })
		.from(gallery)
		.where(eq(gallery.id, galleryId))
		.get();
	return found ?? { watermark: null, proofEdge: null };
}

/** Has the previews of a version made in the look, unless they lie there; in the caller's transaction. */
export const planLook = (
	tx: Transaction,
	ctx: Pick<Context, 'jobs'>,
	versionId: string,
	{ key: look }: Look,
	of: JobPayload<'look'>['of'] = 'previews'
) => ctx.jobs.enqueue(tx, 'look', { versionId, look, of }, { key: `look:${of}:${look}:${versionId}` });

/** Every version that clients see before it is final, and the look that it lies there in. */
export async function proofsShown(db: Database, galleryId: string) {
	const { id, n, lastState, look } = version;
	const { releasedVersion, releasedState } = file;
	const rows = await db
		.select({ id, n, lastState, look, releasedVersion, releasedState })
		.from(version)
		.innerJoin(file, eq(file.id, version.fileId))
		.where(
			and(
				eq(version.galleryId, galleryId),
				eq(version.picture, true),
				inArray(version.status, ['current', 'past']),
				isNotNull(version.releasedAt),
				isNull(version.takenBackAt),
				isNull(file.deletedAt)
			)
		)
		.all();
	return rows.filter((row) => isProof(stateShown(row)));
}

/** A gallery shows its proofs otherwise from now on: all of them are made anew. Until one is, clients get none of it. */
export async function planLooks(tx: Transaction, ctx: Context, fact: FactOf<'gallery.changed'>) {
	const concerns = fact.changed.some((name) => name === 'watermark' || name === 'proofEdge');
	const look = concerns && fact.galleryId ? lookOf(await proofsIn(tx, fact.galleryId)) : null;
	if (!look || !fact.galleryId) return;
	const waiting = (await proofsShown(tx, fact.galleryId)).filter((row) => row.look !== look.key);
	await inWritersTurns(waiting, async (part) => {
		for (const { id } of part) await planLook(tx, ctx, id, look);
	});
}
