import { eq } from 'drizzle-orm';
import { needsApproval } from '#lib/domain/access/roles.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { version } from '../db/schema.ts';
import type { Gallery } from '../access/index.ts';
import { record, type By } from '../events/index.ts';
import { answerUpload, discardUnmatched } from './end-unmatched.ts';
import { isCurrentOf, takeNumber } from './file-rows.ts';
import type { VersionRow } from './present.ts';
import { putState } from './put-state.ts';
import { settle } from './settle-version.ts';

/** The upload belongs to this file: it becomes a version, or sets the state where its bytes are there already. */
export async function placeUnmatched(
	tx: Transaction,
	ctx: Context,
	by: By,
	row: VersionRow,
	{ gallery, fileId }: { gallery: Gallery; fileId: string }
) {
	const needsOk = needsApproval(row.uploadedRole, gallery);
	if (needsOk || !(await isCurrentOf(tx, fileId, row.sha256)))
		return takeUnmatched(tx, ctx, by, row, { fileId, n: await takeNumber(tx, fileId) });
	await discardUnmatched(tx, ctx, row);
	await answerUpload(tx, row, fileId);
	const about = { galleryId: gallery.id, by, fileIds: [fileId] };
	if (row.wantedState) await putState(tx, ctx, about, row.wantedState);
	if (row.wantedState === 'FINAL') await record(tx, ctx, { name: 'file.finalKnown', ...about });
}

/**
 * The upload becomes a version of the file: at once if its picture is made, else when it will be. Whoever decided had
 * seen it, so likeness is not asked again; the upload answers with the file from now on.
 */
export async function takeUnmatched(
	tx: Transaction,
	ctx: Context,
	by: By,
	row: VersionRow,
	{ fileId, n }: { fileId: string; n: number }
) {
	const change = { fileId, n, status: 'processing' as const, match: null, expiresAt: null };
	await tx.update(version).set(change).where(eq(version.id, row.id)).run();
	await answerUpload(tx, row, fileId);
	const about = { galleryId: row.galleryId, by, fileIds: [fileId] };
	if (n === 1) await record(tx, ctx, { name: 'file.added', ...about });
	else await record(tx, ctx, { name: 'version.arrived', ...about, versionId: row.id });
	if (row.processedAt !== null) await settle(tx, ctx, { ...row, ...change }, fileId);
}
