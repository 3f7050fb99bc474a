import { eq } from 'drizzle-orm';
import type { Actor } from '#lib/domain/access/actor.ts';
import { t } from '#lib/messages/index.ts';
import { findVisibleGallery, requireManager } from '../access/index.ts';
import type { Context } from '../context.ts';
import { studio } from '../db/schema.ts';

/** What a recipient will read, from the sentences that the mail itself is made of. */
export async function previewInvitation(ctx: Context, actor: Actor, galleryId: string) {
	const { gallery } = findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	requireManager(actor);
	const from = ctx.db.read.select().from(studio).where(eq(studio.id, gallery.studioId)).get()?.name ?? '';
	const { title } = gallery;
	return {
		from,
		subject: t('mail:invitation.subject', { title, studio: from }),
		sentence: t('mail:invitation.line', { by: actor.name, title }),
		button: t('mail:invitation.button'),
		foot: t('mail:invitation.foot')
	};
}
