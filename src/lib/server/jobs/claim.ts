import { and, asc, eq, lte, not } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { inJson, param, paramAs, list, increment } from '../db/expressions.ts';
import type { Database, Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { job } from '../db/schema.ts';

export type JobRow = typeof job.$inferSelect;

/** Of these kinds the first of which a job is due, looked for without a lock; `ours` as in `claim`. */
export async function dueAmong(
	{ db, clock }: Pick<Context, 'db' | 'clock'>,
	names: readonly string[],
	ours: readonly string[] = []
): Promise<string | undefined> {
	const asked = { now: clock.now(), ours: list(ours) };
	return db.snapshot(async (read) => {
		for (const name of names) if (await longestDue(read, { ...asked, name })) return name;
		return undefined;
	});
}

type Claim = {
	leaseMs: number;
	/** Rows that this process is at already: a lease of our own that looks ended (the clock was set, this process was stopped) is not taken over by us. */
	ours?: readonly string[];
	/** What this process is called in the rows that it holds. */
	holder?: string | undefined;
};

/** Takes the job of this kind that has been due longest, if there is one: a fresh lease, a higher fence. */
export function claim(
	{ db, clock }: Pick<Context, 'db' | 'clock'>,
	name: string,
	{ leaseMs, ours = [], holder }: Claim
): Promise<JobRow | undefined> {
	return db.transaction(async (tx) => {
		const now = clock.now();
		const row = await longestDue(tx, { name, now, ours: list(ours) });
		return row && (await acquire(tx).get({ id: row.id, leaseUntil: now + leaseMs, holder: holder ?? null }));
	});
}

type Asked = { name: string; now: number; ours: string };

/** Each half goes along the index and stops at its first row, however long the queue is. */
async function longestDue(db: Database, asked: Asked) {
	const found = [await dueJobs(db).get(asked), await expiredLeases(db).get(asked)].filter(
		(row) => row !== undefined
	);
	return found.toSorted((a, b) => a.runAt - b.runAt)[0];
}

const isFree = and(eq(job.name, param('name')), not(inJson(job.id, param('ours'))));

const dueJobs = statement((db: Database) =>
	db
		.select({ id: job.id, runAt: job.runAt })
		.from(job)
		.where(and(isFree, eq(job.state, 'queued'), lte(job.runAt, param('now'))))
		.orderBy(asc(job.runAt))
		.limit(1)
		.prepare()
);

/** What a process that is gone, or was stopped for longer than its lease, had begun. */
const expiredLeases = statement((db: Database) =>
	db
		.select({ id: job.id, runAt: job.runAt })
		.from(job)
		.where(and(isFree, eq(job.state, 'running'), lte(job.leaseUntil, param('now'))))
		.orderBy(asc(job.runAt))
		.limit(1)
		.prepare()
);

const acquire = statement((tx: Transaction) =>
	tx
		.update(job)
		.set({
			state: 'running',
			leaseUntil: paramAs('leaseUntil'),
			holder: paramAs('holder'),
			fence: increment(job.fence),
			attempts: increment(job.attempts),
			again: false
		})
		.where(eq(job.id, param('id')))
		.returning()
		.prepare()
);
