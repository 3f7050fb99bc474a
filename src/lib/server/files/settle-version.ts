import { eq } from 'drizzle-orm';
import { needsApproval } from '#lib/domain/access/roles.ts';
import { lostPixels } from '#lib/domain/kinds/remarks.ts';
import { unlike, type PictureFacts } from '#lib/domain/matching/likeness.ts';
import type { Context } from '../context.ts';
import { param } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { file, gallery, version } from '../db/schema.ts';
import { record, type By } from '../events/index.ts';
import { becomeCurrent } from './become-current.ts';
import type { FileRow, VersionRow } from './present.ts';
import { fileById, versionByNumber } from './queries.ts';

/** A processed version of a file: failed, a question, or current. */
export async function settle(tx: Transaction, ctx: Context, row: VersionRow, fileId: string) {
	const by: By = { kind: 'member', id: row.uploadedBy };
	const isSpoilt = lostPixels(row.remark) && (await fileById(tx, fileId))?.currentVersion;
	const error = row.error ?? (isSpoilt ? 'damaged' : null);
	const asks = error === null ? await questionOf(tx, row, fileId) : null;
	if (error !== null) await fail(tx, { ...row, error }, fileId);
	else if (asks) await tx.update(version).set({ status: 'asks', asks }).where(eq(version.id, row.id)).run();
	else return becomeCurrent(tx, ctx, row.id, { accepted: false, by });
	// nothing became current, but a delivery may have waited for the processing to end
	const about = { galleryId: row.galleryId, by, fileIds: [fileId] };
	await record(tx, ctx, { name: 'version.setAside', ...about, versionId: row.id });
}

async function fail(tx: Transaction, row: VersionRow, fileId: string) {
	await tx.update(version).set({ status: 'failed', error: row.error }).where(eq(version.id, row.id)).run();
	const owner = await fileById(tx, fileId);
	// a file that has a picture keeps it; one that never had any says why
	if (owner?.currentVersion === 0)
		await tx.update(file).set({ status: 'failed', error: row.error }).where(eq(file.id, fileId)).run();
}

async function questionOf(tx: Transaction, row: VersionRow, fileId: string): Promise<'ok' | 'unlike' | null> {
	const found = await withRule(tx).get({ fileId });
	if (!found || (row.n ?? 0) < found.file.currentVersion) return null;
	if (needsApproval(row.uploadedRole, found)) return 'ok';
	return row.match?.class && (await isOther(tx, row, found.file)) ? 'unlike' : null;
}

const withRule = statement((tx: Transaction) =>
	tx
		.select({ file, okForRetoucher: gallery.okForRetoucher })
		.from(file)
		.innerJoin(gallery, eq(gallery.id, file.galleryId))
		.where(eq(file.id, param('fileId')))
		.prepare()
);

/** Matched by name, but no version that stands for the picture agrees: neither the current one nor the first. */
async function isOther(tx: Transaction, row: VersionRow, owner: FileRow): Promise<boolean> {
	const standing = (
		await Array.fromAsync(
			[owner.currentVersion, 1],
			async (n) => (await versionByNumber(tx, owner.id, n)) ?? []
		)
	).flat();
	return standing.length > 0 && standing.every((known) => unlike(facts(known), facts(row)).length > 0);
}

const facts = ({ capture, likeness, width, height }: VersionRow): PictureFacts => ({
	takenAt: capture.takenAt,
	zoneMinutes: capture.zoneMinutes,
	timeOf: capture.timeOf,
	likeness,
	width,
	height
});
