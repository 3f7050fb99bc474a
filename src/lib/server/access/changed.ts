import { and, eq, inArray, isNull } from 'drizzle-orm';
import { ANYBODY } from '#lib/domain/access/rows.ts';
import { rooms } from '#lib/realtime/announcements.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { gallery, participant } from '../db/schema.ts';

type Announcer = Pick<Context, 'hub'>;

/**
 * Says that rights here, and in the galleries that inherit from here, may have changed: web processes close what these
 * people have open, and whoever still may comes back with a new seat. A change of Anybody's row touches everybody.
 */
export function accessChanged(
	tx: Transaction,
	ctx: Announcer,
	galleryId: string,
	subjects: readonly string[]
) {
	const galleryIds = [galleryId, ...inheritingFrom(tx, galleryId)];
	if (subjects.includes(ANYBODY)) return accessEnded(tx, ctx, galleryIds);
	for (const id of galleryIds) peopleChanged(tx, ctx, id, peopleOf(tx, id, subjects));
}

/** As `accessChanged`, for exactly these people of one gallery. */
export function peopleChanged(tx: Transaction, ctx: Announcer, galleryId: string, participantIds: string[]) {
	if (participantIds.length)
		ctx.hub.announce(tx, rooms.web(), 'access.changed', { galleryId, participantIds });
	ctx.hub.announce(tx, rooms.studio(galleryId), 'access.changed', { galleryId });
}

/** As `accessChanged`, for everybody in exactly these galleries. */
export function accessEnded(tx: Transaction, ctx: Announcer, galleryIds: readonly string[]) {
	for (const galleryId of galleryIds)
		for (const room of [rooms.web(), rooms.studio(galleryId)])
			ctx.hub.announce(tx, room, 'access.changed', { galleryId });
}

function peopleOf(tx: Transaction, galleryId: string, emails: readonly string[]): string[] {
	return tx
		.select({ id: participant.id })
		.from(participant)
		.where(and(eq(participant.galleryId, galleryId), inArray(participant.email, [...emails])))
		.all()
		.map(({ id }) => id);
}

/** Every gallery below that goes by this one's table, however deep. */
export function inheritingFrom(tx: Pick<Transaction, 'select'>, galleryId: string): string[] {
	const found: string[] = [];
	let level = [galleryId];
	while (level.length) {
		level = tx
			.select({ id: gallery.id })
			.from(gallery)
			.where(
				and(inArray(gallery.parentId, level), eq(gallery.inheritAccess, true), isNull(gallery.deletedAt))
			)
			.all()
			.map(({ id }) => id);
		found.push(...level);
	}
	return found;
}
