import { and, eq, inArray, isNull, min } from 'drizzle-orm';
import { compareFiles } from '#lib/domain/galleries/file-order.ts';
import { comparePaths } from '#lib/domain/galleries/natural-order.ts';
import type { Database } from '../db/open.ts';
import { isPicture } from '../db/pictures.ts';
import { file, version, type gallery } from '../db/schema.ts';

type Gallery = Pick<typeof gallery.$inferSelect, 'id' | 'orderBy'>;
type Section = { galleryId: string; section: string; earliest: number | null };

const isCurrent = and(eq(version.fileId, file.id), eq(version.n, file.currentVersion));
const isShown = and(isNull(file.deletedAt), isPicture, eq(file.status, 'ready'), eq(version.picture, true));

/**
 * The id of each gallery's first picture in its own order, as members see it; none where nothing can be pictured. Of
 * galleries ordered by time only the files that may come first are read.
 */
export async function firstPictures(
	db: Database,
	galleries: readonly Gallery[]
): Promise<Map<string, string>> {
	const ids = galleries.map(({ id }) => id);
	const sections = Map.groupBy(await sectionsOf(db, ids), ({ galleryId }) => galleryId);
	const firsts = new Map<string, string>();
	for (const { id, orderBy } of galleries) {
		const here = sections.get(id);
		const [first] = here ? (await candidates(db, id, orderBy, here)).sort(compareFiles(orderBy)) : [];
		if (first) firsts.set(id, first.id);
	}
	return firsts;
}

const sectionsOf = (db: Database, ids: string[]): Promise<Section[]> =>
	db
		.select({ galleryId: file.galleryId, section: file.section, earliest: min(file.capturedAt) })
		.from(file)
		.innerJoin(version, isCurrent)
		.where(and(inArray(file.galleryId, ids), isShown))
		.groupBy(file.galleryId, file.section)
		.all();

async function candidates(db: Database, galleryId: string, orderBy: Gallery['orderBy'], here: Section[]) {
	const { id, name, section, capturedAt: takenAt, stars, place } = file;
	return db
		.select({ id, name, section, takenAt, stars, place })
		.from(file)
		.innerJoin(version, isCurrent)
		.where(
			and(eq(file.galleryId, galleryId), isShown, orderBy === 'hand' ? undefined : mayBeFirst(orderBy, here))
		)
		.all();
}

function mayBeFirst(orderBy: Exclude<Gallery['orderBy'], 'hand'>, here: Section[]) {
	const [first] = here.toSorted((a, b) => comparePaths(a.section, b.section));
	// two sections may differ in writing alone
	const among = here.filter(({ section }) => comparePaths(section, first?.section ?? '') === 0);
	const isThere = inArray(
		file.section,
		among.map(({ section }) => section)
	);
	const times = among.flatMap(({ earliest }) => earliest ?? []);
	if (orderBy !== 'time' || !times.length) return isThere;
	return and(isThere, eq(file.capturedAt, Math.min(...times)));
}
