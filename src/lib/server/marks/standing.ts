import { and, eq, gt, isNull } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Rights } from '#lib/domain/access/rights.ts';
import { AppError } from '#lib/domain/fault.ts';
import { CLOSE, type CloseCode } from '#lib/realtime/close-codes.ts';
import { findVisibleGallery, personOf, rightsOfParticipant } from '../access/index.ts';
import type { Reader } from '../db/open.ts';
import { clientSession, gallery, member, memberSession } from '../db/schema.ts';
import type { Sitter } from './viewer.ts';

type Read = Pick<Reader, 'select'>;

/** What a sitter may do at this moment, or the code that her socket is closed with. */
export type Standing = { code: null; rights: Rights } | { code: CloseCode };

type Who = Pick<Sitter, 'galleryId' | 'participantId' | 'kind' | 'sessionId' | 'memberId' | 'epoch'>;

export function standingOf(db: Read, who: Who, now: number): Standing {
	const found = db.select({ epoch: gallery.epoch }).from(gallery).where(eq(gallery.id, who.galleryId)).get();
	const standing = who.kind === 'studio' ? memberStanding(db, who, now) : clientStanding(db, who, now);
	if (standing.code !== null) return standing;
	if (!standing.rights.look) return { code: CLOSE.notAllowed };
	return found?.epoch === who.epoch ? standing : { code: CLOSE.stale };
}

function clientStanding(db: Read, { sessionId, galleryId, participantId }: Who, now: number): Standing {
	const live = and(eq(clientSession.id, sessionId), gt(clientSession.expiresAt, now));
	if (!db.select({ id: clientSession.id }).from(clientSession).where(live).get()) return { code: CLOSE.noSession };
	const person = personOf(db, sessionId, galleryId);
	if (!person) return { code: CLOSE.notAllowed };
	// the same browser opened somebody else's link: the page must find out who it is now
	if (person.id !== participantId) return { code: CLOSE.stale };
	return { code: null, rights: rightsOfParticipant(db, person, now).rights };
}

function memberStanding(db: Read, { sessionId, memberId, galleryId }: Who, now: number): Standing {
	const actor = memberId === null ? null : memberOfSession(db, sessionId, memberId, now);
	if (!actor) return { code: CLOSE.noSession };
	try {
		return { code: null, rights: findVisibleGallery(db, actor, galleryId, now).rights };
	} catch (error) {
		if (error instanceof AppError) return { code: CLOSE.notAllowed };
		throw error;
	}
}

/** The member behind a session that is still open; idle time is counted at the door (server/auth). */
export function memberOfSession(db: Read, sessionId: string, memberId: string, now: number): MemberActor | null {
	const open = and(eq(memberSession.id, sessionId), eq(memberSession.memberId, memberId), gt(memberSession.expiresAt, now));
	const row = db
		.select({ member })
		.from(memberSession)
		.innerJoin(member, eq(member.id, memberSession.memberId))
		.where(and(open, isNull(member.removedAt)))
		.get()?.member;
	if (!row) return null;
	const { id, studioId, name, email, role } = row;
	return { kind: 'member', memberId: id, studioId, name, email, role, via: 'session' };
}
