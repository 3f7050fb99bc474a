import { and, asc, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import type { Receiver } from '#lib/contract/order.ts';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { resolveRights } from '#lib/domain/access/resolve.ts';
import { ANYBODY } from '#lib/domain/access/rows.ts';
import { initialsOf } from '#lib/domain/addresses/initials.ts';
import { domainRow, lineOf, rowsThatHold, type Gallery } from '../access/index.ts';
import type { Database } from '../db/open.ts';
import { participant } from '../db/schema.ts';
import { pencilOf } from '../marks/index.ts';

/**
 * Everybody of the gallery that an order can go to: who came, and who was invited by address or given a row and has
 * not come yet. The latter are told to those only who are here by an address themselves, not to guests.
 */
export async function receiversIn(
	db: Database,
	gallery: Gallery,
	actor: ClientActor,
	now: number
): Promise<Receiver[]> {
	const rows = (await rowsThatHold(db, gallery.id)).map(domainRow);
	const looks = (email: string | null) =>
		resolveRights({ rows, email, now, passphraseGiven: true }).rights.look;
	const isKnown = (row: Person) => row.firstSeatAt !== null || actor.email !== null;
	const people = (await peopleIn(db, gallery.id, actor.participantId)).filter(
		(row) => row.id === actor.participantId || (looks(row.email) && isKnown(row))
	);
	return [...people.map(present), ...(actor.email === null ? [] : await uncome(db, gallery.id, now))];
}

type Person = Pick<typeof participant.$inferSelect, 'id' | 'name' | 'email' | 'colour' | 'firstSeatAt'>;

/** With an address, and whoever asks: a guest's is asked for when they send. */
async function peopleIn(db: Database, galleryId: string, me: string): Promise<Person[]> {
	const { id, name, email, colour, firstSeatAt } = participant;
	return db
		.select({ id, name, email, colour, firstSeatAt })
		.from(participant)
		.where(
			and(
				eq(participant.galleryId, galleryId),
				isNull(participant.memberId),
				or(isNotNull(participant.email), eq(participant.id, me))
			)
		)
		.orderBy(asc(participant.colour))
		.all();
}

function present({ id, name, email, colour }: Person): Receiver {
	const shown = calledBy(name, email ?? '');
	return { id, name: shown, initials: initialsOf(shown), colour: pencilOf(colour) };
}

/** A name, never an address: of one without a name what stands before the @. */
export const calledBy = (name: string, email: string): string =>
	name && !name.includes('@') ? name : email.slice(0, email.indexOf('@'));

/** Rows of the table that holds here (often a gallery's above) whose address is nobody in this gallery yet. */
async function uncome(db: Database, galleryId: string, now: number): Promise<Receiver[]> {
	const rows = await personalRows(db, galleryId, now);
	const named = await namesAbove(
		db,
		galleryId,
		rows.map(({ subject }) => subject)
	);
	return rows
		.filter(({ subject }) => !named.here.has(subject))
		.map(({ id, subject }, at) => {
			const name = calledBy(named.above.get(subject) ?? '', subject);
			return { id, name, initials: initialsOf(name), colour: pencilOf(at) };
		});
}

const personalRows = async (db: Database, galleryId: string, now: number) =>
	(await rowsThatHold(db, galleryId)).filter(
		({ subject, look, expiresAt }) => subject !== ANYBODY && look && (expiresAt === null || expiresAt > now)
	);

async function namesAbove(db: Database, galleryId: string, emails: readonly string[]) {
	const line = (await lineOf(db, galleryId)).map(({ id }) => id);
	const people = await db
		.select()
		.from(participant)
		.where(and(inArray(participant.galleryId, line), inArray(participant.email, [...emails])))
		.all();
	const here = new Set(people.filter((row) => row.galleryId === galleryId).map(({ email }) => email));
	return { here, above: new Map(people.map(({ email, name }) => [email ?? '', name])) };
}

/** The address behind the id of such a row; undefined for anything else. */
export async function receiverOfRow(db: Database, galleryId: string, rowId: string, now: number) {
	const row = (await personalRows(db, galleryId, now)).find(({ id }) => id === rowId);
	if (!row) return undefined;
	const name = calledBy(
		(await namesAbove(db, galleryId, [row.subject])).above.get(row.subject) ?? '',
		row.subject
	);
	return { email: row.subject, name, participantId: null };
}
