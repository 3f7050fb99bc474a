import { isNull } from 'drizzle-orm';
import * as v from 'valibot';
import { TimeZone } from '#lib/domain/days.ts';
import type { Context } from '../context.ts';
import { studio } from '../db/schema.ts';

/** The zone of the first browser that somebody signs in by is the studio's, until the owner says another. */
export async function offerZone(ctx: Context, zone: unknown): Promise<void> {
	if (!v.is(TimeZone, zone)) return;
	await ctx.db.transaction(
		async (tx) => void (await tx.update(studio).set({ timeZone: zone }).where(isNull(studio.timeZone)).run())
	);
}
