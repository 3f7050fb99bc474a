import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { AppError } from '#lib/domain/fault.ts';
import { rooms } from '#lib/contract/announcements.ts';
import { findVisibleGallery, rightsOfParticipant } from '../access/index.ts';
import type { Reader } from '../db/open.ts';
import { clientSession, gallery, participant, sessionParticipant } from '../db/schema.ts';
import { memberOfSession } from './access-checks.ts';

type Caller = { sessionId: string; memberId: string | null };

/**
 * The announcement rooms that a session may hear, of one gallery or of all; null when the session is over. Clients
 * hear the gallery that they ask for, perhaps before their seat is taken, or else all in which they took one; members
 * their studio and the galleries that their role sees.
 */
export function roomsHeardBy(
	db: Reader,
	caller: Caller,
	galleryId: string | null,
	now: number
): string[] | null {
	return caller.memberId === null
		? heardByClient(db, caller.sessionId, galleryId, now)
		: heardByMember(db, caller.sessionId, caller.memberId, galleryId, now);
}

function heardByClient(
	db: Reader,
	sessionId: string,
	galleryId: string | null,
	now: number
): string[] | null {
	const session = db.select().from(clientSession).where(eq(clientSession.id, sessionId)).get();
	if (!session || session.expiresAt <= now) return null;
	const where =
		galleryId === null ? isNotNull(participant.firstSeatAt) : eq(sessionParticipant.galleryId, galleryId);
	const seated = db
		.select({ person: participant })
		.from(sessionParticipant)
		.innerJoin(participant, eq(participant.id, sessionParticipant.participantId))
		.where(and(eq(sessionParticipant.sessionId, sessionId), where))
		.all();
	return seated
		.filter(({ person }) => rightsOfParticipant(db, person, now).rights.look)
		.flatMap(({ person }) => [rooms.client(person.galleryId), rooms.participant(person.id)]);
}

function heardByMember(
	db: Reader,
	sessionId: string,
	memberId: string,
	galleryId: string | null,
	now: number
): string[] | null {
	const member = memberOfSession(db, sessionId, memberId, now);
	if (!member) return null;
	const theirs = and(eq(gallery.studioId, member.studioId), isNull(gallery.deletedAt));
	const ids =
		galleryId === null
			? db
					.select({ id: gallery.id })
					.from(gallery)
					.where(theirs)
					.all()
					.map(({ id }) => id)
			: [galleryId];
	const visible =
		member.role === 'retoucher' || galleryId !== null ? ids.filter((id) => sees(db, member, id, now)) : ids;
	return [rooms.home(member.studioId), ...visible.map(rooms.studio)];
}

function sees(
	db: Reader,
	member: Parameters<typeof findVisibleGallery>[1],
	galleryId: string,
	now: number
): boolean {
	try {
		findVisibleGallery(db, member, galleryId, now);
		return true;
	} catch (error) {
		if (error instanceof AppError) return false;
		throw error;
	}
}
