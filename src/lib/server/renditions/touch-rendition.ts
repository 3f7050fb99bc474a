import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { rendition } from '../db/schema.ts';

/** Somebody wants what lies under this key: the time after which it is swept begins anew. */
export const touchRendition = (ctx: Context, key: string): Promise<void> =>
	ctx.db.transaction(
		async (tx) =>
			void (await tx.update(rendition).set({ usedAt: ctx.clock.now() }).where(eq(rendition.key, key)).run())
	);
