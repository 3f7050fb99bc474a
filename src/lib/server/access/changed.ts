import { and, eq, inArray, isNull } from 'drizzle-orm';
import { ANYBODY } from '#lib/domain/access/rows.ts';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { gallery, participant } from '../db/schema.ts';
import { record, type By } from '../events/index.ts';

/**
 * Says that rights here, and in the galleries that inherit from here, may have changed: web processes close what these
 * people have open, and whoever still may comes back with a new seat. A change of Anybody's row touches everybody.
 */
export async function accessChanged(
	tx: Transaction,
	ctx: Context,
	by: By,
	galleryId: string,
	subjects: readonly string[]
) {
	const galleryIds = [galleryId, ...(await inheritingFrom(tx, galleryId))];
	if (subjects.includes(ANYBODY)) return accessEnded(tx, ctx, by, galleryIds);
	for (const id of galleryIds) await peopleChanged(tx, ctx, by, id, await peopleOf(tx, id, subjects));
}

/** As `accessChanged`, for exactly these people of one gallery. */
export const peopleChanged = (
	tx: Transaction,
	ctx: Context,
	by: By,
	galleryId: string,
	participantIds: string[]
) => record(tx, ctx, { name: 'access.changed', galleryId, by, galleryIds: [galleryId], participantIds });

/** As `accessChanged`, for everybody in exactly these galleries. */
export async function accessEnded(tx: Transaction, ctx: Context, by: By, galleryIds: readonly string[]) {
	const [first = null] = galleryIds;
	const about = { galleryId: first, by, galleryIds: [...galleryIds], participantIds: null };
	await record(tx, ctx, { name: 'access.changed', ...about });
}

async function peopleOf(tx: Transaction, galleryId: string, emails: readonly string[]): Promise<string[]> {
	return (
		await tx
			.select({ id: participant.id })
			.from(participant)
			.where(and(eq(participant.galleryId, galleryId), inArray(participant.email, [...emails])))
			.all()
	).map(({ id }) => id);
}

/** Every gallery below that goes by this one's table, however deep. */
export async function inheritingFrom(tx: Database, galleryId: string): Promise<string[]> {
	const found: string[] = [];
	let level = [galleryId];
	while (level.length) {
		level = (
			await tx
				.select({ id: gallery.id })
				.from(gallery)
				.where(
					and(inArray(gallery.parentId, level), eq(gallery.inheritAccess, true), isNull(gallery.deletedAt))
				)
				.all()
		).map(({ id }) => id);
		found.push(...level);
	}
	return found;
}
