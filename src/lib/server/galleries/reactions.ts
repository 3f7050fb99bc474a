import { eq } from 'drizzle-orm';
import { ANYBODY } from '#lib/domain/access/rows.ts';
import { rooms } from '#lib/contract/announcements.ts';
import { accessChanged, accessEnded } from '../access/index.ts';
import type { Context } from '../context.ts';
import { bumpChange } from '../db/change.ts';
import type { Transaction } from '../db/open.ts';
import { gallery } from '../db/schema.ts';
import type { FactOf } from '../events/index.ts';

type OfGallery = FactOf<'gallery.created' | 'gallery.changed' | 'gallery.deleted' | 'gallery.undeleted'>;

/** The studio's home counts and lists galleries. */
export async function tellHome(tx: Transaction, ctx: Context, { name, galleryId }: OfGallery) {
	const here = galleryId === null ? undefined : await rowOf(tx, galleryId);
	if (!here || galleryId === null) return;
	const gone = name === 'gallery.deleted' ? { deleted: true } : {};
	await ctx.hub.announce(tx, rooms.home(here.studioId), 'gallery.changed', { galleryId, ...gone });
}

/** Pages that show the gallery read it again, with all that its settings decide. */
export async function tellGallery(tx: Transaction, ctx: Context, { galleryId }: FactOf<'gallery.changed'>) {
	const here = galleryId === null ? undefined : await rowOf(tx, galleryId);
	if (!here || galleryId === null) return;
	await bumpChange(tx, galleryId);
	for (const room of [rooms.studio(galleryId), rooms.client(galleryId)])
		await ctx.hub.announce(tx, room, 'gallery.changed', { galleryId, title: here.title });
}

/** A gallery elsewhere goes by another table; one that expires lets nobody in. */
export async function changeAccess(tx: Transaction, ctx: Context, fact: FactOf<'gallery.changed'>) {
	const concerns = fact.changed.some((name) => name === 'parentId' || name === 'expiresAt');
	if (concerns && fact.galleryId) await accessChanged(tx, ctx, fact.by, fact.galleryId, [ANYBODY]);
}

/** Whoever was in one that is gone is out; whoever may come back takes a new seat. */
export const endAccess = (
	tx: Transaction,
	ctx: Context,
	{ by, galleryIds }: FactOf<'gallery.deleted' | 'gallery.undeleted'>
) => accessEnded(tx, ctx, by, galleryIds);

/** Versions were processed and items ended while nobody looked: no cached body of these is true. */
export async function forgetBodies(
	tx: Transaction,
	_ctx: Context,
	{ galleryIds }: FactOf<'gallery.undeleted'>
) {
	for (const id of galleryIds) await bumpChange(tx, id);
}

const rowOf = (tx: Transaction, id: string) =>
	tx
		.select({ studioId: gallery.studioId, title: gallery.title })
		.from(gallery)
		.where(eq(gallery.id, id))
		.get();
