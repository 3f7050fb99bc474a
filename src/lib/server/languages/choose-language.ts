import { eq, inArray } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Language } from '#lib/messages/languages.ts';
import type { Context } from '../context.ts';
import { member, participant, sessionParticipant } from '../db/schema.ts';

export type Chooser = { member: MemberActor | null; sessionId: string | null };

/** Somebody's own setting: a member's, and that of whoever this browser is in its galleries; mails follow it. */
export async function chooseLanguage(
	ctx: Context,
	{ member: asking, sessionId }: Chooser,
	language: Language
) {
	await ctx.db.transaction(async (tx) => {
		if (asking) await tx.update(member).set({ language }).where(eq(member.id, asking.memberId)).run();
		if (!sessionId) return;
		const theirs = tx
			.select({ id: sessionParticipant.participantId })
			.from(sessionParticipant)
			.where(eq(sessionParticipant.sessionId, sessionId));
		await tx.update(participant).set({ language }).where(inArray(participant.id, theirs)).run();
	});
}
