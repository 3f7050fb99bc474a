import type { Database } from '../db/open.ts';
import { and, eq, inArray, isNull, ne, or } from 'drizzle-orm';
import type { Candidate } from '#lib/domain/matching/candidates.ts';
import { cutsOf, restsOf } from '#lib/domain/matching/endings.ts';
import { splitName } from '#lib/domain/naming/extension.ts';
import { nameKey, stemKey } from '#lib/domain/naming/keys.ts';
import { inChunks } from '../db/in-chunks.ts';
import { file, fileName, order, orderItem, version } from '../db/schema.ts';
import { notFound } from '../access/index.ts';
import { pictured } from '../renditions/index.ts';

/** The gallery's files that could answer to any of these names, in whatever class; deleted ones never do. */
export async function candidatesFor(
	db: Database,
	galleryId: string,
	names: readonly string[]
): Promise<Candidate[]> {
	const keys = [...new Set(names.map(nameKey))];
	const stems = [...new Set(names.flatMap(stemsOf))];
	const byKey = await inChunks(keys, async (part) => owners(db, galleryId, inArray(fileName.nameKey, part)));
	const byStem = await inChunks(stems, async (part) =>
		owners(db, galleryId, inArray(fileName.stemKey, part))
	);
	return candidatesOf(db, [...new Set([...byKey, ...byStem])]);
}

const stemsOf = (name: string) => [
	stemKey(name),
	...cutsOf(splitName(name).stem).map(({ stem }) => nameKey(stem)),
	...restsOf(splitName(name).stem).map(nameKey)
];

const owners = async (db: Database, galleryId: string, which: ReturnType<typeof or>) =>
	(
		await db
			.select({ fileId: fileName.fileId })
			.from(fileName)
			.innerJoin(file, eq(file.id, fileName.fileId))
			.where(and(eq(fileName.galleryId, galleryId), isNull(file.deletedAt), which))
			.all()
	).map((row) => row.fileId);

/** These files with every name they had and the facts of their current version. */
export async function candidatesOf(db: Database, fileIds: string[]): Promise<Candidate[]> {
	const names = Map.groupBy(
		await inChunks(fileIds, async (part) =>
			db.select().from(fileName).where(inArray(fileName.fileId, part)).all()
		),
		(row) => row.fileId
	);
	const current = and(eq(version.fileId, file.id), eq(version.n, file.currentVersion));
	const rows = await inChunks(fileIds, async (part) =>
		db
			.select({ file, version: pictured })
			.from(file)
			.leftJoin(version, current)
			.where(inArray(file.id, part))
			.all()
	);
	return rows.map(({ file: row, version: shown }) => ({
		fileId: row.id,
		names: (names.get(row.id) ?? []).map(({ name }) => name),
		section: row.section,
		sha256: shown?.sha256 ?? null,
		...(shown ? { kind: shown.kind, picture: shown.picture && shown.renditions.length > 0 } : {}),
		takenAt: shown?.capture.takenAt ?? null,
		zoneMinutes: shown?.capture.zoneMinutes ?? null,
		timeOf: shown?.capture.timeOf ?? null,
		likeness: shown?.likeness ?? null,
		width: shown?.width ?? null,
		height: shown?.height ?? null
	}));
}

/** The pictures of an order that were not cancelled; the order must be one of this gallery. */
export async function orderFileIds(db: Database, galleryId: string, orderId: string): Promise<string[]> {
	const found = and(eq(order.id, orderId), eq(order.galleryId, galleryId));
	if (!(await db.select({ id: order.id }).from(order).where(found).get())) throw notFound();
	return (
		await db
			.selectDistinct({ fileId: orderItem.fileId })
			.from(orderItem)
			.innerJoin(file, and(eq(file.id, orderItem.fileId), isNull(file.deletedAt)))
			.where(and(eq(orderItem.orderId, orderId), ne(orderItem.state, 'cancelled')))
			.all()
	).map((row) => row.fileId);
}
