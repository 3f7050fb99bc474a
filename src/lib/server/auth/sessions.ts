import { eq, inArray, lt } from 'drizzle-orm';
import { Lucia, TimeSpan } from 'lucia';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Clock, Ids } from '../db/ids.ts';
import type { Db, Transaction } from '../db/open.ts';
import { clientSession, member, memberSession, sessionParticipant } from '../db/schema.ts';
import { cookieHeader, cookieNames, readCookie } from './cookies.ts';
import { luciaAdapter } from './lucia-adapter.ts';
import { sha256 } from './tokens.ts';

declare module 'lucia' {
	interface Register {
		Lucia: Lucia<{ createdAt: number }, { email: string }>;
		DatabaseSessionAttributes: { createdAt: number };
		DatabaseUserAttributes: { email: string };
	}
}

type Deps = { db: Db; clock: Clock; ids: Ids; env: { ORIGIN: string } };

const DAY_MS = 86_400_000;
const MEMBER = { idleHours: 12, absoluteMs: 7 * DAY_MS };
const CLIENT = { idleMs: 30 * DAY_MS, absoluteMs: 90 * DAY_MS, touchMs: DAY_MS };

const instances = new WeakMap<Db, Lucia<{ createdAt: number }, { email: string }>>();

/** Sessions of members (lucia, 12 h idle, 7 days in all). The only place that knows lucia. */
function lucia(deps: Deps) {
	const sessions = instances.get(deps.db) ?? makeLucia(deps);
	instances.set(deps.db, sessions);
	return sessions;
}

const makeLucia = ({ db, clock }: Deps) =>
	new Lucia(luciaAdapter(db, clock.now), {
		sessionExpiresIn: new TimeSpan(MEMBER.idleHours, 'h'),
		getSessionAttributes: ({ createdAt }) => ({ createdAt })
	});

/** The member of a Cookie header, or null. */
export async function readMember(deps: Deps, header: string | undefined): Promise<MemberActor | null> {
	const value = readCookie(header, cookieNames(deps.env.ORIGIN).member);
	if (!value) return null;
	const sessions = lucia(deps);
	const { session } = await sessions.validateSession(value);
	if (!session) return null;
	if (session.createdAt + MEMBER.absoluteMs < deps.clock.now()) {
		await sessions.invalidateSession(value);
		return null;
	}
	const row = await deps.db.read.select().from(member).where(eq(member.id, session.userId)).get();
	if (!row) return null;
	const { id: memberId, studioId, name, email, role } = row;
	return { kind: 'member', memberId, studioId, name, email, role, via: 'session' };
}

/** Opens a session for a member who proved who they are; answers the Set-Cookie value. Always a new id. */
export async function startMemberSession(deps: Deps, memberId: string): Promise<string> {
	const session = await lucia(deps).createSession(memberId, { createdAt: deps.clock.now() });
	return cookieHeader(
		deps.env.ORIGIN,
		cookieNames(deps.env.ORIGIN).member,
		session.id,
		MEMBER.absoluteMs / 1000
	);
}

/** Ends the session of this cookie; answers the Set-Cookie value that empties it. */
export async function endMemberSession(deps: Deps, header: string | undefined): Promise<string> {
	const name = cookieNames(deps.env.ORIGIN).member;
	const value = readCookie(header, name);
	if (value) await lucia(deps).invalidateSession(value);
	return cookieHeader(deps.env.ORIGIN, name, '', 0);
}

/** Signs a member out everywhere. */
export async function endMemberSessions(deps: Deps, memberId: string) {
	await lucia(deps).invalidateUserSessions(memberId);
}

/** Id (hash) of the client's browser session, or null. Reading never writes. */
export async function readClientSession(
	{ db, clock, env }: Deps,
	header: string | undefined
): Promise<string | null> {
	const value = readCookie(header, cookieNames(env.ORIGIN).client);
	if (!value) return null;
	const row = await db.read
		.select()
		.from(clientSession)
		.where(eq(clientSession.id, sha256(value)))
		.get();
	const now = clock.now();
	const dead = !row || row.expiresAt < now || row.createdAt + CLIENT.absoluteMs < now;
	return dead ? null : row.id;
}

/**
 * A client's browser session to be: its id (hash) and the Set-Cookie value. `keep` it in the commit that lets them in,
 * so that a refusal leaves none behind.
 */
export function newClientSession({ clock, ids, env }: Deps) {
	const value = ids.bytes(32).toString('base64url');
	const now = clock.now();
	const row = { id: sha256(value), createdAt: now, lastSeenAt: now, expiresAt: now + CLIENT.idleMs };
	const cookie = cookieHeader(env.ORIGIN, cookieNames(env.ORIGIN).client, value, CLIENT.absoluteMs / 1000);
	const keep = async (tx: Transaction) => void (await tx.insert(clientSession).values(row).run());
	return { sessionId: row.id, cookie, keep };
}

/** Opens a client's browser session: its id (hash) and the Set-Cookie value. */
export async function startClientSession(deps: Deps) {
	const { keep, ...session } = newClientSession(deps);
	await deps.db.transaction(keep);
	return session;
}

/** Prolongs a client's session, at most once a day; called by the seat, never by a read. */
export async function touchClientSession({ db, clock }: Deps, sessionId: string) {
	const now = clock.now();
	const row = await db.read.select().from(clientSession).where(eq(clientSession.id, sessionId)).get();
	if (!row || row.lastSeenAt > now - CLIENT.touchMs) return;
	const change = { lastSeenAt: now, expiresAt: now + CLIENT.idleMs };
	await db.transaction(
		async (tx) =>
			void (await tx.update(clientSession).set(change).where(eq(clientSession.id, sessionId)).run())
	);
}

/** Forgets sessions that nobody can use any more, and who they were; for the sweep. */
export async function forgetEndedSessions(tx: Transaction, now: number) {
	const ended = tx
		.select({ id: clientSession.id })
		.from(clientSession)
		.where(lt(clientSession.expiresAt, now));
	await tx.delete(sessionParticipant).where(inArray(sessionParticipant.sessionId, ended)).run();
	await tx.delete(clientSession).where(lt(clientSession.expiresAt, now)).run();
	await tx.delete(memberSession).where(lt(memberSession.expiresAt, now)).run();
}
