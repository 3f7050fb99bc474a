import type { JobPayload } from '#lib/contract/jobs.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import type { Decoders } from '../media/decoders.ts';
import { ingestTask } from '../media/tasks.ts';
import { byPicturing, makeOf } from '../renditions/index.ts';
import { markProcessed } from './mark-processed.ts';
import { versionById } from './queries.ts';

type OfVersion = JobPayload<'ingest'>;

/** What the queue lends to a run: its last transaction, which fails once another run has taken over. */
type Lease = { last: <T>(work: (tx: Transaction) => Promise<T> | T) => Promise<T> };

/**
 * Makes the previews of an uploaded version and marks it processed. Safe to run twice. Rejects on the machine's trouble
 * only; the queue then tries again.
 */
export async function ingestVersion(
	ctx: Context,
	{ versionId }: OfVersion,
	lease: Lease,
	decoders: Pick<Decoders, 'run'>
) {
	const row = await versionById(ctx.db.read, versionId);
	if (!row || row.processedAt !== null) return;
	await makeOf(ctx, row, byPicturing(decoders, ingestTask), (result, stored) =>
		lease.last((tx) => markProcessed(tx, ctx, versionId, result, stored))
	);
}

/** Every try came to an error of ours: the version is failed like a damaged one, and holds nothing up. */
export async function giveUpVersion(tx: Transaction, ctx: Context, { versionId }: OfVersion) {
	await markProcessed(tx, ctx, versionId, { outcome: 'failed', fault: 'given-up' }, []);
}
