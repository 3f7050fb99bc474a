import type { Database } from '../db/open.ts';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { matchDrops, type Drop, type Matched } from '#lib/domain/matching/match-drops.ts';
import { upload, version } from '../db/schema.ts';
import type { Gallery } from '../access/index.ts';
import { acceptedSuffixes } from './accepted-suffixes.ts';
import { candidatesFor, candidatesOf, orderFileIds } from './candidates.ts';
import type { VersionRow } from './present.ts';

export const isUnmatched = and(isNull(version.fileId), eq(version.status, 'unmatched'));

/**
 * The answers to these uploads as things stand now, in their order. Those dropped on one order (or on none) are judged
 * together, with what is still on its way of the same drops: two for one file are shown as two.
 */
export async function judgeGroup(
	db: Database,
	gallery: Gallery,
	orderId: string | null,
	rows: VersionRow[]
): Promise<Matched[]> {
	const drops = [...rows.map(dropOf), ...(await stillComing(db, rows))];
	return matchDrops({
		drops,
		orderFiles: orderId ? await candidatesOf(db, await orderFileIds(db, gallery.id, orderId)) : [],
		galleryFiles: await candidatesFor(
			db,
			gallery.id,
			drops.map(({ name }) => name)
		),
		mode: 'ask',
		acceptSuffixes: await acceptedSuffixes(db, gallery)
	}).slice(0, rows.length);
}

async function stillComing(db: Database, rows: readonly VersionRow[]): Promise<Drop[]> {
	const dropIds = [...new Set(rows.flatMap(({ dropId }) => dropId ?? []))];
	if (!dropIds.length) return [];
	return (
		await db
			.select({ name: upload.filename, section: upload.section })
			.from(upload)
			.where(
				and(inArray(upload.dropId, dropIds), eq(upload.status, 'receiving'), isNull(upload.resultFileId))
			)
			.all()
	).map(({ name, section }) => ({ name, section: section || null }));
}

const dropOf = ({ name, section, capture, likeness, width, height, sha256 }: VersionRow): Drop => ({
	name,
	section: section || null,
	takenAt: capture.takenAt,
	zoneMinutes: capture.zoneMinutes,
	timeOf: capture.timeOf,
	likeness,
	width,
	height,
	sha256
});
