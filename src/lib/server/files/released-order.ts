import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { compareFiles } from '#lib/domain/galleries/file-order.ts';
import type { Context } from '../context.ts';
import { sortInTurns } from '../db/in-turns.ts';
import { isPicture } from '../db/pictures.ts';
import { file } from '../db/schema.ts';
import type { GalleryRow } from './present.ts';

type Kept = { stamp: string; ids: Promise<readonly string[]> };

/** Galleries whose order a process remembers; 2,000 ids are some 100 kB. */
const KEPT_ORDERS = 200;
const orders = new WeakMap<Context, LRUCache<string, Kept>>();

/** Ids of the pictures that clients see, in gallery order; sorted anew once the gallery's change number has moved. */
export function releasedOrder(ctx: Context, gallery: GalleryRow): Promise<readonly string[]> {
	const kept = orders.get(ctx) ?? new LRUCache<string, Kept>({ max: KEPT_ORDERS });
	orders.set(ctx, kept);
	const stamp = `${gallery.epoch} ${gallery.changeNumber}`;
	const known = kept.get(gallery.id);
	if (known?.stamp === stamp) return known.ids;
	const fresh = { stamp, ids: sorted(ctx, gallery) };
	// nothing to remember then, and whoever asked hears why
	fresh.ids.catch(() => kept.get(gallery.id) === fresh && kept.delete(gallery.id));
	kept.set(gallery.id, fresh);
	return fresh.ids;
}

async function sorted(ctx: Context, gallery: GalleryRow): Promise<string[]> {
	const shown = and(
		eq(file.galleryId, gallery.id),
		isNull(file.deletedAt),
		isPicture,
		isNotNull(file.releasedVersion)
	);
	const { id, name, section, capturedAt: takenAt, stars, place } = file;
	const rows = await ctx.db.read
		.select({ id, name, section, takenAt, stars, place })
		.from(file)
		.where(shown)
		.all();
	return (await sortInTurns(rows, compareFiles(gallery.orderBy))).map((row) => row.id);
}
