import { asc, eq } from 'drizzle-orm';
import { resolveRights } from '#lib/domain/access/resolve.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import { initialsOf } from '#lib/domain/addresses/initials.ts';
import { rooms } from '#lib/contract/announcements.ts';
import type { Person } from '#lib/contract/seat.ts';
import { rowsThatHold, type Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { gallery, mark, member, participant } from '../db/schema.ts';
import type { RoomKind } from './room-kind.ts';

type Participant = typeof participant.$inferSelect;

const PENCILS = 8;

/** The pencil as pages know it: 1 to 8, repeating; a ninth person is told apart by initials. */
export const pencilOf = (colour: number) => (colour % PENCILS) + 1;

/** Everybody in a gallery, in the order of their coming (pencils are given out in it), with what the domain counts marks by. */
export async function everybodyIn(
	db: Database,
	here: Gallery,
	now: number
): Promise<(Person & { came: boolean })[]> {
	const rows = await db
		.select({ participant, role: member.role })
		.from(participant)
		.leftJoin(member, eq(member.id, participant.memberId))
		.where(eq(participant.galleryId, here.id))
		.orderBy(asc(participant.colour))
		.all();
	const marked = await db
		.selectDistinct({ book: mark.book })
		.from(mark)
		.where(eq(mark.galleryId, here.id))
		.all();
	const hasMarked = new Set(marked.map(({ book }) => book));
	const rightsOf = await rightsByAddress(db, here.id, now);
	return rows.map(({ participant: row, role }) => {
		const rights = rightsOf(row.email);
		const isMember = row.memberId !== null;
		return {
			...presentPerson(row),
			isMember,
			isChooser: isMember ? here.membersChoose : rights.mark || hasMarked.has(row.id),
			canDecide: isMember ? role !== null && memberCan(role, 'decide') : rights.decide,
			setAside: row.setAsideAt !== null,
			came: hasMarked.has(row.id) || (!isMember && row.firstSeatAt !== null && row.name !== '')
		};
	});
}

const presentPerson = ({ id, name, colour }: Pick<Participant, 'id' | 'name' | 'colour'>) => ({
	id,
	name,
	initials: initialsOf(name),
	colour: pencilOf(colour)
});

/** One table serves all; whoever is a guest here gave the passphrase. */
async function rightsByAddress(db: Database, galleryId: string, now: number) {
	const rows = (await rowsThatHold(db, galleryId)).map((row) => ({
		...row,
		hasPassphrase: row.passphraseHash !== null
	}));
	return (email: string | null) => resolveRights({ rows, email, now, passphraseGiven: true }).rights;
}

/**
 * Whose marks a person may meet. To clients somebody exists who took a seat once, and a member from their first public
 * mark on; `me` always does.
 */
export async function peopleOf(
	db: Database,
	here: Gallery,
	kind: RoomKind,
	now: number,
	me?: string
): Promise<Person[]> {
	const all = await everybodyIn(db, here, now);
	const seen = kind === 'studio' ? all : all.filter(({ came, id }) => came || id === me);
	return seen.map(({ came: _, ...person }) => person);
}

/** Tells both rooms that there is somebody new. */
export async function announceArrival(
	tx: Transaction,
	ctx: Pick<Context, 'hub' | 'clock'>,
	galleryId: string,
	id: string
) {
	const here = await tx.select().from(gallery).where(eq(gallery.id, galleryId)).get();
	const person = here && (await peopleOf(tx, here, 'studio', ctx.clock.now())).find((each) => each.id === id);
	if (!person) return;
	for (const room of [rooms.client(galleryId), rooms.studio(galleryId)])
		await ctx.hub.announce(tx, room, 'person.joined', { galleryId, person });
}
