import { and, eq } from 'drizzle-orm';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { findVisibleGallery } from '../access/index.ts';
import { newClientSession } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { participant } from '../db/schema.ts';
import { mailCode, takeCode, type CodeFor } from './codes.ts';
import { moveIn } from './move-in.ts';

/** Mails a code to the address that a guest gives before their first order. */
export async function askAddress(ctx: Context, actor: ClientActor, network: string, email: string) {
	await requireGuest(ctx, actor);
	await mailCode(ctx, network, codeFor(actor, email), { again: true });
}

export type Confirmed = { participantId: string; cookie: string };

/**
 * The address is theirs. Where it is somebody's of this gallery already, this browser is that person from now on; what the
 * guest marked stays the guest's. Answers a Set-Cookie value.
 */
export async function confirmAddress(
	ctx: Context,
	actor: ClientActor,
	email: string,
	typed: string
): Promise<Confirmed> {
	await requireGuest(ctx, actor);
	const { sessionId, cookie, keep } = newClientSession(ctx);
	const participantId = await takeCode(ctx, codeFor(actor, email), typed, async (tx) => {
		await keep(tx);
		const id = await ownAddress(tx, ctx, actor, email);
		const { sessionId: oldSession, galleryId } = actor;
		await moveIn(tx, ctx, { oldSession, sessionId, galleryId, participantId: id, invitationId: null });
		return id;
	});
	return { participantId, cookie };
}

async function ownAddress(
	tx: Transaction,
	ctx: Context,
	{ galleryId, participantId }: ClientActor,
	email: string
): Promise<string> {
	const whose = and(eq(participant.galleryId, galleryId), eq(participant.email, email));
	const known = await tx.select().from(participant).where(whose).get();
	const id = known?.id ?? participantId;
	await tx
		.update(participant)
		.set({ email, confirmedAt: ctx.clock.now() })
		.where(eq(participant.id, id))
		.run();
	return id;
}

async function requireGuest(ctx: Context, actor: ClientActor) {
	await findVisibleGallery(ctx.db.read, actor, actor.galleryId, ctx.clock.now());
	if (actor.email !== null) throw new AppError('conflict', 'faults:address.known');
}

const codeFor = ({ sessionId, galleryId, participantId }: ClientActor, email: string): CodeFor => ({
	purpose: 'address',
	sessionId,
	galleryId,
	participantId,
	email
});
