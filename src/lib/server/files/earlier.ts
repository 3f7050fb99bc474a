import type { Database } from '../db/open.ts';
import { and, eq, inArray, isNull, lt, type SQL } from 'drizzle-orm';
import type { EarlierVersion } from '#lib/contract/file.ts';
import type { ProofSettings } from '#lib/domain/galleries/watermark.ts';
import { isBefore } from '#lib/domain/access/read.ts';
import { file, version } from '../db/schema.ts';
import { lookIn, previews } from '../renditions/index.ts';
import { proofsIn } from './plan-looks.ts';
import { renditionsForClients } from './present.ts';

const columns = {
	id: version.id,
	galleryId: version.galleryId,
	fileId: version.fileId,
	n: version.n,
	width: version.width,
	height: version.height,
	look: version.look,
	lastState: version.lastState,
	renditions: previews,
	releasedAt: version.releasedAt,
	takenBackAt: version.takenBackAt,
	deletedAt: file.deletedAt,
	releasedVersion: file.releasedVersion
};
export type EarlierRow = Awaited<ReturnType<typeof rowsOf>>[number];

const WAS_CURRENT = ['past', 'current'] as const;

const rowsOf = (db: Database, which: SQL | undefined) =>
	db
		.select(columns)
		.from(version)
		.innerJoin(file, eq(file.id, version.fileId))
		.where(and(which, inArray(version.status, [...WAS_CURRENT])))
		.all();

/** By file, the newest version below `than` that clients saw and that may be shown to them still. */
function newestBefore(rows: EarlierRow[], than: (row: EarlierRow) => number | null) {
	const newest = new Map<string, EarlierRow>();
	for (const row of rows) {
		const { fileId, n, releasedAt, takenBackAt, deletedAt, renditions } = row;
		const number = n ?? 0;
		const standing = {
			version: number,
			wasCurrent: true,
			everReleased: releasedAt !== null,
			takenBack: takenBackAt !== null,
			file: { deleted: deletedAt !== null }
		};
		if (!fileId || !renditions.length || !isBefore(standing, than(row) ?? 0)) continue;
		if (number > (newest.get(fileId)?.n ?? 0)) newest.set(fileId, row);
	}
	return newest;
}

/** What clients may set against the released version of each picture of the gallery, or of these alone. */
export async function earlierInGallery(
	db: Database,
	galleryId: string,
	fileIds?: readonly string[]
): Promise<Map<string, EarlierVersion>> {
	const these = fileIds && inArray(version.fileId, [...fileIds]);
	const isOlder = lt(version.n, file.releasedVersion);
	const rows = await rowsOf(
		db,
		and(eq(version.galleryId, galleryId), isNull(file.deletedAt), isOlder, these)
	);
	const proofs = await proofsIn(db, galleryId);
	const newest = newestBefore(rows, ({ releasedVersion }) => releasedVersion);
	return new Map([...newest].map(([fileId, row]) => [fileId, presentEarlier(row, proofs)]));
}

const presentEarlier = (row: EarlierRow, proofs: ProofSettings): EarlierVersion => ({
	version: row.n ?? 0,
	width: row.width,
	height: row.height,
	renditions: renditionsForClients(row, lookIn(proofs, row.lastState))
});

/** What clients saw of each picture before this version of it, by file. */
export async function earlierThan(
	db: Database,
	versions: ReadonlyMap<string, number>
): Promise<Map<string, EarlierRow>> {
	const rows = await rowsOf(db, inArray(version.fileId, [...versions.keys()]));
	return newestBefore(rows, ({ fileId }) => versions.get(fileId ?? '') ?? null);
}
