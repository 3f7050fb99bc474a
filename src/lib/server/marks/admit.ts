import { and, eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { Rights } from '#lib/domain/access/rights.ts';
import { initialsOf } from '#lib/domain/addresses/initials.ts';
import { formatBook } from '#lib/domain/marks/keys.ts';
import { CLOSE, type CloseCode } from '#lib/realtime/close-codes.ts';
import type { Context } from '../context.ts';
import type { Database } from '../db/open.ts';
import { gallery, participant, seat } from '../db/schema.ts';
import { pencilOf } from './people.ts';
import { AccessChecks } from './access-checks.ts';
import type { SeatHolder } from './connection.ts';

const Asked = v.object({
	seat: v.pipe(v.string(), v.regex(/^[1-9]\d{0,9}$/), v.transform(Number)),
	epoch: v.pipe(v.string(), v.regex(/^[0-9a-f]{1,24}$/i))
});

/** A session that asks for a socket of a gallery's marks; `sessionId` of the kind that is asked for, null without one. */
export type Knock = {
	galleryId: string;
	kind: SeatHolder['kind'];
	sessionId: string | null;
	memberId: string | null;
	query: URLSearchParams;
};
export type Admission = { code: null; holder: SeatHolder; rights: Rights } | { code: CloseCode };

/** Who may connect: with their own seat, at the gallery's present epoch, with the right to look. */
export async function admit({ db, clock }: Pick<Context, 'db' | 'clock'>, knock: Knock): Promise<Admission> {
	const { galleryId, kind, sessionId, memberId } = knock;
	if (!sessionId) return { code: CLOSE.noSession };
	const asked = v.safeParse(Asked, { seat: knock.query.get('seat'), epoch: knock.query.get('epoch') });
	if (!asked.success) return { code: CLOSE.malformed };
	const taken = await findSeat(db.read, galleryId, asked.output.seat);
	const who = { galleryId, kind, sessionId, memberId, epoch: asked.output.epoch };
	// a seat that is nobody's is judged as a stranger's: the answer tells nothing about it
	const standing = await new AccessChecks(db.read, clock.now()).of({
		...who,
		participantId: taken?.person.id ?? ''
	});
	if (standing.code !== null) return standing;
	if (!taken || (kind === 'studio' && taken.person.memberId !== memberId)) return { code: CLOSE.stale };
	const { clientId, person, studioClientId } = taken;
	const { id: participantId, name, hidesLooking } = person;
	const shown = { name, initials: initialsOf(name), colour: pencilOf(person.colour), hidesLooking };
	const holder = { ...who, ...shown, participantId, clientId, studioClientId };
	return { code: null, holder, rights: standing.rights };
}

async function findSeat(db: Database, galleryId: string, clientId: number) {
	const here = and(eq(seat.galleryId, galleryId), eq(seat.clientId, clientId));
	const found = await db
		.select({ seat, person: participant })
		.from(seat)
		.innerJoin(participant, eq(participant.id, seat.participantId))
		.where(here)
		.get();
	// the socket is opened with the seat's own client id; a studio book's comes with it
	if (!found || found.seat.book !== found.person.id) return null;
	const beside = and(
		eq(seat.galleryId, galleryId),
		eq(seat.clientId, clientId + 1),
		eq(seat.book, formatBook({ kind: 'studio', participantId: found.person.id }))
	);
	const studio = await db.select({ clientId: seat.clientId }).from(seat).where(beside).get();
	return { clientId, person: found.person, studioClientId: studio?.clientId ?? null };
}

/** The epoch that a gallery's marks are of; undefined when there is no such gallery. */
export const epochOf = async (db: Database, galleryId: string): Promise<string | undefined> =>
	(await db.select({ epoch: gallery.epoch }).from(gallery).where(eq(gallery.id, galleryId)).get())?.epoch;

/** The gallery's setting: may its people see what the others look at? */
export const showsLooking = async (db: Database, galleryId: string): Promise<boolean> =>
	(await db.select({ shows: gallery.showLooking }).from(gallery).where(eq(gallery.id, galleryId)).get())
		?.shows ?? false;
