import type { Reader } from '../db/open.ts';
import { file, version } from '../db/schema.ts';
import { eq } from 'drizzle-orm';

/** One object that the database points at. `sha256` null: a preview, which can be made again. */
export type Reference = { key: string; name: string; sha256: string | null; needed: boolean };

/** Kept rows of these may have lost their bytes to the sweep. */
const MAY_BE_GONE = new Set(['refused', 'discarded', 'unmatched', 'failed']);

/** Every object that a row names: originals with their hash, previews without. */
export function references(db: Pick<Reader, 'select'>): Reference[] {
	const rows = db
		.select({ version, deletedAt: file.deletedAt })
		.from(version)
		.leftJoin(file, eq(file.id, version.fileId))
		.all();
	return rows.flatMap(({ version: row, deletedAt }) => {
		const { name, storageKey, sha256 } = row;
		const needed = deletedAt === null && !MAY_BE_GONE.has(row.status);
		const previews = [
			...row.renditions.map((rendition) => rendition.key),
			...(row.halfKey ? [row.halfKey] : [])
		];
		return [
			{ key: storageKey, name, sha256, needed },
			...previews.map((key) => ({ key, name, sha256: null, needed: false }))
		];
	});
}
