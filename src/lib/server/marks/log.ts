import { and, asc, eq, gt, isNull, max } from 'drizzle-orm';
import { parseBook } from '#lib/domain/marks/keys.ts';
import { param } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { markSnapshot, markUpdate, participant } from '../db/schema.ts';
import { GalleryRoom } from './room.ts';
import { Seats } from './seats.ts';

export type LogRow = typeof markUpdate.$inferSelect;

export const lastSeq = async (db: Database): Promise<number> =>
	(
		await db
			.select({ seq: max(markUpdate.seq) })
			.from(markUpdate)
			.get()
	)?.seq ?? 0;

/** What was committed after `seq`, by whichever process. */
export const updatesAfter = (db: Database, seq: number): Promise<LogRow[]> => after(db).all({ seq });

const after = statement((db: Database) =>
	db
		.select()
		.from(markUpdate)
		.where(gt(markUpdate.seq, param('seq')))
		.orderBy(asc(markUpdate.seq))
		.prepare()
);

/** A gallery's books from their snapshots and what was logged since; `logged` counts the latter. */
export async function loadRoom(
	db: Database,
	galleryId: string
): Promise<{ room: GalleryRoom; logged: number }> {
	const room = new GalleryRoom(galleryId, new Seats(db, galleryId), (book) => isGuestBook(db, book));
	// the log first: a compaction between the two reads moves rows into the snapshots, never out of both
	const logged = await loggedIn(db, galleryId);
	const upTo = new Map<string, number>();
	for (const row of await snapshotsIn(db, galleryId)) {
		room.book(row.book).apply(row.update, true);
		upTo.set(row.book, row.seq);
	}
	const rows = logged.filter((row) => row.seq > (upTo.get(row.book) ?? 0));
	for (const row of rows) room.book(row.book).apply(row.update);
	return { room, logged: rows.length };
}

/** Books that were written since their snapshots, each with its newest row. */
export async function lastSeqIn(db: Database, galleryId: string): Promise<Map<string, number>> {
	const upTo = new Map((await snapshotsIn(db, galleryId)).map(({ book, seq }) => [book, seq]));
	const last = new Map<string, number>();
	for (const { book, seq } of await loggedIn(db, galleryId))
		if (seq > (upTo.get(book) ?? 0)) last.set(book, seq);
	return last;
}

const loggedIn = (db: Database, galleryId: string): Promise<LogRow[]> =>
	db.select().from(markUpdate).where(eq(markUpdate.galleryId, galleryId)).orderBy(asc(markUpdate.seq)).all();

const snapshotsIn = (db: Database, galleryId: string) =>
	db.select().from(markSnapshot).where(eq(markSnapshot.galleryId, galleryId)).all();

const isGuestBook = async (db: Database, book: string): Promise<boolean> =>
	(await guest(db).get({ id: parseBook(book)?.participantId ?? '' })) !== undefined;

const guest = statement((db: Database) =>
	db
		.select({ id: participant.id })
		.from(participant)
		.where(and(eq(participant.id, param('id')), isNull(participant.email), isNull(participant.memberId)))
		.prepare()
);
