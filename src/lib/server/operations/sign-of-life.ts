import { eq } from 'drizzle-orm';
import type { Reader, Transaction } from '../db/open.ts';
import { lease } from '../db/schema.ts';

const NAME = 'worker';
/** Three signs missed. */
const LATE_MS = 30_000;

/** Written by every worker, every ten seconds, from the second second of its life. */
export function showLife(tx: Transaction, now: number) {
	const until = now + LATE_MS;
	tx.insert(lease)
		.values({ name: NAME, holder: NAME, fence: 1, until })
		.onConflictDoUpdate({ target: lease.name, set: { until } })
		.run();
}

/** Whether some worker was alive a moment ago; a sign from the future was written before the clock was set back. */
export function isWorkerAlive(db: Pick<Reader, 'select'>, now: number): boolean {
	const until = db.select().from(lease).where(eq(lease.name, NAME)).get()?.until ?? 0;
	return until > now && until <= now + LATE_MS;
}
