import type { GalleryView } from '#lib/contract/gallery.ts';
import type { Actor, MemberActor } from '#lib/domain/access/actor.ts';
import { settingsOf } from '#lib/domain/galleries/presets.ts';
import type { CreateGallery } from '#lib/domain/galleries/settings.ts';
import { t } from '#lib/messages/index.ts';
import { findVisibleGallery, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { gallery, selection } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { presentGallery } from './present.ts';

/**
 * A gallery from one of the presets, with its first selection. Below another it goes by that one's access table;
 * at the top it begins with an empty one: Anybody off, nobody invited yet.
 */
export async function createGallery(ctx: Context, actor: Actor, input: CreateGallery): Promise<GalleryView> {
	requireAbility(actor, 'manage-galleries');
	const row = newRow(ctx, actor, input);
	await ctx.db.transaction(async (tx) => {
		if (row.parentId) await findVisibleGallery(tx, actor, row.parentId, ctx.clock.now());
		await tx.insert(gallery).values(row).run();
		await addFirstSelection(tx, ctx, row.id);
		await record(tx, ctx, { name: 'gallery.created', galleryId: row.id, by: byActor(actor) });
	});
	return presentGallery(ctx, row, 0);
}

type NewGallery = Parameters<typeof presentGallery>[1];

function newRow(
	ctx: Context,
	actor: MemberActor,
	{ title, preset, parentId = null }: CreateGallery
): NewGallery {
	return {
		id: ctx.ids.next(),
		studioId: actor.studioId,
		parentId,
		title,
		preset,
		...settingsOf(preset, ctx.env.GRACE_SECONDS),
		inheritAccess: parentId !== null,
		acceptSuffixes: [],
		language: null,
		watermark: null,
		proofEdge: null,
		expiresAt: null,
		createdAt: ctx.clock.now(),
		deletedAt: null,
		changeNumber: 0,
		epoch: ctx.ids.bytes(6).toString('hex'),
		nextClientId: 1,
		nextColour: 0
	};
}

/** Every gallery is born with a selection. */
async function addFirstSelection(tx: Transaction, ctx: Context, galleryId: string) {
	const name = t('shared:selection.first');
	const createdAt = ctx.clock.now();
	await tx
		.insert(selection)
		.values({ id: ctx.ids.next(), galleryId, name, rule: 'nobody-against', createdAt })
		.run();
}
