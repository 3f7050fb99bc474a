import { and, eq } from 'drizzle-orm';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { cleanDisplayName } from '#lib/domain/addresses/display-name.ts';
import { AppError } from '#lib/domain/fault.ts';
import { t } from '#lib/messages/index.ts';
import { countAttempt, forgetAttempts } from '../auth/attempts.ts';
import { isPassword } from '../auth/passwords.ts';
import { startClientSession } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { participant, sessionParticipant } from '../db/schema.ts';
import { personOf } from './client-in.ts';
import { addParticipant, type Participant } from './participants.ts';
import { passphraseHashIn, rightsOfParticipant } from './rights-in.ts';
import { notFound } from './visible.ts';

export type GuestInput = { name?: string | undefined; passphrase?: string | undefined };
/** `cookie`: a Set-Cookie value when a session was started. Without a name she may look, and nothing else. */
export type Entrance = { actor: ClientActor; needsName: boolean; cookie: string | null };

/**
 * Lets a browser in as a guest where Anybody may look, or names the guest it is already.
 * 404: Anybody may not look; 403 with `needsPassphrase`: it was not given, or is wrong; 429: too many tries, or
 * too many new guests from one network.
 */
export async function enterAsGuest(
	ctx: Context,
	from: { sessionId: string | null; network: string },
	galleryId: string,
	input: GuestInput
): Promise<Entrance> {
	const known = from.sessionId ? personOf(ctx.db.read, from.sessionId, galleryId) : null;
	const passphrase = await admit(ctx, from.network, galleryId, known, input.passphrase);
	const session = from.sessionId
		? { sessionId: from.sessionId, cookie: null }
		: await startGuestSession(ctx, from.network);
	const name = cleanDisplayName(input.name ?? '');
	const person = await ctx.db.transaction((tx) => {
		const here =
			personOf(tx, session.sessionId, galleryId) ?? newGuest(tx, ctx, session.sessionId, galleryId);
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
async function admit(
	ctx: Context,
	network: string,
	galleryId: string,
	known: Participant | null,
	given?: string
) {
	const stranger = { galleryId, email: null, passphrase: null };
	const { rights, because } = rightsOfParticipant(ctx.db.read, known ?? stranger, ctx.clock.now());
	if (rights.look) return null;
	const hash = passphraseHashIn(ctx.db.read, galleryId);
	if (because !== 'passphrase-needed' || !hash) throw notFound();
	if (!given) throw passphraseFault('needed');
	const key = `passphrase:${galleryId}:${network}`;
	await countAttempt(ctx, [{ key, max: 10, perMs: 15 * 60_000 }]);
	if (!(await isPassword(hash, given))) throw passphraseFault('wrong');
	await forgetAttempts(ctx, key);
	return hash;
}

const passphraseFault = (why: 'needed' | 'wrong') =>
	new AppError('forbidden', t(`faults:passphrase.${why}`), { needsPassphrase: true });

function newGuest(tx: Transaction, ctx: Context, sessionId: string, galleryId: string): Participant {
	const person = addParticipant(tx, ctx, galleryId, { name: '' });
	const createdAt = ctx.clock.now();
	tx.insert(sessionParticipant).values({ sessionId, galleryId, participantId: person.id, createdAt }).run();
	return person;
}

function settle(
	tx: Transaction,
	person: Participant,
	next: Pick<Participant, 'name' | 'passphrase'>
): Participant {
	if (person.name === next.name && person.passphrase === next.passphrase) return person;
	const hers = and(eq(participant.id, person.id), eq(participant.galleryId, person.galleryId));
	tx.update(participant).set(next).where(hers).run();
	return { ...person, ...next };
}
