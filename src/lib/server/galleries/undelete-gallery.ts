import { and, desc, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { GalleryView } from '#lib/contract/gallery.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import { notFound, requireAbility, startOwnTable, type Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { file, gallery } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { KEPT_DELETED_MS } from '../files/index.ts';
import { presentGallery } from './present.ts';
import { fileCountOf } from './queries.ts';

const isKept = (studioId: string, now: number) =>
	and(eq(gallery.studioId, studioId), gt(gallery.deletedAt, now - KEPT_DELETED_MS));

/** What can be brought back, the last deleted first; galleries that went with the one above them go with it again. */
export async function listDeletedGalleries({ db, clock }: Context, actor: MemberActor) {
	if (!memberCan(actor.role, 'manage-galleries')) return [];
	const rows = await db.read
		.select()
		.from(gallery)
		.where(isKept(actor.studioId, clock.now()))
		.orderBy(desc(gallery.deletedAt))
		.all();
	const when = new Map(rows.map(({ id, deletedAt }) => [id, deletedAt]));
	return rows
		.filter(({ parentId, deletedAt }) => !parentId || when.get(parentId) !== deletedAt)
		.map(({ id, title, deletedAt }) => ({ id, title, deletedAt: new Date(deletedAt ?? 0).toISOString() }));
}

/**
 * Brings a gallery back with all that was deleted together with it; cancelled items stay cancelled. Where the gallery
 * above is gone, it comes back at the top; if it went by that one's table it lets nobody in until somebody is invited.
 */
export async function undeleteGallery(
	ctx: Context,
	actor: MemberActor,
	galleryId: string
): Promise<GalleryView> {
	requireAbility(actor, 'manage-galleries');
	return ctx.db.transaction(async (tx) => {
		const isIt = and(eq(gallery.id, galleryId), isKept(actor.studioId, ctx.clock.now()));
		const top = await tx.select().from(gallery).where(isIt).get();
		if (!top?.deletedAt) throw notFound();
		const ids = await goneWith(tx, top);
		const fileIds = await bringBack(tx, ids, top.deletedAt);
		if (top.parentId && !(await isThere(tx, top.parentId))) await moveToTop(tx, ctx, top);
		const about = { galleryId, by: byActor(actor), galleryIds: ids, fileIds };
		await record(tx, ctx, { name: 'gallery.undeleted', ...about });
		const row = await tx.select().from(gallery).where(eq(gallery.id, galleryId)).get();
		if (!row) throw notFound();
		return presentGallery(ctx, row, await fileCountOf(tx, galleryId));
	});
}

/** The gallery and those below it that went in the same moment. */
async function goneWith(tx: Transaction, top: Gallery): Promise<string[]> {
	const ids = [top.id];
	for (let level = [top.id]; level.length;) {
		const below = and(inArray(gallery.parentId, level), eq(gallery.deletedAt, top.deletedAt ?? 0));
		level = (await tx.select({ id: gallery.id }).from(gallery).where(below).all()).map(({ id }) => id);
		ids.push(...level);
	}
	return ids;
}

/** Answers the files that came back. */
async function bringBack(tx: Transaction, ids: string[], deletedAt: number): Promise<string[]> {
	await tx.update(gallery).set({ deletedAt: null }).where(inArray(gallery.id, ids)).run();
	return (
		await tx
			.update(file)
			.set({ deletedAt: null, deletedBy: null })
			.where(and(inArray(file.galleryId, ids), eq(file.deletedAt, deletedAt)))
			.returning({ id: file.id })
			.all()
	).map(({ id }) => id);
}

const isThere = async (tx: Transaction, id: string) =>
	(await tx
		.select()
		.from(gallery)
		.where(and(eq(gallery.id, id), isNull(gallery.deletedAt)))
		.get()) !== undefined;

async function moveToTop(tx: Transaction, ctx: Context, { id, inheritAccess }: Gallery) {
	if (inheritAccess) await startOwnTable(tx, ctx, id);
	await tx.update(gallery).set({ parentId: null, inheritAccess: false }).where(eq(gallery.id, id)).run();
}
