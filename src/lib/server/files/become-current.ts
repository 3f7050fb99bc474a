import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { file, version } from '../db/schema.ts';
import { reconsiderItems, type ReconsiderCause } from '../orders/index.ts';
import { announceStudio } from './announce.ts';
import { moveReleased } from './settle-released.ts';
import type { FileRow, VersionRow } from './present.ts';

/**
 * A processed version takes its place: current, with the state asked for, items reconsidered, released pair settled,
 * all in the caller's transaction. A lower number that finishes later than a higher one only becomes history.
 */
export function becomeCurrent(
	tx: Transaction,
	ctx: Context,
	versionId: string,
	cause: ReconsiderCause = 'file'
) {
	const found = tx
		.select()
		.from(version)
		.innerJoin(file, eq(file.id, version.fileId))
		.where(eq(version.id, versionId))
		.get();
	if (!found || !['processing', 'asks'].includes(found.version.status)) return;
	const { version: next, file: row } = found;
	if ((next.n ?? 0) < row.currentVersion) {
		put(tx, next.id, { status: 'past', asks: null });
		reconsiderItems(tx, ctx, [row.id], 'uploads');
		announceStudio(tx, ctx, [row.id]);
		return;
	}
	promote(tx, row, next);
	reconsiderItems(tx, ctx, [row.id], cause);
	moveReleased(tx, ctx, [row.id], { kind: 'version-current' });
	announceStudio(tx, ctx, [row.id]);
}

function promote(tx: Transaction, row: FileRow, next: VersionRow) {
	const state = next.wantedState ?? row.state;
	const old = and(eq(version.fileId, row.id), eq(version.status, 'current'));
	tx.update(version).set({ status: 'past' }).where(old).run();
	put(tx, next.id, { status: 'current', asks: null, lastState: state });
	// a final without capture time keeps the place that its proof had
	const capturedAt = row.capturedAt ?? next.capture.takenAt ?? null;
	const change = { currentVersion: next.n ?? 0, state, status: 'ready' as const, error: null, capturedAt };
	tx.update(file).set(change).where(eq(file.id, row.id)).run();
}

const put = (tx: Transaction, versionId: string, change: Partial<VersionRow>) =>
	tx.update(version).set(change).where(eq(version.id, versionId)).run();
