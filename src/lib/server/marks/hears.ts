import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { rooms } from '#lib/contract/announcements.ts';
import { AccessJudge } from '../access/index.ts';
import type { Database } from '../db/open.ts';
import { clientSession, gallery, participant, sessionParticipant } from '../db/schema.ts';
import { memberOfSession } from './access-checks.ts';

type Caller = { sessionId: string; memberId: string | null };

/**
 * The announcement rooms that a session may hear, of one gallery or of all; null when the session is over. Clients
 * hear the gallery that they ask for, perhaps before their seat is taken, or else all in which they took one; members
 * their studio and the galleries that their role sees.
 */
export async function roomsHeardBy(
	db: Database,
	caller: Caller,
	galleryId: string | null,
	now: number
): Promise<string[] | null> {
	return caller.memberId === null
		? await heardByClient(db, caller.sessionId, galleryId, now)
		: await heardByMember(db, caller.sessionId, caller.memberId, galleryId, now);
}

async function heardByClient(
	db: Database,
	sessionId: string,
	galleryId: string | null,
	now: number
): Promise<string[] | null> {
	const session = await db.select().from(clientSession).where(eq(clientSession.id, sessionId)).get();
	if (!session || session.expiresAt <= now) return null;
	const where =
		galleryId === null ? isNotNull(participant.firstSeatAt) : eq(sessionParticipant.galleryId, galleryId);
	const seated = await db
		.select({ person: participant })
		.from(sessionParticipant)
		.innerJoin(participant, eq(participant.id, sessionParticipant.participantId))
		.where(and(eq(sessionParticipant.sessionId, sessionId), where))
		.all();
	const heard: string[] = [];
	const judge = new AccessJudge(db, now);
	for (const { person } of seated)
		if ((await judge.ofPerson(person)).rights.look)
			heard.push(rooms.client(person.galleryId), rooms.participant(person.id));
	return heard;
}

async function heardByMember(
	db: Database,
	sessionId: string,
	memberId: string,
	galleryId: string | null,
	now: number
): Promise<string[] | null> {
	const member = await memberOfSession(db, sessionId, memberId, now);
	if (!member) return null;
	const theirs = and(eq(gallery.studioId, member.studioId), isNull(gallery.deletedAt));
	const ids =
		galleryId === null
			? (await db.select({ id: gallery.id }).from(gallery).where(theirs).all()).map(({ id }) => id)
			: [galleryId];
	const heard: string[] = [rooms.home(member.studioId)];
	const seesAll = member.role !== 'retoucher' && galleryId === null;
	const judge = new AccessJudge(db, now);
	for (const id of ids) if (seesAll || (await judge.seenBy(member, id))) heard.push(rooms.studio(id));
	return heard;
}
