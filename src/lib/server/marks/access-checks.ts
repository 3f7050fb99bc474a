import { and, eq, isNull } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Rights } from '#lib/domain/access/rights.ts';
import { CLOSE, type CloseCode } from '#lib/realtime/close-codes.ts';
import { AccessJudge } from '../access/index.ts';
import { param as p } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { clientSession, member, memberSession, participant, sessionParticipant } from '../db/schema.ts';
import type { SeatHolder } from './connection.ts';

/** What a seat's holder may do at this moment, or the code that their socket is closed with. */
export type AccessCheck = { code: null; rights: Rights } | { code: CloseCode };

type Who = Pick<SeatHolder, 'galleryId' | 'participantId' | 'kind' | 'sessionId' | 'memberId' | 'epoch'>;

/** Judges many seat holders on one state of the database, each of them once. */
export class AccessChecks {
	private readonly db: Database;
	private readonly now: number;
	private readonly statements: ReturnType<typeof statementsOf>;
	private readonly known = new Map<string, AccessCheck>();
	private readonly judge: AccessJudge;

	constructor(db: Database, now: number) {
		this.db = db;
		this.now = now;
		this.statements = statementsOf(db);
		this.judge = new AccessJudge(db, now);
	}

	async of(who: Who): Promise<AccessCheck> {
		const key = `${who.kind} ${who.sessionId} ${who.galleryId} ${who.participantId} ${who.epoch}`;
		const known = this.known.get(key);
		if (known) return known;
		const fresh = await this.check(who);
		this.known.set(key, fresh);
		return fresh;
	}

	private async check(who: Who): Promise<AccessCheck> {
		const standing = who.kind === 'studio' ? await this.ofMember(who) : await this.ofClient(who);
		if (standing.code !== null) return standing;
		if (!standing.rights.look) return { code: CLOSE.notAllowed };
		return (await this.judge.galleryOf(who.galleryId))?.epoch === who.epoch
			? standing
			: { code: CLOSE.stale };
	}

	private async ofClient({ sessionId, galleryId, participantId }: Who): Promise<AccessCheck> {
		const session = await this.statements.clientSession.get({ sessionId });
		if (!session || session.expiresAt <= this.now) return { code: CLOSE.noSession };
		const person = await this.statements.person.get({ sessionId, galleryId });
		if (!person) return { code: CLOSE.notAllowed };
		// the same browser opened somebody else's link: the page must find out who it is now
		if (person.id !== participantId) return { code: CLOSE.stale };
		return { code: null, rights: (await this.judge.ofPerson(person)).rights };
	}

	private async ofMember({ sessionId, memberId, galleryId }: Who): Promise<AccessCheck> {
		const actor = memberId === null ? null : await memberOfSession(this.db, sessionId, memberId, this.now);
		if (!actor) return { code: CLOSE.noSession };
		const seen = await this.judge.seenBy(actor, galleryId);
		return seen ? { code: null, rights: seen.rights } : { code: CLOSE.notAllowed };
	}
}

/** The member behind a session that is still open; idle time is counted at sign-in (server/auth). */
export async function memberOfSession(
	db: Database,
	sessionId: string,
	memberId: string,
	now: number
): Promise<MemberActor | null> {
	const found = await statementsOf(db).member.get({ sessionId, memberId });
	if (!found || found.expiresAt <= now) return null;
	const { id, studioId, name, email, role } = found.member;
	return { kind: 'member', memberId: id, studioId, name, email, role, via: 'session' };
}

const statementsOf = statement((db: Database) => {
	const isTheirs = and(
		eq(sessionParticipant.sessionId, p('sessionId')),
		eq(sessionParticipant.galleryId, p('galleryId'))
	);
	const isOpen = and(eq(memberSession.id, p('sessionId')), eq(memberSession.memberId, p('memberId')));
	return {
		clientSession: db
			.select({ expiresAt: clientSession.expiresAt })
			.from(clientSession)
			.where(eq(clientSession.id, p('sessionId')))
			.prepare(),
		person: db
			.select({
				id: participant.id,
				galleryId: participant.galleryId,
				email: participant.email,
				passphrase: participant.passphrase
			})
			.from(sessionParticipant)
			.innerJoin(participant, eq(participant.id, sessionParticipant.participantId))
			.where(isTheirs)
			.prepare(),
		member: db
			.select({ member, expiresAt: memberSession.expiresAt })
			.from(memberSession)
			.innerJoin(member, eq(member.id, memberSession.memberId))
			.where(and(isOpen, isNull(member.removedAt)))
			.prepare()
	};
});
