import { rooms } from '#lib/contract/announcements.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import type { FactOf } from '../events/index.ts';

/** Web processes judge anew what these people have open; the studio's tables are read again. */
export async function tellAccess(tx: Transaction, ctx: Context, fact: FactOf<'access.changed'>) {
	const { galleryIds, participantIds } = fact;
	for (const galleryId of galleryIds) {
		const who = participantIds === null ? { galleryId } : { galleryId, participantIds };
		if (participantIds?.length !== 0) await ctx.hub.announce(tx, rooms.web(), 'access.changed', who);
		await ctx.hub.announce(tx, rooms.studio(galleryId), 'access.changed', { galleryId });
	}
}

/** No gallery is named: a member's sockets may be anywhere. */
export const tellSignedOut = (tx: Transaction, ctx: Context) =>
	ctx.hub.announce(tx, rooms.web(), 'access.changed', {});
