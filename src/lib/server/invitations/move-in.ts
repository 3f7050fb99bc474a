import { and, eq, ne } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { sessionParticipant } from '../db/schema.ts';

type Move = {
	oldSession: string | null;
	/** A fresh one: it is a new one at every rise of rights. */
	sessionId: string;
	galleryId: string;
	participantId: string;
	invitationId: string | null;
};

/**
 * Makes the new session this person here, and whoever the old one was in other galleries. The old session keeps what it
 * had and gets nothing: a cookie planted by somebody else never learns of this.
 */
export async function moveIn(tx: Transaction, ctx: Pick<Context, 'clock'>, { oldSession, ...here }: Move) {
	if (oldSession) {
		const others = and(
			eq(sessionParticipant.sessionId, oldSession),
			ne(sessionParticipant.galleryId, here.galleryId)
		);
		for (const known of await tx.select().from(sessionParticipant).where(others).all())
			await tx
				.insert(sessionParticipant)
				.values({ ...known, sessionId: here.sessionId })
				.run();
	}
	await tx
		.insert(sessionParticipant)
		.values({ ...here, createdAt: ctx.clock.now() })
		.run();
}
