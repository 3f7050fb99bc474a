import { eq } from 'drizzle-orm';
import type { Actor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { ANYBODY } from '#lib/domain/access/rows.ts';
import type { PatchGallery } from '#lib/domain/galleries/settings.ts';
import { t } from '#lib/messages/index.ts';
import { rooms } from '#lib/realtime/announcements.ts';
import {
	accessChanged,
	findVisibleGallery,
	requireManager,
	startOwnTable,
	type Gallery
} from '../access/index.ts';
import type { Context } from '../context.ts';
import { bumpChange } from '../db/change.ts';
import type { Transaction } from '../db/open.ts';
import { file, gallery, orderItem } from '../db/schema.ts';
import { forgetOtherSuffixes, rememberedBy } from '../files/index.ts';
import { lookAtOrdersOf, reconsiderItems } from '../orders/index.ts';
import { presentGallery, type GalleryView } from './present.ts';
import { descendantsOf, fileCountOf } from './queries.ts';

/** Changes settings; what follows from them (who may see, what is ready, what pages show) follows in the same commit. */
export async function patchGallery(
	ctx: Context,
	actor: Actor,
	galleryId: string,
	change: PatchGallery
): Promise<GalleryView> {
	return ctx.db.transaction((tx) => {
		const { gallery: before } = findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		requireManager(actor);
		if (change.parentId !== undefined) move(tx, ctx, actor, before, change.parentId);
		const after = Object.keys(change).length ? write(tx, galleryId, change) : before;
		followUp(tx, ctx, before, after);
		if (change.acceptSuffixes) forgetOtherSuffixes(tx, after.studioId, change.acceptSuffixes);
		return presentGallery(ctx, after, fileCountOf(tx, galleryId), rememberedBy(tx, after.studioId));
	});
}

function write(tx: Transaction, galleryId: string, change: PatchGallery): Gallery {
	const [after] = tx.update(gallery).set(defined(change)).where(eq(gallery.id, galleryId)).returning().all();
	if (!after) throw new Error('The gallery was gone inside the transaction');
	return after;
}

const defined = <T extends object>(change: T): Partial<T> =>
	Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<T>; // same keys

/** Never below itself; at the top nothing is left to inherit, so the table becomes its own. */
function move(tx: Transaction, ctx: Context, actor: Actor, before: Gallery, parentId: string | null) {
	if (parentId === before.parentId) return;
	if (parentId === null) return void (before.inheritAccess && startOwnTable(tx, ctx, before.id));
	findVisibleGallery(tx, actor, parentId, ctx.clock.now());
	const below = [before, ...descendantsOf(tx, before.id)];
	if (below.some(({ id }) => id === parentId))
		throw new AppError('invalid', t('faults:gallery.below-itself'));
}

function followUp(tx: Transaction, ctx: Context, before: Gallery, after: Gallery) {
	if (before.parentId !== after.parentId || before.expiresAt !== after.expiresAt)
		accessChanged(tx, ctx, after.id, [ANYBODY]);
	if (!sameList(before.deliverAtOnce, after.deliverAtOnce))
		reconsiderItems(tx, ctx, orderedFiles(tx, after.id), 'file');
	if (before.deliveryRule !== after.deliveryRule || before.okForRetoucher !== after.okForRetoucher)
		lookAtOrdersOf(tx, ctx, after.id);
	bumpChange(tx, after.id);
	for (const room of [rooms.studio(after.id), rooms.client(after.id)])
		ctx.hub.announce(tx, room, 'gallery.changed', { galleryId: after.id, title: after.title });
	ctx.hub.announce(tx, rooms.home(after.studioId), 'gallery.changed', { galleryId: after.id });
}

const sameList = (a: readonly string[], b: readonly string[]) => a.join() === b.join();

const orderedFiles = (tx: Transaction, galleryId: string) =>
	tx
		.selectDistinct({ id: file.id })
		.from(file)
		.innerJoin(orderItem, eq(orderItem.fileId, file.id))
		.where(eq(file.galleryId, galleryId))
		.all()
		.map(({ id }) => id);
