import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { job } from '../db/schema.ts';
import type { JobRow } from './claim.ts';
import { holding, leaseOf, LeaseLost, queueAgain, renew, type Lease } from './lease.ts';

export type JobKind = {
	schema: v.GenericSchema;
	run: (ctx: Context, payload: never, lease: Lease) => Promise<unknown>;
	maxAttempts: number;
	/** How many of this kind at once. */
	parallel: number;
	leaseMs: number;
	/** Joins the commit in which the last try is given up: what waited for the job hears of it. */
	giveUp?: (tx: Transaction, ctx: Context, payload: never) => Promise<void> | void;
};
/** Runs a job that was claimed, until its end is written: done, to be tried again, or given up. */
export async function runJob(ctx: Context, kind: JobKind, row: JobRow) {
	const heartbeat = setInterval(() => void renew(ctx, row, kind.leaseMs), kind.leaseMs / 3);
	const lease = leaseOf(ctx, row);
	try {
		const payload = v.parse(kind.schema, row.payload);
		// the schema beside each kind is the one its run takes
		await kind.run(ctx, payload as never, lease);
		await lease.end();
	} catch (error) {
		if (error instanceof LeaseLost) return;
		await retryOrFail(ctx, kind, row, error).catch((error: unknown) =>
			// the database itself is in trouble: the lease ends, and the job is taken again
			ctx.log.error({ err: error, job: row.name }, 'the end of a job was not written')
		);
	} finally {
		clearInterval(heartbeat);
	}
}

async function retryOrFail(ctx: Context, kind: JobKind, row: JobRow, error: unknown) {
	const lastError = error instanceof Error ? error.message : String(error);
	ctx.log.warn({ err: error, job: row.name, key: row.key, attempt: row.attempts }, 'a job failed');
	const isTrouble = isMachineTrouble(error);
	if (!isTrouble && row.attempts >= kind.maxAttempts) return giveUp(ctx, kind, row, lastError);
	const [attempts, wait] = isTrouble
		? [row.attempts - 1, TROUBLE_MS]
		: [row.attempts, Math.min(1000 * 2 ** row.attempts, LONGEST_WAIT_MS)];
	await ctx.db.transaction(async (tx) => {
		if (!(await holding(tx).get(row))) return;
		const runAt = ctx.clock.now() + wait;
		const change = { state: 'queued' as const, attempts, lastError, leaseUntil: null, runAt };
		await tx.update(job).set(change).where(eq(job.id, row.id)).run();
	});
}

async function giveUp(ctx: Context, kind: JobKind, row: JobRow, lastError: string) {
	await ctx.db.transaction(async (tx) => {
		const now = await holding(tx).get(row);
		if (!now) return;
		if (now.again) return queueAgain(tx, ctx, row.id, lastError);
		const ended = { state: 'failed' as const, liveKey: null, finishedAt: ctx.clock.now(), leaseUntil: null };
		await tx
			.update(job)
			.set({ lastError, ...ended })
			.where(eq(job.id, row.id))
			.run();
		const payload = v.safeParse(kind.schema, row.payload);
		// as in runJob: the schema beside each kind is the one its verbs take
		if (payload.success) await kind.giveUp?.(tx, ctx, payload.output as never);
	});
}

/**
 * What a full disk, or a machine on which no decoder starts, says on its way here; it passes when somebody makes room,
 * nothing is given up for it, and no try is counted.
 */
const TROUBLES =
	/^(ENOSPC|EDQUOT|EIO|EROFS|EACCES|EMFILE|ENFILE|DECODER|CLOSING|SQLITE_(FULL|BUSY|IOERR).*|DATABASE_AWAY|40001|40P01)$/;
const TROUBLE_MS = 5_000;
const LONGEST_WAIT_MS = 3_600_000;

function isMachineTrouble(error: unknown): boolean {
	if (error instanceof AppError) return error.fault === 'disk-full' || error.fault === 'unavailable';
	return error instanceof Error && 'code' in error && TROUBLES.test(String(error.code));
}
