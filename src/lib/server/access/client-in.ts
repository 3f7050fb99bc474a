import { and, eq, gt } from 'drizzle-orm';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { clientSession, participant, sessionParticipant } from '../db/schema.ts';
import { addParticipant, inviteParticipant, type Participant } from './participants.ts';
import { AccessJudge, notFound } from './judge.ts';
import { lineOf } from './line.ts';

/**
 * Who this browser is in the gallery. 401: no session, or Anybody may look but nobody has taken a seat here yet;
 * 404: no right to look; 409: the page believes to be somebody else than the cookie says by now.
 */
export async function clientIn(
	ctx: Context,
	sessionId: string | null,
	galleryId: string,
	claimedParticipantId?: string | null
): Promise<ClientActor> {
	const now = ctx.clock.now();
	if (!sessionId || !(await isLive(ctx.db.read, sessionId, now))) throw signInFirst();
	const person =
		(await personOf(ctx.db.read, sessionId, galleryId)) ?? (await carryOver(ctx, sessionId, galleryId));
	const judge = new AccessJudge(ctx.db.read, now);
	if (!person) throw (await judge.ofAddress(galleryId, null, true)).rights.look ? seatFirst() : notFound();
	const { rights, because } = await judge.ofPerson(person);
	if (!rights.look) throw because === 'passphrase-needed' ? seatFirst() : notFound();
	if (claimedParticipantId && claimedParticipantId !== person.id)
		throw new AppError('conflict', 'faults:access.somebody-else');
	const { id: participantId, email, name } = person;
	return { kind: 'client', sessionId, participantId, galleryId, email, name };
}

const signInFirst = () => new AppError('unauthenticated', 'faults:access.open-your-link');
const seatFirst = () => new AppError('unauthenticated', 'faults:access.come-in');

const isLive = async (db: Database, sessionId: string, now: number) =>
	(await db
		.select({ id: clientSession.id })
		.from(clientSession)
		.where(and(eq(clientSession.id, sessionId), gt(clientSession.expiresAt, now)))
		.get()) !== undefined;

/** The participant that a browser's session is in this gallery, whatever the rights. */
export async function personOf(
	db: Database,
	sessionId: string,
	galleryId: string
): Promise<Participant | null> {
	const mine = and(eq(sessionParticipant.sessionId, sessionId), eq(sessionParticipant.galleryId, galleryId));
	const found = await db
		.select({ participant })
		.from(sessionParticipant)
		.innerJoin(participant, eq(participant.id, sessionParticipant.participantId))
		.where(mine)
		.get();
	return found?.participant ?? null;
}

/** Who opened a gallery is the same person in the galleries below it, where they may look at them. */
async function carryOver(ctx: Context, sessionId: string, galleryId: string): Promise<Participant | null> {
	const now = ctx.clock.now();
	const above = await personAbove(ctx.db.read, sessionId, galleryId);
	if (!above) return null;
	const { rights } = await new AccessJudge(ctx.db.read, now).ofPerson({ ...above, galleryId });
	if (!rights.look) return null;
	return ctx.db.transaction(async (tx) => {
		const known = await personOf(tx, sessionId, galleryId);
		if (known) return known;
		const person = await sameHere(tx, ctx, galleryId, above);
		await tx
			.insert(sessionParticipant)
			.values({ sessionId, galleryId, participantId: person.id, createdAt: now })
			.run();
		return person;
	});
}

async function sameHere(
	tx: Transaction,
	ctx: Context,
	galleryId: string,
	above: Participant
): Promise<Participant> {
	const { email, name, passphrase, confirmedAt } = above;
	if (email === null) return addParticipant(tx, ctx, galleryId, { name, passphrase });
	return inviteParticipant(tx, ctx, galleryId, email, name, confirmedAt);
}

async function personAbove(db: Database, sessionId: string, galleryId: string): Promise<Participant | null> {
	for (const { id } of (await lineOf(db, galleryId)).slice(1)) {
		const person = await personOf(db, sessionId, id);
		if (person) return person;
	}
	return null;
}
