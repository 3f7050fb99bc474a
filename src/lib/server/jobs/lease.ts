import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { param, paramAs } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { job } from '../db/schema.ts';
import type { JobRow } from './claim.ts';

type InTransaction = <T>(work: (tx: Transaction) => Promise<T> | T) => Promise<T>;

export type Lease = {
	/** A transaction that first checks that this run still holds the job: a woken sleeper writes nothing. */
	transaction: InTransaction;
	/** The last one of a run: the job ends in the commit that writes what it did. */
	last: InTransaction;
};

export class LeaseLost extends Error {}

/** What a run holds on to. `end`: the job is done, unless `last` wrote that already. */
export function leaseOf(ctx: Context, row: JobRow): Lease & { end: () => Promise<void> } {
	const run = { id: row.id, fence: row.fence };
	let isOver = false;
	const transaction: InTransaction = (work) =>
		ctx.db.transaction(async (tx) => {
			const held = await holding(tx).get(run);
			if (!held) throw new LeaseLost(`job ${row.name} ${row.id} was taken over`);
			return work(tx);
		});
	return {
		transaction,
		last: async (work) => {
			const done = await transaction(async (tx) => {
				const result = await work(tx);
				await finish(tx, ctx, run);
				return result;
			});
			isOver = true;
			return done;
		},
		end: async () => {
			if (!isOver) await ctx.db.transaction((tx) => finish(tx, ctx, run));
		}
	};
}

export async function renew(ctx: Context, { id, fence, name }: JobRow, leaseMs: number) {
	const leaseUntil = ctx.clock.now() + leaseMs;
	try {
		await ctx.db.transaction(async (tx) => void (await prolong(tx).run({ id, fence, leaseUntil })));
	} catch (error) {
		ctx.log.warn({ err: error, job: name }, 'a heartbeat was not written');
	}
}

type Run = Pick<JobRow, 'id' | 'fence'>;

/** What was asked for once more while it ran is queued again, else the row ends. */
async function finish(tx: Transaction, ctx: Context, run: Run) {
	const now = await holding(tx).get(run);
	if (!now) return;
	if (!now.again) return void (await over(tx).run({ id: run.id, now: ctx.clock.now() }));
	await queueAgain(tx, ctx, run.id, null);
}

export async function queueAgain(tx: Transaction, ctx: Context, id: string, lastError: string | null) {
	const fresh = { state: 'queued' as const, again: false, attempts: 0, lastError, leaseUntil: null };
	await tx.update(job).set(fresh).where(eq(job.id, id)).run();
	ctx.db.touched('job');
}

const isHeld = and(eq(job.id, param('id')), eq(job.fence, param('fence')), eq(job.state, 'running'));

/** The row as this run holds it; nothing once another run took it over. */
export const holding = statement((tx: Transaction) =>
	tx.select({ again: job.again }).from(job).where(isHeld).prepare()
);

const prolong = statement((tx: Transaction) =>
	tx
		.update(job)
		.set({ leaseUntil: paramAs('leaseUntil') })
		.where(isHeld)
		.prepare()
);

const over = statement((tx: Transaction) =>
	tx
		.update(job)
		.set({ state: 'done', liveKey: null, finishedAt: paramAs('now'), leaseUntil: null })
		.where(eq(job.id, param('id')))
		.prepare()
);
