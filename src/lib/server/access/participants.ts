import { and, eq } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context.ts';
import { increment } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { gallery, participant } from '../db/schema.ts';

export type Participant = typeof participant.$inferSelect;

/** The member's own place in a gallery, made at the first mark, comment or seat. */
export async function ensureMemberParticipant(
	tx: Transaction,
	ctx: Pick<Context, 'clock' | 'ids'>,
	actor: MemberActor,
	galleryId: string
): Promise<Participant> {
	const own = and(eq(participant.galleryId, galleryId), eq(participant.memberId, actor.memberId));
	const known = await tx.select().from(participant).where(own).get();
	return known ?? (await addParticipant(tx, ctx, galleryId, { memberId: actor.memberId, name: actor.name }));
}

/** The participant of a normalised address; made, with the next pencil, when the gallery has none yet. */
export async function inviteParticipant(
	tx: Transaction,
	ctx: Pick<Context, 'clock' | 'ids'>,
	galleryId: string,
	email: string,
	name: string,
	confirmedAt: number | null = null
): Promise<Participant> {
	const own = and(eq(participant.galleryId, galleryId), eq(participant.email, email));
	const known = await tx.select().from(participant).where(own).get();
	return known ?? (await addParticipant(tx, ctx, galleryId, { email, name, confirmedAt }));
}

/** A person of this gallery; colours are given out in order and kept. */
export async function addParticipant(
	tx: Transaction,
	ctx: Pick<Context, 'clock' | 'ids'>,
	galleryId: string,
	who: Pick<typeof participant.$inferInsert, 'email' | 'memberId' | 'name' | 'confirmedAt' | 'passphrase'>
): Promise<Participant> {
	const [next] = await tx
		.update(gallery)
		.set({ nextColour: increment(gallery.nextColour) })
		.where(eq(gallery.id, galleryId))
		.returning({ colour: gallery.nextColour })
		.all();
	const [row] = await tx
		.insert(participant)
		.values({
			id: ctx.ids.next(),
			galleryId,
			colour: (next?.colour ?? 1) - 1,
			createdAt: ctx.clock.now(),
			...who
		})
		.returning()
		.all();
	if (!row) throw new Error('The participant was not kept');
	return row;
}
