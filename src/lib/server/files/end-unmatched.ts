import { and, eq, gt } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { upload, version } from '../db/schema.ts';
import { record, type By } from '../events/index.ts';
import { isUnmatched } from './judge-unmatched.ts';
import type { VersionRow } from './present.ts';

/** Its time is over: nobody finds it any more, and the sweep takes the bytes. */
export async function discardUnmatched(tx: Transaction, ctx: Context, row: VersionRow) {
	await tx.update(version).set({ expiresAt: ctx.clock.now() }).where(eq(version.id, row.id)).run();
	await answerUpload(tx, row, null);
	return null;
}

/** Whoever sent it asks the upload what became of it. */
export const answerUpload = (tx: Transaction, { id }: VersionRow, fileId: string | null) =>
	tx
		.update(upload)
		.set({ resultFileId: fileId, problem: null })
		.where(and(eq(upload.id, id), eq(upload.status, 'done')))
		.run();

/**
 * The bytes have found their picture by another way (*Replace…*, dropped again under its name): questions about the
 * same bytes are answered. Equal names are not enough, since what a question holds is kept nowhere else.
 */
export async function closeSameBytes(
	tx: Transaction,
	ctx: Context,
	{ galleryId, by, sha256, fileId }: { galleryId: string; by: By; sha256: string; fileId: string }
) {
	const isOpen = and(
		eq(version.sha256, sha256),
		isUnmatched,
		eq(version.galleryId, galleryId),
		gt(version.expiresAt, ctx.clock.now())
	);
	for (const row of await tx.select().from(version).where(isOpen).all()) {
		await discardUnmatched(tx, ctx, row);
		await answerUpload(tx, row, fileId);
		await record(tx, ctx, { name: 'unmatched.changed', galleryId, by, unmatchedId: row.id });
	}
}
