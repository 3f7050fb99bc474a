import { and, eq, isNull } from 'drizzle-orm';
import { rooms } from '#lib/realtime/announcements.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { gallery } from '../db/schema.ts';

/**
 * Says that somebody's rights here, and in the galleries that inherit from here, may have changed: web processes close
 * what is open, and whoever still may comes back with a new seat.
 */
export function accessChanged(tx: Transaction, ctx: Pick<Context, 'hub'>, galleryId: string) {
	accessEnded(tx, ctx, [galleryId, ...inheritingFrom(tx, galleryId)]);
}

export function accessEnded(tx: Transaction, ctx: Pick<Context, 'hub'>, galleryIds: string[]) {
	for (const galleryId of galleryIds)
		for (const room of [rooms.web(), rooms.studio(galleryId)])
			ctx.hub.announce(tx, room, 'access.changed', { galleryId });
}

/** Every gallery below that goes by this one's table, however deep. */
export function inheritingFrom(tx: Pick<Transaction, 'select'>, galleryId: string): string[] {
	const found: string[] = [];
	let level = [galleryId];
	while (level.length) {
		level = level.flatMap((parentId) =>
			tx
				.select({ id: gallery.id })
				.from(gallery)
				.where(
					and(eq(gallery.parentId, parentId), eq(gallery.inheritAccess, true), isNull(gallery.deletedAt))
				)
				.all()
				.map(({ id }) => id)
		);
		found.push(...level);
	}
	return found;
}
