import { and, eq, gt, inArray, isNotNull, isNull, lt, lte, notInArray, or } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { inChunks } from '../db/in-chunks.ts';
import { incrementBy } from '../db/expressions.ts';
import type { Database, Transaction } from '../db/open.ts';
import {
	delivery,
	deliveryFile,
	file,
	fileName,
	fileWords,
	gallery,
	orderItem,
	version
} from '../db/schema.ts';
import { removeRenditions } from '../renditions/index.ts';
import { KEPT_DELETED_MS } from './delete-file.ts';

const AT_ONCE = 200;

/**
 * Ends what nobody can bring back: deleted pictures after 30 days, versions that were refused or discarded so long ago,
 * unmatched uploads after their day. What a delivery pins stays. Rows go first, then the bytes that they named.
 */
export async function eraseEnded(
	ctx: Pick<Context, 'db' | 'clock' | 'storage'>,
	transaction: Context['db']['transaction']
): Promise<void> {
	const now = ctx.clock.now();
	const ids = (await endedVersions(ctx.db.read, now)).map(({ id }) => id);
	for (let i = 0; i < ids.length; i += AT_ONCE) {
		const keys = await transaction((tx) => eraseVersions(tx, ids.slice(i, i + AT_ONCE), now));
		await Promise.all(keys.map((key) => ctx.storage.remove(key)));
	}
	await transaction((tx) => forgetFiles(tx, now - KEPT_DELETED_MS));
}

const endedVersions = (db: Database, now: number, among?: string[]) =>
	db
		.select({ id: version.id })
		.from(version)
		.leftJoin(file, eq(file.id, version.fileId))
		.where(
			and(
				among && inArray(version.id, among),
				or(isUnmatched(now), isSetAside(now), lte(file.deletedAt, now - KEPT_DELETED_MS)),
				notInArray(version.id, pinnedIn(db, now - KEPT_DELETED_MS))
			)
		)
		.all();

const isUnmatched = (now: number) => and(eq(version.status, 'unmatched'), lt(version.expiresAt, now));

/** The newest version that was sent back stays: its note is what the retoucher works by. */
const isSetAside = (now: number) =>
	and(
		inArray(version.status, ['refused', 'discarded']),
		or(
			lt(version.expiresAt, now),
			and(isNull(version.expiresAt), lt(version.createdAt, now - KEPT_DELETED_MS))
		),
		or(eq(version.status, 'discarded'), lt(version.n, incrementBy(file.nextVersion, -1)))
	);

/** What deliveries hold on to: of an order while it exists, of files sent without one until they are recalled. */
const pinnedIn = (db: Database, endedBefore: number) =>
	db
		.select({ id: deliveryFile.versionId })
		.from(deliveryFile)
		.innerJoin(delivery, eq(delivery.id, deliveryFile.deliveryId))
		.innerJoin(gallery, eq(gallery.id, delivery.galleryId))
		.where(
			and(
				or(isNotNull(delivery.orderId), and(isNull(delivery.recalledAt), isNull(deliveryFile.recalledAt))),
				or(isNull(gallery.deletedAt), gt(gallery.deletedAt, endedBefore))
			)
		);

/** Asked again inside: somebody may have brought one back meanwhile. */
async function eraseVersions(tx: Transaction, among: string[], now: number): Promise<string[]> {
	const ids = (await endedVersions(tx, now, among)).map(({ id }) => id);
	if (!ids.length) return [];
	const made = await removeRenditions(tx, ids);
	const originals = await tx
		.delete(version)
		.where(inArray(version.id, ids))
		.returning({ key: version.storageKey })
		.all();
	return [...originals.map(({ key }) => key), ...made];
}

/** A deleted picture without versions; where an order or a delivery names it, its name stays for them. */
async function forgetFiles(tx: Transaction, endedBefore: number) {
	const rows = await tx
		.select({ id: file.id })
		.from(file)
		.leftJoin(version, eq(version.fileId, file.id))
		.where(
			and(
				lte(file.deletedAt, endedBefore),
				isNull(version.id),
				notInArray(file.id, tx.select({ id: orderItem.fileId }).from(orderItem)),
				notInArray(file.id, tx.select({ id: deliveryFile.fileId }).from(deliveryFile))
			)
		)
		.all();
	await inChunks(
		rows.map(({ id }) => id),
		async (ids) => {
			await tx.delete(fileName).where(inArray(fileName.fileId, ids)).run();
			await tx.delete(fileWords).where(inArray(fileWords.fileId, ids)).run();
			return tx.delete(file).where(inArray(file.id, ids)).returning({ id: file.id }).all();
		}
	);
}
