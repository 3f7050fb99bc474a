import { and, eq, isNull } from 'drizzle-orm';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { member, studio } from '../db/schema.ts';

export type Studio = typeof studio.$inferSelect;

/** The installation's one studio, made when it is not there yet. */
export async function ensureStudio(ctx: Context, name = t('studio:setup.unnamed')): Promise<Studio> {
	const known = await ctx.db.read.select().from(studio).get();
	return (
		known ??
		ctx.db.transaction(
			async (tx) => (await tx.select().from(studio).get()) ?? (await addStudio(tx, ctx, name))
		)
	);
}

async function addStudio(tx: Transaction, ctx: Context, name: string): Promise<Studio> {
	const row = {
		id: ctx.ids.next(),
		name,
		stateWords: {},
		createdAt: ctx.clock.now()
	};
	const [made] = await tx.insert(studio).values(row).returning().all();
	if (!made) throw new Error('The studio was not kept');
	return made;
}

/** True once somebody owns the studio: from then on nobody sets it up. */
export async function hasOwner(db: Database): Promise<boolean> {
	const owns = and(eq(member.role, 'owner'), isNull(member.removedAt));
	return (await db.select({ id: member.id }).from(member).where(owns).get()) !== undefined;
}

/** The studio's name for whoever is not signed in yet; null before somebody owns it. */
export const namedStudio = async (db: Database): Promise<string | null> =>
	(await hasOwner(db)) ? ((await db.select({ name: studio.name }).from(studio).get())?.name ?? null) : null;
