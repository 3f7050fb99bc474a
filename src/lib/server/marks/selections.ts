import { and, asc, eq, isNull } from 'drizzle-orm';
import type { SeatSelection } from '#lib/contract/seat.ts';
import type { Database } from '../db/open.ts';
import { selection } from '../db/schema.ts';

type Row = typeof selection.$inferSelect;

/** The gallery's selections in their order, as pages show them. */
export async function selectionsIn(db: Database, galleryId: string): Promise<Row[]> {
	const here = and(eq(selection.galleryId, galleryId), isNull(selection.deletedAt));
	return db
		.select()
		.from(selection)
		.where(here)
		.orderBy(asc(selection.place), asc(selection.createdAt))
		.all();
}

export const presentSelection = ({
	id,
	name,
	rule,
	limit,
	round,
	chooseBy,
	lockedAt,
	lockedBy
}: Row): SeatSelection => ({
	id,
	name,
	rule,
	...(limit ? { limit } : {}),
	...(chooseBy === null ? {} : { chooseBy: new Date(chooseBy).toISOString() }),
	round,
	...(lockedAt === null
		? {}
		: { lockedAt: new Date(lockedAt).toISOString(), ...(lockedBy ? { lockedBy } : {}) })
});
