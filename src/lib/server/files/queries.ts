import { and, eq, isNull } from 'drizzle-orm';
import type { StudioFile } from '#lib/contract/file.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { inJson, param, list } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { file, version } from '../db/schema.ts';
import { findVisibleGallery, notFound, type Gallery } from '../access/index.ts';
import { studioCompanions } from './companions.ts';
import { rawNamesOf } from './raw-names.ts';
import { latestOf } from './latest-of.ts';
import { presentFile, shownColumns, type FileRow, type ShownVersion, type VersionRow } from './present.ts';

export type VisibleFile = { file: FileRow; gallery: Gallery };

/**
 * A file loaded through the actor. To clients a file exists while something of it is released; deleted files are
 * found by members only, and only when asked for.
 */
export async function findVisibleFile(
	db: Database,
	actor: Actor,
	fileId: string,
	now: number,
	{ deleted = false }: { deleted?: boolean } = {}
): Promise<VisibleFile> {
	const row = await fileById(db, fileId);
	if (!row) throw notFound();
	const { gallery } = await findVisibleGallery(db, actor, row.galleryId, now);
	const hidden = actor.kind === 'member' ? row.deletedAt !== null && !deleted : row.releasedVersion === null;
	if (hidden) throw notFound();
	return { file: row, gallery };
}

export async function viewFiles(db: Database, rows: FileRow[]): Promise<StudioFile[]> {
	const ids = rows.map((row) => row.id);
	const versions = await latestOf(db, rows);
	const raws = await rawNamesOf(db, ids);
	const companions = await studioCompanions(db, ids);
	return rows.flatMap((row) => {
		const found = versions.get(row.id);
		return found ? [presentFile(row, found, raws.get(row.id), companions.get(row.id))] : [];
	});
}

export async function viewFile(db: Database, fileId: string): Promise<StudioFile> {
	const row = await fileById(db, fileId);
	const view = row && (await viewFiles(db, [row]))[0];
	if (!view) throw notFound();
	return view;
}

export const fileById = (db: Database, id: string): Promise<FileRow | undefined> => oneFile(db).get({ id });

const oneFile = statement((db: Database) =>
	db
		.select()
		.from(file)
		.where(eq(file.id, param('id')))
		.prepare()
);

export const filesById = (db: Database, fileIds: readonly string[]): Promise<FileRow[]> =>
	theseFiles(db).all({ ids: list(fileIds) });

const theseFiles = statement((db: Database) =>
	db
		.select()
		.from(file)
		.where(inJson(file.id, param('ids')))
		.prepare()
);

/** The same, with its picture in place of a companion. */
export async function picturesOf(db: Database, fileIds: readonly string[]): Promise<FileRow[]> {
	const rows = await filesById(db, fileIds);
	return filesById(db, [...new Set(rows.map((row) => row.companionOf ?? row.id))]);
}

export const versionById = (db: Database, id: string): Promise<VersionRow | undefined> =>
	oneVersion(db).get({ id });

const oneVersion = statement((db: Database) =>
	db
		.select()
		.from(version)
		.where(eq(version.id, param('id')))
		.prepare()
);

export const versionByNumber = (db: Database, fileId: string, n: number): Promise<VersionRow | undefined> =>
	numbered(db).get({ fileId, n });

const numbered = statement((db: Database) =>
	db
		.select()
		.from(version)
		.where(and(eq(version.fileId, param('fileId')), eq(version.n, param('n'))))
		.prepare()
);

/** The same as its views tell of it. */
export const picturedByNumber = (
	db: Database,
	fileId: string,
	n: number
): Promise<(ShownVersion & { id: string }) | undefined> => numberedPicture(db).get({ fileId, n });

const numberedPicture = statement((db: Database) =>
	db
		.select({ ...shownColumns, id: version.id })
		.from(version)
		.where(and(eq(version.fileId, param('fileId')), eq(version.n, param('n'))))
		.prepare()
);

/** Those of these pictures that have a released version, with it, by file id. */
export async function releasedPairs(db: Database, fileIds: readonly string[]) {
	const rows = await released(db).all({ ids: list(fileIds) });
	return new Map(rows.map((row) => [row.file.id, row]));
}

const released = statement((db: Database) =>
	db
		.select({ file, version: shownColumns })
		.from(file)
		.innerJoin(version, and(eq(version.fileId, file.id), eq(version.n, file.releasedVersion)))
		.where(and(inJson(file.id, param('ids')), isNull(file.deletedAt)))
		.prepare()
);
