import { and, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Actor } from '#lib/domain/access/actor.ts';
import type { Reader } from '../db/open.ts';
import { file, version } from '../db/schema.ts';
import { findVisibleGallery, notFound, type Gallery } from '../access/index.ts';
import { presentFile, type FileRow, type FileView, type VersionRow } from './present.ts';

export type Read = Pick<Reader, 'select'>;

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
const CHUNK = 500;

/** The versions that a view of these files needs: current ones and incoming ones. */
function versionsFor(db: Read, fileIds: string[]): Map<string, VersionRow[]> {
	const byFile = new Map<string, VersionRow[]>();
	for (let i = 0; i < fileIds.length; i += CHUNK) {
		const rows = db
			.select()
			.from(version)
			.where(
				and(
					inArray(version.fileId, fileIds.slice(i, i + CHUNK)),
					inArray(version.status, ['current', ...INCOMING])
				)
			)
			.all();
		for (const row of rows) if (row.fileId) push(byFile, row.fileId, row);
	}
	return byFile;
}

function push<T>(map: Map<string, T[]>, key: string, value: T) {
	const list = map.get(key);
	if (list) list.push(value);
	else map.set(key, [value]);
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
	const versions = versionsFor(
		db,
		rows.map((row) => row.id)
	);
	return rows.flatMap((row) => {
		const { shown, incoming } = pickVersions(row, versions.get(row.id) ?? []);
		return shown ? [presentFile(row, shown, incoming)] : [];
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
	fileIds.length === 0 ? [] : db.select().from(file).where(inArray(file.id, fileIds)).all();

export const liveFilesOf = (db: Read, galleryId: string): FileRow[] =>
	db
		.select()
		.from(file)
		.where(and(eq(file.galleryId, galleryId), isNull(file.deletedAt)))
		.all();

/** Versions of these numbers, each with its file: the released ones of many files in one read. */
export function versionsAt(db: Read, wanted: { fileId: string; n: number }[]): Map<string, VersionRow> {
	const found = new Map<string, VersionRow>();
	for (let i = 0; i < wanted.length; i += CHUNK) {
		const part = wanted.slice(i, i + CHUNK);
		const rows = db
			.select()
			.from(version)
			.where(or(...part.map(({ fileId, n }) => and(eq(version.fileId, fileId), eq(version.n, n)))))
			.all();
		for (const row of rows) if (row.fileId) found.set(row.fileId, row);
	}
	return found;
}
