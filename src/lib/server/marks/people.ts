import { asc, eq } from 'drizzle-orm';
import { rooms } from '#lib/realtime/announcements.ts';
import type { Context } from '../context.ts';
import type { Reader, Transaction } from '../db/open.ts';
import { mark, participant } from '../db/schema.ts';
import type { RoomKind } from './room.ts';

type Read = Pick<Reader, 'select' | 'selectDistinct'>;
type Participant = typeof participant.$inferSelect;

/** `colour`: the pencil, 1 to 8, repeating; a ninth person is told apart by initials. */
export type Person = { id: string; name: string; initials: string; colour: number };

const PENCILS = 8;

export const presentPerson = ({ id, name, colour }: Pick<Participant, 'id' | 'name' | 'colour'>): Person => ({
	id,
	name,
	initials: initialsOf(name),
	colour: (colour % PENCILS) + 1
});

/** First letters of the first and the last word; of one word its first two. */
export function initialsOf(name: string): string {
	const words = name.trim().split(/[\s.,_-]+/u).filter(Boolean).map((word) => [...word]);
	const first = words[0] ?? [];
	const last = words.length > 1 ? words.at(-1) : undefined;
	const letters = last ? [first[0], last[0]] : first.slice(0, 2);
	return letters.join('').toLocaleUpperCase('en') || '?';
}

/**
 * Everybody whose marks a viewer may meet, in the order of their coming. To clients somebody exists who took a seat
 * once, and a member from her first public mark on.
 */
export function peopleOf(db: Read, galleryId: string, kind: RoomKind): Person[] {
	const here = eq(participant.galleryId, galleryId);
	const rows = db.select().from(participant).where(here).orderBy(asc(participant.createdAt), asc(participant.id)).all();
	if (kind === 'studio') return rows.map(presentPerson);
	const marked = new Set(
		db.selectDistinct({ book: mark.book }).from(mark).where(eq(mark.galleryId, galleryId)).all().map(({ book }) => book)
	);
	const came = ({ id, memberId, firstSeatAt }: Participant) =>
		marked.has(id) || (memberId === null && firstSeatAt !== null);
	return rows.filter(came).map(presentPerson);
}

/** Tells both rooms that there is somebody new. */
export function announceArrival(tx: Transaction, ctx: Pick<Context, 'hub'>, galleryId: string, participantId: string) {
	const row = tx.select().from(participant).where(eq(participant.id, participantId)).get();
	if (!row) return;
	const payload = { galleryId, person: presentPerson(row) };
	ctx.hub.announce(tx, rooms.client(galleryId), 'person.joined', payload);
	ctx.hub.announce(tx, rooms.studio(galleryId), 'person.joined', payload);
}
