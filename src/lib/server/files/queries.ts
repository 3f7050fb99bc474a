import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { StudioFile } from '#lib/contract/file.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { inJson, param, list } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { file, version } from '../db/schema.ts';
import { findVisibleGallery, notFound, type Gallery } from '../access/index.ts';
import { rawNamesOf } from './raw-names.ts';
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

const INCOMING = ['processing', 'asks', 'failed'] as const;
/** The versions that a view of these files needs: current ones and incoming ones. */
async function versionsFor(db: Database, fileIds: string[]): Promise<Map<string | null, ShownVersion[]>> {
	return Map.groupBy(await currentAndIncoming(db).all({ ids: list(fileIds) }), (row) => row.fileId);
}

const currentAndIncoming = statement((db: Database) =>
	db
		.select(shownColumns)
		.from(version)
		.where(and(inJson(version.fileId, param('ids')), inArray(version.status, ['current', ...INCOMING])))
		.prepare()
);

const isIncoming = (row: ShownVersion) => INCOMING.some((status) => status === row.status);

/** The version that fills the top fields, and the newer one on its way. */
export function pickVersions(row: FileRow, versions: ShownVersion[]) {
	const newest = versions.toSorted((a, b) => (b.n ?? 0) - (a.n ?? 0));
	const current = newest.find((each) => each.n === row.currentVersion);
	const shown = current ?? newest[0];
	const incoming = newest.find(
		(each) => isIncoming(each) && (each.n ?? 0) > row.currentVersion && each !== shown
	);
	return { shown, incoming: current ? (incoming ?? null) : null };
}

export async function viewFiles(db: Database, rows: FileRow[]): Promise<StudioFile[]> {
	const ids = rows.map((row) => row.id);
	const versions = await versionsFor(db, ids);
	const raws = await rawNamesOf(db, ids);
	return rows.flatMap((row) => {
		const { shown, incoming } = pickVersions(row, versions.get(row.id) ?? []);
		return shown ? [presentFile(row, shown, incoming, raws.get(row.id))] : [];
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
