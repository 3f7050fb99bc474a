import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { StudioFile } from '#lib/contract/file.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { inJson, param, list } from '../db/expressions.ts';
import type { Reader } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { file, version } from '../db/schema.ts';
import { findVisibleGallery, notFound, type Gallery } from '../access/index.ts';
import { rawNamesOf } from './raw-names.ts';
import { presentFile, type FileRow, type VersionRow } from './present.ts';

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
	const row = fileById(db, fileId);
	if (!row) throw notFound();
	const { gallery } = findVisibleGallery(db, actor, row.galleryId, now);
	const hidden = actor.kind === 'member' ? row.deletedAt !== null && !deleted : row.releasedVersion === null;
	if (hidden) throw notFound();
	return { file: row, gallery };
}

const INCOMING = ['processing', 'asks', 'failed'] as const;
/** The versions that a view of these files needs: current ones and incoming ones. */
function versionsFor(db: Read, fileIds: string[]): Map<string | null, VersionRow[]> {
	return Map.groupBy(currentAndIncoming(db).all({ ids: list(fileIds) }), (row) => row.fileId);
}

const currentAndIncoming = statement((db: Read) =>
	db
		.select()
		.from(version)
		.where(and(inJson(version.fileId, param('ids')), inArray(version.status, ['current', ...INCOMING])))
		.prepare()
);

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

export function viewFiles(db: Read, rows: FileRow[]): StudioFile[] {
	const ids = rows.map((row) => row.id);
	const versions = versionsFor(db, ids);
	const raws = rawNamesOf(db, ids);
	return rows.flatMap((row) => {
		const { shown, incoming } = pickVersions(row, versions.get(row.id) ?? []);
		return shown ? [presentFile(row, shown, incoming, raws.get(row.id))] : [];
	});
}

export function viewFile(db: Read, fileId: string): StudioFile {
	const row = fileById(db, fileId);
	const view = row && viewFiles(db, [row])[0];
	if (!view) throw notFound();
	return view;
}

export const fileById = (db: Read, id: string): FileRow | undefined => oneFile(db).get({ id });

const oneFile = statement((db: Read) =>
	db
		.select()
		.from(file)
		.where(eq(file.id, param('id')))
		.prepare()
);

export const filesById = (db: Read, fileIds: readonly string[]): FileRow[] =>
	theseFiles(db).all({ ids: list(fileIds) });

const theseFiles = statement((db: Read) =>
	db
		.select()
		.from(file)
		.where(inJson(file.id, param('ids')))
		.prepare()
);

export const versionById = (db: Read, id: string): VersionRow | undefined => oneVersion(db).get({ id });

const oneVersion = statement((db: Read) =>
	db
		.select()
		.from(version)
		.where(eq(version.id, param('id')))
		.prepare()
);

export const versionByNumber = (db: Read, fileId: string, n: number): VersionRow | undefined =>
	numbered(db).get({ fileId, n });

const numbered = statement((db: Read) =>
	db
		.select()
		.from(version)
		.where(and(eq(version.fileId, param('fileId')), eq(version.n, param('n'))))
		.prepare()
);

/** Those of these pictures that have a released version, with it, by file id. */
export function releasedPairs(db: Read, fileIds: readonly string[]) {
	const rows = released(db).all({ ids: list(fileIds) });
	return new Map(rows.map((row) => [row.file.id, row]));
}

const released = statement((db: Read) =>
	db
		.select({ file, version })
		.from(file)
		.innerJoin(version, and(eq(version.fileId, file.id), eq(version.n, file.releasedVersion)))
		.where(and(inJson(file.id, param('ids')), isNull(file.deletedAt)))
		.prepare()
);
