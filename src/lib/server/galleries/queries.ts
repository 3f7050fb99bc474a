import { and, count, eq, inArray, isNull } from 'drizzle-orm';
import type { GalleryView } from '#lib/contract/gallery.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, lineOf, visibleGalleries, type Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Database } from '../db/open.ts';
import { isPicture } from '../db/pictures.ts';
import { file, gallery } from '../db/schema.ts';
import { rememberedBy } from '../files/index.ts';
import { presentGallery } from './present.ts';

/** Files that are not deleted, by gallery; a gallery without any has no entry. */
export async function fileCounts(db: Database): Promise<Map<string, number>> {
	const rows = await db
		.select({ id: file.galleryId, n: count() })
		.from(file)
		.where(and(isNull(file.deletedAt), isPicture))
		.groupBy(file.galleryId)
		.all();
	return new Map(rows.map(({ id, n }) => [id, n]));
}

export async function fileCountOf(db: Database, galleryId: string): Promise<number> {
	const where = and(eq(file.galleryId, galleryId), isNull(file.deletedAt), isPicture);
	return (await db.select({ n: count() }).from(file).where(where).get())?.n ?? 0;
}

export async function listGalleries(ctx: Context, actor: MemberActor): Promise<GalleryView[]> {
	const counts = await fileCounts(ctx.db.read);
	const remembered = await rememberedBy(ctx.db.read, actor.studioId);
	return (await visibleGalleries(ctx.db.read, actor)).map((row) =>
		presentGallery(ctx, row, counts.get(row.id) ?? 0, remembered)
	);
}

export async function readGallery(ctx: Context, actor: MemberActor, galleryId: string): Promise<GalleryView> {
	const { gallery: row } = await findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	const remembered = await rememberedBy(ctx.db.read, row.studioId);
	return presentGallery(ctx, row, await fileCountOf(ctx.db.read, galleryId), remembered);
}

/** The galleries above a place, the top one first; `parentId` is that place's own. */
export async function ancestorsOf(db: Database, parentId: string | null): Promise<Gallery[]> {
	return parentId ? (await lineOf(db, parentId)).toReversed() : [];
}

/** The galleries right inside this one that the member sees. */
export const childrenOf = async (db: Database, actor: MemberActor, galleryId: string): Promise<Gallery[]> =>
	(await visibleGalleries(db, actor)).filter(({ parentId }) => parentId === galleryId);

/** The galleries below this one, the nearest first, without the deleted. */
export async function descendantsOf(db: Database, galleryId: string): Promise<Gallery[]> {
	const found: Gallery[] = [];
	let level = [galleryId];
	while (level.length) {
		const below = await db
			.select()
			.from(gallery)
			.where(and(inArray(gallery.parentId, level), isNull(gallery.deletedAt)))
			.all();
		found.push(...below);
		level = below.map(({ id }) => id);
	}
	return found;
}
