import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Person } from '#lib/contract/seat.ts';
import { findVisibleGallery, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { peopleOf } from '../marks/index.ts';

/** Whose marks count in a gallery, and whose were set aside, in the order of their coming. */
export async function listChoosers(ctx: Context, actor: MemberActor, galleryId: string): Promise<Person[]> {
	requireAbility(actor, 'manage-selections');
	const now = ctx.clock.now();
	const { gallery } = await findVisibleGallery(ctx.db.read, actor, galleryId, now);
	return (await peopleOf(ctx.db.read, gallery, 'studio', now)).filter(
		({ isChooser, setAside }) => isChooser || setAside
	);
}
