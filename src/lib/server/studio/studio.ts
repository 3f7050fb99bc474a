import { and, eq, isNull } from 'drizzle-orm';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../context.ts';
import type { Reader, Transaction } from '../db/open.ts';
import { member, studio } from '../db/schema.ts';

export type Studio = typeof studio.$inferSelect;

/** The installation's one studio, made when it is not there yet. */
export async function ensureStudio(ctx: Context, name = t('studio:setup.unnamed')): Promise<Studio> {
	const known = ctx.db.read.select().from(studio).get();
	return known ?? ctx.db.transaction((tx) => tx.select().from(studio).get() ?? addStudio(tx, ctx, name));
}

function addStudio(tx: Transaction, ctx: Context, name: string): Studio {
	const row = {
		id: ctx.ids.next(),
		name,
		stateWords: {},
		createdAt: ctx.clock.now()
	};
	const [made] = tx.insert(studio).values(row).returning().all();
	if (!made) throw new Error('The studio was not kept');
	return made;
}

/** True once somebody owns the studio: from then on nobody sets it up. */
export function hasOwner(db: Pick<Reader, 'select'>): boolean {
	const owns = and(eq(member.role, 'owner'), isNull(member.removedAt));
	return db.select({ id: member.id }).from(member).where(owns).get() !== undefined;
}

/** The studio's name for whoever is not signed in yet; null before somebody owns it. */
export const namedStudio = (db: Pick<Reader, 'select'>): string | null =>
	hasOwner(db) ? (db.select({ name: studio.name }).from(studio).get()?.name ?? null) : null;
