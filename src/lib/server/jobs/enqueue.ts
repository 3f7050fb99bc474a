import { eq } from 'drizzle-orm';
import type { Clock, Ids } from '../db/ids.ts';
import type { Db, Transaction } from '../db/open.ts';
import { job } from '../db/schema.ts';
import type { JobName } from './names.ts';

export type Jobs = {
	/**
	 * Puts work into the queue inside the transaction that made it necessary. `key` is unique among queued and running
	 * rows: over a queued one the new payload and time win, over a running one it is run again afterwards.
	 */
	enqueue: (
		tx: Transaction,
		name: JobName,
		payload: unknown,
		options: { key: string; runAt?: number }
	) => void;
};

export function makeJobs(db: Db, clock: Clock, ids: Ids): Jobs {
	return {
		enqueue: (tx, name, payload, { key, runAt = clock.now() }) => {
			const live = tx.select().from(job).where(eq(job.liveKey, key)).get();
			if (live) {
				const change = live.state === 'running' ? { again: true } : {};
				tx.update(job)
					.set({ ...change, payload, runAt })
					.where(eq(job.id, live.id))
					.run();
			} else {
				const now = clock.now();
				tx.insert(job)
					.values({
						id: ids.next(),
						name,
						key,
						liveKey: key,
						payload,
						state: 'queued',
						runAt,
						createdAt: now
					})
					.run();
			}
			db.touched('job');
		}
	};
}
