import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Actor } from '#lib/domain/access/actor.ts';
import { inChunks } from '../db/in-chunks.ts';
import type { Reader } from '../db/open.ts';
import { file, version } from '../db/schema.ts';
import { findVisibleGallery, notFound, type Gallery } from '../access/index.ts';
import { rawNamesOf } from './raw-names.ts';
import { presentFile, type FileRow, type FileView, type VersionRow } from './present.ts';

export type Read = Pick<Reader, 'select' | 'selectDistinct'>;

export type VisibleFile = { file: FileRow; gallery: Gallery };

/**
 * A file loaded through the actor. To clients a file exists while something of it is released; deleted files are
 * found by members only, and only when asked for.
 */
export function findVisibleFile(
	db: Read,
	actor: Actor,
	fileId: string,
	now: number,
	{ deleted = false }: { deleted?: boolean } = {}
): VisibleFile {
	const row = db.select().from(file).where(eq(file.id, fileId)).get();
	if (!row) throw notFound();
	const { gallery } = findVisibleGallery(db, actor, row.galleryId, now);
	const hidden = actor.kind === 'member' ? row.deletedAt !== null && !deleted : row.releasedVersion === null;
	if (hidden) throw notFound();
	return { file: row, gallery };
}

const INCOMING = ['processing', 'asks', 'failed'] as const;
/** The versions that a view of these files needs: current ones and incoming ones. */
function versionsFor(db: Read, fileIds: string[]): Map<string | null, VersionRow[]> {
	const wanted = inArray(version.status, ['current', ...INCOMING]);
	const rows = inChunks(fileIds, (part) =>
		db
			.select()
			.from(version)
			.where(and(inArray(version.fileId, part), wanted))
			.all()
	);
	return Map.groupBy(rows, (row) => row.fileId);
}

const isIncoming = (row: VersionRow) => INCOMING.some((status) => status === row.status);

/** The version that fills the top fields, and the newer one on its way. */
export function pickVersions(row: FileRow, versions: VersionRow[]) {
	const newest = versions.toSorted((a, b) => (b.n ?? 0) - (a.n ?? 0));
	const current = newest.find((each) => each.n === row.currentVersion);
	const shown = current ?? newest[0];
	const incoming = newest.find(
		(each) => isIncoming(each) && (each.n ?? 0) > row.currentVersion && each !== shown
	);
	return { shown, incoming: current ? (incoming ?? null) : null };
}

export function viewFiles(db: Read, rows: FileRow[]): FileView[] {
	const ids = rows.map((row) => row.id);
	const versions = versionsFor(db, ids);
	const raws = rawNamesOf(db, ids);
	return rows.flatMap((row) => {
		const { shown, incoming } = pickVersions(row, versions.get(row.id) ?? []);
		return shown ? [presentFile(row, shown, incoming, raws.get(row.id))] : [];
	});
}

export function viewFile(db: Read, fileId: string): FileView {
	const row = db.select().from(file).where(eq(file.id, fileId)).get();
	const view = row && viewFiles(db, [row])[0];
	if (!view) throw notFound();
	return view;
}

export const versionByNumber = (db: Read, fileId: string, n: number) =>
	db
		.select()
		.from(version)
		.where(and(eq(version.fileId, fileId), eq(version.n, n)))
		.get();

export const filesById = (db: Read, fileIds: string[]): FileRow[] =>
	inChunks(fileIds, (part) => db.select().from(file).where(inArray(file.id, part)).all());

/** The released version of every picture that has one, by file id. */
export function releasedVersionsOf(db: Read, galleryId: string): Map<string, VersionRow> {
	const rows = db
		.select({ version })
		.from(file)
		.innerJoin(version, and(eq(version.fileId, file.id), eq(version.n, file.releasedVersion)))
		.where(and(eq(file.galleryId, galleryId), isNull(file.deletedAt)))
		.all();
	return new Map(rows.flatMap(({ version: row }) => (row.fileId ? [[row.fileId, row]] : [])));
}
