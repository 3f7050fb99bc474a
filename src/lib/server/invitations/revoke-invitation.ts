import { and, eq, inArray } from 'drizzle-orm';
import type { Actor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { findVisibleGallery, peopleChanged, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { byActor, type By } from '../events/index.ts';
import { descendantsOf } from '../galleries/index.ts';
import { invitation, participant, sessionParticipant } from '../db/schema.ts';
import type { Invitation } from './find-invitation.ts';

/**
 * Takes a link back: it opens nothing more, and whoever came in by it is out. Their row stays; inviting them again makes
 * a new link.
 */
export async function revokeInvitation(ctx: Context, actor: Actor, invitationId: string) {
	await ctx.db.transaction(async (tx) => {
		const row = await tx.select().from(invitation).where(eq(invitation.id, invitationId)).get();
		if (!row) throw new AppError('not-found', 'faults:detail.not-found');
		await findVisibleGallery(tx, actor, row.galleryId, ctx.clock.now());
		requireAbility(actor, 'manage-access');
		if (row.revokedAt !== null) return;
		const counter = row.counter + 1;
		const tokenHash = ctx.tokens.hash(ctx.tokens.make('invitation', row.id, counter));
		const change = { counter, tokenHash, revokedAt: ctx.clock.now() };
		await tx.update(invitation).set(change).where(eq(invitation.id, row.id)).run();
		await putOut(tx, ctx, byActor(actor), row);
	});
}

/** Their browsers are nobody any more, here and in the galleries below that they came into from here. */
async function putOut(tx: Transaction, ctx: Context, by: By, { galleryId, participantId }: Invitation) {
	const person = await tx.select().from(participant).where(eq(participant.id, participantId)).get();
	if (!person?.email) return;
	const galleryIds = [galleryId, ...(await descendantsOf(tx, galleryId)).map(({ id }) => id)];
	const places = and(eq(participant.email, person.email), inArray(participant.galleryId, galleryIds));
	const theirs = await tx
		.select({ id: participant.id, galleryId: participant.galleryId })
		.from(participant)
		.where(places)
		.all();
	const browsers = await tx
		.select({ id: sessionParticipant.sessionId })
		.from(sessionParticipant)
		.where(eq(sessionParticipant.participantId, participantId))
		.all();
	for (const one of theirs) {
		const opened = browsers.map(({ id }) => id);
		const there = and(
			eq(sessionParticipant.participantId, one.id),
			inArray(sessionParticipant.sessionId, opened)
		);
		await tx.delete(sessionParticipant).where(there).run();
		await peopleChanged(tx, ctx, by, one.galleryId, [one.id]);
	}
}
