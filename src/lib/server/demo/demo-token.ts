import { resolve } from 'node:path';
import { and, eq, isNull, ne } from 'drizzle-orm';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../context.ts';
import { StartupError } from '../db/startup-error.ts';
import { apiToken, member } from '../db/schema.ts';
import { createToken } from '../studio/index.ts';

const NAME = 'demo';

/** A new token that the demo is made with, as the owner; the one of the start before is good for nothing from here on. */
export async function demoToken(ctx: Context): Promise<string> {
	const { OWNER_EMAIL: email, DATA_DIR } = ctx.env;
	const theirs = and(eq(member.email, email), isNull(member.removedAt));
	const owner = await ctx.db.read.select().from(member).where(theirs).get();
	if (!owner)
		throw new StartupError(t('console:operations.demo-elsewhere', { email, dir: resolve(DATA_DIR) }));
	const token = await createToken(ctx, email, NAME);
	const earlier = and(
		eq(apiToken.memberId, owner.id),
		eq(apiToken.name, NAME),
		ne(apiToken.hash, ctx.tokens.hash(token)),
		isNull(apiToken.revokedAt)
	);
	const revokedAt = ctx.clock.now();
	await ctx.db.transaction(
		async (tx) => void (await tx.update(apiToken).set({ revokedAt }).where(earlier).run())
	);
	return token;
}
