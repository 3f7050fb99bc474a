import { eq } from 'drizzle-orm';
import { rooms } from '#lib/contract/announcements.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { gallery, type mail } from '../db/schema.ts';

/** The studio sees a mail's fate beside what it was about. No address is announced. */
export async function announceMail(tx: Transaction, ctx: Context, row: typeof mail.$inferSelect) {
	const { id, status, galleryId, orderId, deliveryId } = row;
	if (!galleryId) return;
	const place = await tx
		.select({ studioId: gallery.studioId })
		.from(gallery)
		.where(eq(gallery.id, galleryId))
		.get();
	const payload = { id, status, galleryId, orderId, deliveryId };
	await ctx.hub.announce(tx, rooms.studio(galleryId), 'mail.changed', payload);
	if (place) await ctx.hub.announce(tx, rooms.home(place.studioId), 'mail.changed', payload);
}
