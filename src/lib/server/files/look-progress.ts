import type { LookProgress } from '#lib/contract/gallery.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { lookOf } from '../renditions/index.ts';
import { proofsShown } from './plan-looks.ts';

/** How many proofs clients wait for, since the gallery's watermark or size of proofs was changed. */
export async function readLookProgress(
	ctx: Context,
	actor: MemberActor,
	galleryId: string
): Promise<LookProgress> {
	const { gallery } = await findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	requireAbility(actor, 'manage-galleries');
	const look = lookOf(gallery);
	if (!look) return { of: 0, left: 0 };
	const shown = await proofsShown(ctx.db.read, galleryId);
	return { of: shown.length, left: shown.filter((row) => row.look !== look.key).length };
}
