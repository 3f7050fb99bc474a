import { and, asc, eq, isNotNull, isNull, or } from 'drizzle-orm';
import type { Companion, StudioCompanion } from '#lib/contract/companion.ts';
import { nameKey } from '#lib/domain/naming/keys.ts';
import { inJson, list, param } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { file, studio, version } from '../db/schema.ts';
import type { Gallery } from '../access/index.ts';
import { renditionViews, shownColumns, type FileRow, type ShownVersion } from './present.ts';
import { latestOf } from './latest-of.ts';

/** What finals of this studio end with that go with their picture. */
export const companionEndings = async (
	db: Database,
	{ studioId }: Pick<Gallery, 'studioId'>
): Promise<string[]> =>
	(await db.select({ kept: studio.companionEndings }).from(studio).where(eq(studio.id, studioId)).get())
		?.kept ?? [];

/** Of these pictures, those that are not deleted. */
export const companionsOf = (db: Database, fileIds: readonly string[]): Promise<FileRow[]> =>
	theirs(db).all({ ids: list(fileIds) });

const theirs = statement((db: Database) =>
	db
		.select()
		.from(file)
		.where(and(inJson(file.companionOf, param('ids')), isNull(file.deletedAt)))
		.orderBy(asc(file.ending), asc(file.id))
		.prepare()
);

/** The same, and those that clients still see although they are deleted. */
export const companionsToMove = (db: Database, fileId: string): Promise<FileRow[]> =>
	db
		.select()
		.from(file)
		.where(and(eq(file.companionOf, fileId), or(isNull(file.deletedAt), isNotNull(file.releasedVersion))))
		.all();

/** The one with this ending, whatever its kind: a newer one replaces it. */
export const companionCalled = async (
	db: Database,
	fileId: string,
	ending: string
): Promise<FileRow | undefined> =>
	(await companionsOf(db, [fileId])).find((row) => nameKey(row.ending ?? '') === nameKey(ending));

type ByPicture<T> = ReadonlyMap<string, T[]>;

/** What clients see of the companions of these pictures. */
export async function releasedCompanions(
	db: Database,
	fileIds: readonly string[]
): Promise<ByPicture<Companion>> {
	const rows = await released(db).all({ ids: list(fileIds) });
	return byPicture(rows, ({ file: row, version: shown }) => present(row, shown));
}

const released = statement((db: Database) =>
	db
		.select({ file, version: shownColumns })
		.from(file)
		.innerJoin(version, and(eq(version.fileId, file.id), eq(version.n, file.releasedVersion)))
		.where(
			and(inJson(file.companionOf, param('ids')), isNull(file.deletedAt), isNotNull(file.releasedVersion))
		)
		.orderBy(asc(file.ending), asc(file.id))
		.prepare()
);

/** As members see them: the newest of each, and whether clients see it. */
export async function studioCompanions(
	db: Database,
	fileIds: readonly string[]
): Promise<ByPicture<StudioCompanion>> {
	const rows = await companionsOf(db, fileIds);
	if (!rows.length) return new Map();
	const shown = await latestOf(db, rows);
	return byPicture(
		rows.flatMap((row) => {
			const latest = shown.get(row.id);
			return latest ? [{ file: row, ...latest }] : [];
		}),
		({ file: row, version: current, incoming }) => ({
			...present(row, current),
			status: row.status,
			isReleased: row.releasedVersion !== null && row.releasedVersion === row.currentVersion,
			...asksOf(incoming ?? current)
		})
	);
}

const asksOf = ({ status, asks, n }: ShownVersion) =>
	status === 'asks' && asks ? { asks: { version: n ?? 0, why: asks } } : {};

function byPicture<R extends { file: FileRow }, T>(rows: readonly R[], view: (row: R) => T): ByPicture<T> {
	const grouped = Map.groupBy(rows, (row) => row.file.companionOf ?? '');
	return new Map([...grouped].map(([id, these]) => [id, these.map(view)]));
}

const present = (row: FileRow, shown: ShownVersion): Companion => ({
	id: row.id,
	name: row.name,
	ending: row.ending ?? '',
	version: shown.n ?? 0,
	kind: shown.kind,
	width: shown.width,
	height: shown.height,
	placeholder: shown.placeholder,
	renditions: renditionViews(shown)
});
