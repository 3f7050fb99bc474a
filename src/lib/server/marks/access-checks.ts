import { and, eq, isNull } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { resolveInChain } from '#lib/domain/access/resolve.ts';
import type { Rights } from '#lib/domain/access/rights.ts';
import { AppError } from '#lib/domain/fault.ts';
import { CLOSE, type CloseCode } from '#lib/realtime/close-codes.ts';
import { findVisibleGallery, passphraseHashIn, tablesOf } from '../access/index.ts';
import { param as p } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import {
	clientSession,
	gallery,
	member,
	memberSession,
	participant,
	sessionParticipant
} from '../db/schema.ts';
import type { SeatHolder } from './connection.ts';

/** What a seat's holder may do at this moment, or the code that their socket is closed with. */
export type AccessCheck = { code: null; rights: Rights } | { code: CloseCode };

type Who = Pick<SeatHolder, 'galleryId' | 'participantId' | 'kind' | 'sessionId' | 'memberId' | 'epoch'>;
type Person = Pick<typeof participant.$inferSelect, 'id' | 'email' | 'passphrase'>;

/** Judges many seat holders on one state of the database: each table is read once, each person asked for once. */
export class AccessChecks {
	private readonly db: Database;
	private readonly now: number;
	private readonly statements: ReturnType<typeof statementsOf>;
	private readonly known = new Map<string, AccessCheck>();
	private readonly galleries = new Map<string, Awaited<ReturnType<typeof readGallery>>>();

	constructor(db: Database, now: number) {
		this.db = db;
		this.now = now;
		this.statements = statementsOf(db);
	}

	async of(who: Who): Promise<AccessCheck> {
		const key = `${who.kind} ${who.sessionId} ${who.galleryId} ${who.participantId} ${who.epoch}`;
		const known = this.known.get(key);
		if (known) return known;
		const fresh = await this.judge(who);
		this.known.set(key, fresh);
		return fresh;
	}

	private async judge(who: Who): Promise<AccessCheck> {
		const standing = who.kind === 'studio' ? await this.ofMember(who) : await this.ofClient(who);
		if (standing.code !== null) return standing;
		if (!standing.rights.look) return { code: CLOSE.notAllowed };
		return (await this.galleryOf(who.galleryId)).epoch === who.epoch ? standing : { code: CLOSE.stale };
	}

	private async ofClient({ sessionId, galleryId, participantId }: Who): Promise<AccessCheck> {
		const session = await this.statements.clientSession.get({ sessionId });
		if (!session || session.expiresAt <= this.now) return { code: CLOSE.noSession };
		const person = await this.statements.person.get({ sessionId, galleryId });
		if (!person) return { code: CLOSE.notAllowed };
		// the same browser opened somebody else's link: the page must find out who it is now
		if (person.id !== participantId) return { code: CLOSE.stale };
		return { code: null, rights: await this.rightsOf(person, galleryId) };
	}

	/** As `rightsOfParticipant`, with the tables read once for all. */
	private async rightsOf({ email, passphrase }: Person, galleryId: string): Promise<Rights> {
		const { tables, passphraseHash } = await this.galleryOf(galleryId);
		const passphraseGiven = passphrase !== null && passphrase === (await passphraseHash());
		return resolveInChain({ galleries: tables, email, now: this.now, passphraseGiven }).rights;
	}

	private async ofMember({ sessionId, memberId, galleryId }: Who): Promise<AccessCheck> {
		const actor = memberId === null ? null : await memberOfSession(this.db, sessionId, memberId, this.now);
		if (!actor) return { code: CLOSE.noSession };
		try {
			return { code: null, rights: (await findVisibleGallery(this.db, actor, galleryId, this.now)).rights };
		} catch (error) {
			if (error instanceof AppError) return { code: CLOSE.notAllowed };
			throw error;
		}
	}

	private async galleryOf(galleryId: string) {
		const known = this.galleries.get(galleryId);
		if (known) return known;
		const fresh = await readGallery(this.db, galleryId);
		this.galleries.set(galleryId, fresh);
		return fresh;
	}
}

async function readGallery(db: Database, galleryId: string) {
	const epoch = (
		await db.select({ epoch: gallery.epoch }).from(gallery).where(eq(gallery.id, galleryId)).get()
	)?.epoch;
	let hash: { is: string | null } | undefined;
	return {
		epoch,
		tables: await tablesOf(db, galleryId),
		passphraseHash: async () => (hash ??= { is: await passphraseHashIn(db, galleryId) }).is
	};
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
			.select({ id: participant.id, email: participant.email, passphrase: participant.passphrase })
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
