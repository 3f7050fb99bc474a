import { rm } from 'node:fs/promises';
import { and, eq } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError, refusalOf, type Fault } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { upload } from '../db/schema.ts';
import { unplaceable, type Placed } from '../files/index.ts';
import { storeReceived } from './store-received.ts';
import { endUpload, findUpload, intentOf, recordUpload, tempPath, type UploadRow } from './upload-row.ts';

/**
 * The last byte is there: the bytes become a file, a version or a question. Called at the end of the last PATCH and,
 * should the server have died just then, by whoever asks for the upload next.
 */
export async function finishUpload(
	ctx: Context,
	actor: MemberActor,
	row: UploadRow,
	sha256?: string
): Promise<UploadRow> {
	const complete = { id: row.id, path: tempPath(ctx, row), bytes: row.lengthBytes, crc32: row.crc32, sha256 };
	try {
		await storeReceived(ctx, actor, intentOf(row), complete, (tx, placed) => markDone(tx, ctx, row, placed));
	} catch (error) {
		if (!(error instanceof AppError) || PASSING.has(error.fault)) throw error;
		await refuseUpload(ctx, row, error);
		throw error;
	}
	return findUpload(ctx, actor, row.id);
}

/** Trouble of the storage: all bytes have come, and whoever asks next finishes it. */
const PASSING: ReadonlySet<Fault> = new Set(['disk-full', 'unavailable']);

export async function markDone(tx: Transaction, ctx: Context, row: UploadRow, placed: Placed) {
	const problem =
		placed.outcome === 'unmatched' ? refusalOf(await unplaceable(tx, row.filename, placed.plan)) : null;
	const [done] = await tx
		.update(upload)
		.set({
			status: 'done',
			problem,
			resultFileId: 'fileId' in placed ? placed.fileId : null,
			resultVersionId: 'versionId' in placed ? placed.versionId : null,
			updatedAt: ctx.clock.now()
		})
		.where(and(eq(upload.id, row.id), eq(upload.status, 'receiving')))
		.returning()
		.all();
	// somebody cancelled it, or another request finished it, while the bytes were being stored
	if (!done) throw new AppError('gone', 'faults:uploads.ended');
	await recordUpload(tx, ctx, done);
}

/** Nothing of it is kept but the reason. */
export async function refuseUpload(ctx: Context, row: UploadRow, error: AppError) {
	await rm(tempPath(ctx, row), { force: true });
	await endUpload(ctx, row, { status: 'refused', problem: refusalOf(error) });
}
