import { and, eq, gt } from 'drizzle-orm';
import type { Clock } from './ids.ts';
import type { Database, Db } from './open.ts';
import { lease } from './schema.ts';

const NAME = 'undeclared-proxy';
const REMEMBERED_MS = 7 * 86_400_000;

/** A proxy was seen that the settings do not name; the doctor, another process, tells. */
export async function noteUndeclaredProxy(ctx: { db: Db; clock: Clock }) {
	const until = ctx.clock.now() + REMEMBERED_MS;
	await ctx.db.transaction(
		async (tx) =>
			void (await tx
				.insert(lease)
				.values({ name: NAME, holder: NAME, fence: 1, until })
				.onConflictDoUpdate({ target: lease.name, set: { until } })
				.run())
	);
}

/** Whether one was seen within a week. */
export const wasProxySeen = async (db: Database, now: number): Promise<boolean> =>
	(await db
		.select()
		.from(lease)
		.where(and(eq(lease.name, NAME), gt(lease.until, now)))
		.get()) !== undefined;
