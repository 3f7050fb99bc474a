import { isNull } from 'drizzle-orm';
import type { Language } from '#lib/messages/languages.ts';
import type { Context } from '../context.ts';
import { studio } from '../db/schema.ts';

/** What the first owner read when they set it up is what the studio speaks, until they say another. */
export async function offerLanguage(ctx: Context, language: Language): Promise<void> {
	await ctx.db.transaction(
		(tx) => void tx.update(studio).set({ language }).where(isNull(studio.language)).run()
	);
}
