import { and, eq, isNull } from 'drizzle-orm';
import { compareFiles } from '#lib/domain/galleries/file-order.ts';
import type { Database } from '../db/open.ts';
import { isPicture } from '../db/pictures.ts';
import { file, version, type gallery } from '../db/schema.ts';
import { lookIn, previewsAmong, previewsInLook, renditionsOf, type Look } from '../renditions/index.ts';

type Gallery = typeof gallery.$inferSelect;
export type Cover = { key: string; width: number; height: number };

/** Wide enough for a laptop, small enough for a phone on the train. */
const WANTED_PX = 1000;

/**
 * The picture that greets on an invitation where the studio allows it: the first one that is wider than high, as
 * clients see it. Null: none is shown.
 */
export async function coverOf(db: Database, here: Gallery): Promise<Cover | null> {
	if (!here.showCover) return null;
	const { id, name, section, capturedAt: takenAt, place } = file;
	const shown = (
		await db
			.select({
				id,
				name,
				section,
				takenAt,
				place,
				state: file.releasedState,
				versionId: version.id,
				width: version.width,
				height: version.height
			})
			.from(file)
			.innerJoin(version, and(eq(version.fileId, file.id), eq(version.n, file.releasedVersion)))
			.where(and(eq(file.galleryId, here.id), isNull(file.deletedAt), isPicture, eq(version.picture, true)))
			.all()
	).sort(compareFiles(here.orderBy));
	const best = shown.find(({ width, height }) => (width ?? 0) > (height ?? 0)) ?? shown[0];
	return best ? await sizeOf(db, best.versionId, lookIn(here, best.state)) : null;
}

/** None while its look is being made. */
async function sizeOf(db: Database, versionId: string, look: Look | null): Promise<Cover | null> {
	const made = await renditionsOf(db, versionId);
	const sizes = (look ? previewsInLook(made, look) : previewsAmong(made)).reverse();
	return sizes.find(({ width }) => width >= WANTED_PX) ?? sizes.at(-1) ?? null;
}
