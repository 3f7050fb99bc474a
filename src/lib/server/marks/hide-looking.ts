import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { participant } from '../db/schema.ts';

/** Everyone can switch themselves off: the others then see that they are here, not what they look at. */
export async function hideLooking(ctx: Pick<Context, 'db'>, participantId: string, hidesLooking: boolean) {
	await ctx.db.transaction(
		async (tx) =>
			void (await tx.update(participant).set({ hidesLooking }).where(eq(participant.id, participantId)).run())
	);
}
