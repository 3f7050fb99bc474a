import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { version } from '../db/schema.ts';
import type { Gallery } from '../access/index.ts';
import { reconsiderItems, startByKnownFinal } from '../orders/index.ts';
import { announceStudio } from './announce.ts';
import { answerUpload, discardUnmatched } from './end-unmatched.ts';
import { isCurrentOf, takeNumber } from './place-upload.ts';
import type { VersionRow } from './present.ts';
import { putState } from './put-state.ts';
import { settle } from './settle-version.ts';

/** The upload belongs to this file: it becomes a version, or sets the state where its bytes are there already. */
export function placeUnmatched(
	tx: Transaction,
	ctx: Context,
	row: VersionRow,
	gallery: Gallery,
	fileId: string
) {
	const needsOk = row.uploadedRole === 'retoucher' && gallery.okForRetoucher;
	if (needsOk || !isCurrentOf(tx, fileId, row.sha256))
		return takeUnmatched(tx, ctx, row, fileId, takeNumber(tx, fileId));
	discardUnmatched(tx, ctx, row);
	answerUpload(tx, row, fileId);
	if (row.wantedState) putState(tx, ctx, [fileId], row.wantedState);
	if (row.wantedState === 'FINAL') startByKnownFinal(tx, ctx, fileId);
}

/**
 * The upload becomes a version of the file: at once if its picture is made, else when it will be. Whoever decided had
 * seen it, so likeness is not asked again; the upload answers with the file from now on.
 */
export function takeUnmatched(tx: Transaction, ctx: Context, row: VersionRow, fileId: string, n: number) {
	const change = { fileId, n, status: 'processing' as const, match: null, expiresAt: null };
	tx.update(version).set(change).where(eq(version.id, row.id)).run();
	answerUpload(tx, row, fileId);
	reconsiderItems(tx, ctx, [fileId], 'uploads');
	if (row.processedAt === null) announceStudio(tx, ctx, [fileId], n === 1 ? 'file.added' : 'file.changed');
	else settle(tx, ctx, { ...row, ...change }, fileId);
}
