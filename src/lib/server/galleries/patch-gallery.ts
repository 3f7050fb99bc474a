import { eq } from 'drizzle-orm';
import type { GalleryView } from '#lib/contract/gallery.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { PatchGallery } from '#lib/domain/galleries/settings.ts';
import { findVisibleGallery, requireAbility, startOwnTable, type Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { gallery } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { forgetOtherSuffixes, rememberedBy } from '../files/index.ts';
import { missingIn } from '../media/mark/letters.ts';
import { presentGallery } from './present.ts';
import { descendantsOf, fileCountOf } from './queries.ts';

/** Changes settings. */
export async function patchGallery(
	ctx: Context,
	actor: Actor,
	galleryId: string,
	change: PatchGallery
): Promise<GalleryView> {
	return ctx.db.transaction(async (tx) => {
		const { gallery: before } = await findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		requireAbility(actor, 'manage-galleries');
		if (change.watermark) refuseLetters(change.watermark.text);
		if (change.parentId !== undefined) await move(tx, ctx, actor, before, change.parentId);
		const after = Object.keys(change).length ? await write(tx, galleryId, change) : before;
		const about = { galleryId, by: byActor(actor), changed: differing(before, after) };
		await record(tx, ctx, { name: 'gallery.changed', ...about });
		if (change.acceptSuffixes) await forgetOtherSuffixes(tx, after.studioId, change.acceptSuffixes);
		return presentGallery(
			ctx,
			after,
			await fileCountOf(tx, galleryId),
			await rememberedBy(tx, after.studioId)
		);
	});
}

/** A mark that lacks letters would protect less than was asked for. */
function refuseLetters(text: string) {
	const letters = missingIn(text);
	if (letters.length)
		throw new AppError('invalid', 'faults:gallery.mark-letters', { letters: letters.join(' ') });
}

async function write(tx: Transaction, galleryId: string, change: PatchGallery): Promise<Gallery> {
	const [after] = await tx
		.update(gallery)
		.set(defined(change))
		.where(eq(gallery.id, galleryId))
		.returning()
		.all();
	if (!after) throw new Error('The gallery was gone inside the transaction');
	return after;
}

const defined = <T extends object>(change: T): Partial<T> =>
	Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<T>; // same keys

/** Never below itself; at the top nothing is left to inherit, so the table becomes its own. */
async function move(tx: Transaction, ctx: Context, actor: Actor, before: Gallery, parentId: string | null) {
	if (parentId === before.parentId) return;
	if (parentId === null) return void (before.inheritAccess && (await startOwnTable(tx, ctx, before.id)));
	await findVisibleGallery(tx, actor, parentId, ctx.clock.now());
	const below = [before, ...(await descendantsOf(tx, before.id))];
	if (below.some(({ id }) => id === parentId)) throw new AppError('invalid', 'faults:gallery.below-itself');
}

/** The names of the settings that are others now. */
const differing = (before: Gallery, after: Gallery): string[] =>
	Object.entries(after)
		.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(before, name)))
		.map(([name]) => name);
