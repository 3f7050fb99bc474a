import { and, asc, eq, lte, not } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { among, given, givenAs, list, oneMore } from '../db/expressions.ts';
import type { Reader, Transaction } from '../db/open.ts';
import { prepared } from '../db/prepared.ts';
import { job } from '../db/schema.ts';

export type JobRow = typeof job.$inferSelect;

/** Of these kinds the first of which a job is due, looked for without a lock; `ours` as in `claim`. */
export function dueAmong(
	{ db, clock }: Pick<Context, 'db' | 'clock'>,
	names: readonly string[],
	ours: readonly string[] = []
): string | undefined {
	const asked = { now: clock.now(), ours: list(ours) };
	return db.snapshot((read) => names.find((name) => longestDue(read, { ...asked, name })));
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
	return db.transaction((tx) => {
		const now = clock.now();
		const row = longestDue(tx, { name, now, ours: list(ours) });
		return row && take(tx).get({ id: row.id, leaseUntil: now + leaseMs, holder: holder ?? null });
	});
}

type Asked = { name: string; now: number; ours: string };

/** Each half goes along the index and stops at its first row, however long the queue is. */
function longestDue(db: Reader, asked: Asked) {
	const found = [queued(db).get(asked), abandoned(db).get(asked)].filter((row) => row !== undefined);
	return found.toSorted((a, b) => a.runAt - b.runAt)[0];
}

const isFree = and(eq(job.name, given('name')), not(among(job.id, given('ours'))));

const queued = prepared((db: Reader) =>
	db
		.select({ id: job.id, runAt: job.runAt })
		.from(job)
		.where(and(isFree, eq(job.state, 'queued'), lte(job.runAt, given('now'))))
		.orderBy(asc(job.runAt))
		.limit(1)
		.prepare()
);

/** What a process that is gone, or was stopped for longer than its lease, had begun. */
const abandoned = prepared((db: Reader) =>
	db
		.select({ id: job.id, runAt: job.runAt })
		.from(job)
		.where(and(isFree, eq(job.state, 'running'), lte(job.leaseUntil, given('now'))))
		.orderBy(asc(job.runAt))
		.limit(1)
		.prepare()
);

const take = prepared((tx: Transaction) =>
	tx
		.update(job)
		.set({
			state: 'running',
			leaseUntil: givenAs('leaseUntil'),
			holder: givenAs('holder'),
			fence: oneMore(job.fence),
			attempts: oneMore(job.attempts),
			again: false
		})
		.where(eq(job.id, given('id')))
		.returning()
		.prepare()
);
