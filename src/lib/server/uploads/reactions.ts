import { rooms } from '#lib/contract/announcements.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import type { FactOf } from '../events/index.ts';

/** Members see what is on its way. */
export async function tellUpload(tx: Transaction, ctx: Context, fact: FactOf<'upload.changed'>) {
	const { galleryId, uploadId, orderId, status } = fact;
	if (!galleryId) return;
	const payload = { galleryId, uploadId, orderId, status };
	await ctx.hub.announce(tx, rooms.studio(galleryId), 'upload.changed', payload);
}
