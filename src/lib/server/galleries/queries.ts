import { and, count, eq, inArray, isNull } from 'drizzle-orm';
import type { GalleryView } from '#lib/contract/gallery.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, lineOf, visibleGalleries, type Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Reader } from '../db/open.ts';
import { file, gallery } from '../db/schema.ts';
import { rememberedBy } from '../files/index.ts';
import { presentGallery } from './present.ts';

type Read = Pick<Reader, 'select' | 'selectDistinct'>;

/** Files that are not deleted, by gallery; a gallery without any has no entry. */
export function fileCounts(db: Read): Map<string, number> {
	const rows = db
		.select({ id: file.galleryId, n: count() })
		.from(file)
		.where(isNull(file.deletedAt))
		.groupBy(file.galleryId)
		.all();
	return new Map(rows.map(({ id, n }) => [id, n]));
}

export function fileCountOf(db: Read, galleryId: string): number {
	const where = and(eq(file.galleryId, galleryId), isNull(file.deletedAt));
	return db.select({ n: count() }).from(file).where(where).get()?.n ?? 0;
}

export async function listGalleries(ctx: Context, actor: MemberActor): Promise<GalleryView[]> {
	const counts = fileCounts(ctx.db.read);
	const remembered = rememberedBy(ctx.db.read, actor.studioId);
	return visibleGalleries(ctx.db.read, actor).map((row) =>
		presentGallery(ctx, row, counts.get(row.id) ?? 0, remembered)
	);
}

export async function readGallery(ctx: Context, actor: MemberActor, galleryId: string): Promise<GalleryView> {
	const { gallery: row } = findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	const remembered = rememberedBy(ctx.db.read, row.studioId);
	return presentGallery(ctx, row, fileCountOf(ctx.db.read, galleryId), remembered);
}

/** The galleries above a place, the top one first; `parentId` is that place's own. */
export function ancestorsOf(db: Read, parentId: string | null): Gallery[] {
	return parentId ? lineOf(db, parentId).toReversed() : [];
}

/** The galleries right inside this one that the member sees. */
export const childrenOf = (db: Read, actor: MemberActor, galleryId: string): Gallery[] =>
	visibleGalleries(db, actor).filter(({ parentId }) => parentId === galleryId);

/** The galleries below this one, the nearest first, without the deleted. */
export function descendantsOf(db: Read, galleryId: string): Gallery[] {
	const found: Gallery[] = [];
	let level = [galleryId];
	while (level.length) {
		const below = db
			.select()
			.from(gallery)
			.where(and(inArray(gallery.parentId, level), isNull(gallery.deletedAt)))
			.all();
		found.push(...below);
		level = below.map(({ id }) => id);
	}
	return found;
}
