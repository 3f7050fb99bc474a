import { and, eq } from 'drizzle-orm';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { cleanDisplayName } from '#lib/domain/addresses/display-name.ts';
import { AppError } from '#lib/domain/fault.ts';
import { countAttempt } from '../auth/attempts.ts';
import { atItsPace } from '../auth/pace.ts';
import { isPassphrase } from '../auth/passwords.ts';
import { startClientSession } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { participant, sessionParticipant } from '../db/schema.ts';
import { personOf } from './client-in.ts';
import { addParticipant, type Participant } from './participants.ts';
import { notFound, passphraseHashIn, rightsOfParticipant } from './judge.ts';

export type GuestInput = { name?: string | undefined; passphrase?: string | undefined };
type From = { sessionId: string | null; network: string };
/** `cookie`: a Set-Cookie value when a session was started. Without a name they may look, and nothing else. */
export type Entrance = { actor: ClientActor; needsName: boolean; cookie: string | null };

/**
 * Lets a browser in as a guest where Anybody may look, or names the guest it is already.
 * 404: Anybody may not look; 403 with `needsPassphrase`: it was not given, or is wrong; 429: too many tries at once, or
 * too many new guests from one network.
 */
export async function enterAsGuest(
	ctx: Context,
	from: From,
	galleryId: string,
	input: GuestInput
): Promise<Entrance> {
	const known = from.sessionId ? await personOf(ctx.db.read, from.sessionId, galleryId) : null;
	const passphrase = await admit(ctx, from, galleryId, known, input.passphrase);
	const session = from.sessionId
		? { sessionId: from.sessionId, cookie: null }
		: await startGuestSession(ctx, from.network);
	const name = cleanDisplayName(input.name ?? '');
	const person = await ctx.db.transaction(async (tx) => {
		const here =
			(await personOf(tx, session.sessionId, galleryId)) ??
			(await newGuest(tx, ctx, session.sessionId, galleryId));
		return settle(tx, here, { name: here.name || name, passphrase: passphrase ?? here.passphrase });
	});
	const { id: participantId, email } = person;
	const { sessionId, cookie } = session;
	const actor: ClientActor = {
		kind: 'client',
		sessionId,
		participantId,
		galleryId,
		email,
		name: person.name
	};
	return { actor, needsName: person.name === '', cookie };
}

/** A whole wedding may come through one address; whoever comes oftener than that is a machine. */
const NEW_GUESTS = { max: 500, perMs: 60 * 60_000 };

async function startGuestSession(ctx: Context, network: string) {
	await countAttempt(ctx, [{ key: `guest:${network}`, ...NEW_GUESTS }]);
	return startClientSession(ctx);
}

/** Answers the hash of the passphrase that was given, or null where none is needed. */
async function admit(ctx: Context, from: From, galleryId: string, known: Participant | null, given?: string) {
	const stranger = { galleryId, email: null, passphrase: null };
	const { rights, because } = await rightsOfParticipant(ctx.db.read, known ?? stranger, ctx.clock.now());
	if (rights.look) return null;
	const hash = await passphraseHashIn(ctx.db.read, galleryId);
	if (because !== 'passphrase-needed' || !hash) throw notFound();
	if (!given) throw passphraseFault('needed');
	const right = await atItsPace(ctx, lanesOf(galleryId, from), async () =>
		(await isPassphrase(hash, given)) ? hash : null
	);
	if (right === null) throw passphraseFault('wrong');
	return right;
}

/** A browser's own tries first; a whole wedding may come through one network: only many wrong ones slow it down. */
const lanesOf = (galleryId: string, { sessionId, network }: From) => [
	...(sessionId ? [{ key: `passphrase:${galleryId}:session:${sessionId}`, free: 10, slowestMs: 7_000 }] : []),
	{ key: `passphrase:${galleryId}:${network}`, free: 60, slowestMs: 7_000 },
	{ key: `passphrase:${galleryId}`, free: 500, slowestMs: 1_000 }
];

const passphraseFault = (why: 'needed' | 'wrong') =>
	new AppError('forbidden', `faults:passphrase.${why}`, {}, { needsPassphrase: true });

async function newGuest(
	tx: Transaction,
	ctx: Context,
	sessionId: string,
	galleryId: string
): Promise<Participant> {
	const person = await addParticipant(tx, ctx, galleryId, { name: '' });
	const createdAt = ctx.clock.now();
	await tx
		.insert(sessionParticipant)
		.values({ sessionId, galleryId, participantId: person.id, createdAt })
		.run();
	return person;
}

async function settle(
	tx: Transaction,
	person: Participant,
	next: Pick<Participant, 'name' | 'passphrase'>
): Promise<Participant> {
	if (person.name === next.name && person.passphrase === next.passphrase) return person;
	const theirs = and(eq(participant.id, person.id), eq(participant.galleryId, person.galleryId));
	await tx.update(participant).set(next).where(theirs).run();
	return { ...person, ...next };
}
