import type { Database } from '../db/open.ts';
import { and, eq, isNull } from 'drizzle-orm';
import { delivery, deliveryFile, file, gallery, version } from '../db/schema.ts';
import { renditionKeys } from '../renditions/index.ts';

/** One object that the database points at. `sha256` null: a preview, which can be made again; `bytes` null: not kept. */
export type Reference = {
	key: string;
	name: string;
	bytes: number | null;
	sha256: string | null;
	needed: boolean;
};

/** The sweep may take these while they are copied. */
const MAY_BE_GONE = new Set(['refused', 'discarded', 'unmatched', 'failed']);

/** Every object that a row names: originals with their hash, previews without. */
export async function references(db: Database): Promise<Reference[]> {
	const rows = await db
		.select({ version, deletedAt: file.deletedAt })
		.from(version)
		.leftJoin(file, eq(file.id, version.fileId))
		.all();
	const offered = await offeredIn(db);
	const renditions = Map.groupBy(await renditionKeys(db), ({ versionId }) => versionId);
	return rows.flatMap(({ version: row, deletedAt }) => {
		const { name, storageKey, bytes, sha256 } = row;
		const needed = offered.has(row.id) || (deletedAt === null && !MAY_BE_GONE.has(row.status));
		const made = renditions.get(row.id) ?? [];
		return [
			{ key: storageKey, name, bytes, sha256, needed },
			...made.map(({ key }) => ({ key, name, bytes: null, sha256: null, needed: false }))
		];
	});
}

/** Versions that a standing delivery hands out, even where the picture itself was deleted. */
async function offeredIn(db: Database): Promise<Set<string>> {
	const rows = await db
		.select({ id: deliveryFile.versionId })
		.from(deliveryFile)
		.innerJoin(delivery, eq(delivery.id, deliveryFile.deliveryId))
		.innerJoin(gallery, eq(gallery.id, delivery.galleryId))
		.where(and(isNull(delivery.recalledAt), isNull(deliveryFile.recalledAt), isNull(gallery.deletedAt)))
		.all();
	return new Set(rows.map(({ id }) => id));
}
