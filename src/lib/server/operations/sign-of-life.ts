import { eq } from 'drizzle-orm';
import type { Database, Transaction } from '../db/open.ts';
import { lease } from '../db/schema.ts';

const NAME = 'worker';
/** Three signs missed. */
const LATE_MS = 30_000;

/** Written by every worker, every ten seconds, from the second second of its life. */
export async function showLife(tx: Transaction, now: number) {
	const until = now + LATE_MS;
	await tx
		.insert(lease)
		.values({ name: NAME, holder: NAME, fence: 1, until })
		.onConflictDoUpdate({ target: lease.name, set: { until } })
		.run();
}

/** Whether some worker was alive a moment ago; a sign from the future was written before the clock was set back. */
export async function isWorkerAlive(db: Database, now: number): Promise<boolean> {
	const until = (await db.select().from(lease).where(eq(lease.name, NAME)).get())?.until ?? 0;
	return until > now && until <= now + LATE_MS;
}
