import { and, eq, isNull } from 'drizzle-orm';
import { compareFiles } from '#lib/domain/galleries/file-order.ts';
import { sortInTurns } from '../db/in-turns.ts';
import type { Database } from '../db/open.ts';
import { isPicture } from '../db/pictures.ts';
import { file, type gallery } from '../db/schema.ts';

export type FileRow = typeof file.$inferSelect;

export const liveFilesOf = (db: Database, galleryId: string): Promise<FileRow[]> =>
	db
		.select()
		.from(file)
		.where(and(eq(file.galleryId, galleryId), isNull(file.deletedAt), isPicture))
		.all();

/** The gallery's pictures in the order that everybody sees; deleted ones are not there. */
export async function filesInOrder(
	db: Database,
	{ id, orderBy }: Pick<typeof gallery.$inferSelect, 'id' | 'orderBy'>
): Promise<FileRow[]> {
	const compare = compareFiles(orderBy);
	return (await liveFilesOf(db, id))
		.map((row) => ({ row, key: { ...row, takenAt: row.capturedAt } }))
		.sort((a, b) => compare(a.key, b.key))
		.map(({ row }) => row);
}

/** The same by their ids, found in turns: for answers, not for transactions. */
export async function idsInOrder(
	db: Database,
	{ id: galleryId, orderBy }: Pick<typeof gallery.$inferSelect, 'id' | 'orderBy'>
): Promise<string[]> {
	const { id, name, section, capturedAt: takenAt, stars, place } = file;
	const rows = await db
		.select({ id, name, section, takenAt, stars, place })
		.from(file)
		.where(and(eq(file.galleryId, galleryId), isNull(file.deletedAt), isPicture))
		.all();
	return (await sortInTurns(rows, compareFiles(orderBy))).map((row) => row.id);
}
