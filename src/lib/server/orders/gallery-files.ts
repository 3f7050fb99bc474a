import { and, eq, isNull } from 'drizzle-orm';
import { compareFiles } from '#lib/domain/galleries/file-order.ts';
import type { Reader, Transaction } from '../db/open.ts';
import { file, type gallery } from '../db/schema.ts';

export type FileRow = typeof file.$inferSelect;

/** The gallery's pictures in the order that everybody sees; deleted ones are not there. */
export function filesInOrder(
	db: Reader | Transaction,
	{ id, orderBy }: Pick<typeof gallery.$inferSelect, 'id' | 'orderBy'>
): FileRow[] {
	const isHere = and(eq(file.galleryId, id), isNull(file.deletedAt));
	const rows = db.select().from(file).where(isHere).all();
	const compare = compareFiles(orderBy);
	return rows
		.map((row) => ({ row, key: { ...row, takenAt: row.capturedAt } }))
		.sort((a, b) => compare(a.key, b.key))
		.map(({ row }) => row);
}
