import { eq } from 'drizzle-orm';
import type { JobName, JobPayload } from '#lib/contract/jobs.ts';
import type { Clock, Ids } from '../db/ids.ts';
import { param } from '../db/expressions.ts';
import type { Db, Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { job } from '../db/schema.ts';

export type Jobs = {
	/**
	 * Puts work into the queue inside the transaction that made it necessary. `key` is unique among queued and running
	 * rows: over a queued one the new payload and time win, over a running one it is run again afterwards.
	 */
	enqueue: <N extends JobName>(
		tx: Transaction,
		name: N,
		payload: JobPayload<N>,
		options: { key: string; runAt?: number }
	) => Promise<void>;
};

export function makeJobs(db: Db, clock: Clock, ids: Ids): Jobs {
	return {
		enqueue: async (tx, name, payload, { key, runAt = clock.now() }) => {
			const live = await living(tx).get({ key });
			if (live) {
				const change = live.state === 'running' ? { again: true } : {};
				await tx
					.update(job)
					.set({ ...change, payload, runAt })
					.where(eq(job.id, live.id))
					.run();
			} else {
				await add(tx).run({ id: ids.next(), name, key, payload, runAt, createdAt: clock.now() });
			}
			db.touched('job');
		}
	};
}

const living = statement((tx: Transaction) =>
	tx
		.select({ id: job.id, state: job.state })
		.from(job)
		.where(eq(job.liveKey, param('key')))
		.prepare()
);

const add = statement((tx: Transaction) =>
	tx
		.insert(job)
		.values({
			id: param('id'),
			name: param('name'),
			key: param('key'),
			liveKey: param('key'),
			payload: param('payload'),
			state: 'queued',
			runAt: param('runAt'),
			createdAt: param('createdAt')
		})
		.prepare()
);
