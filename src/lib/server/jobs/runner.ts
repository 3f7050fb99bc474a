import { and, eq, lt, or } from 'drizzle-orm';
import * as v from 'valibot';
import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { job } from '../db/schema.ts';
import { claim, dueAmong, type JobRow } from './claim.ts';
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
export type Registry = Record<string, JobKind>;

type RunnerOptions = {
	/** Done before each look; nothing is taken while it fails. */
	beforeLook?: () => Promise<unknown> | void;
	/** What this process is called in the rows that it holds. */
	holder?: string;
};

/** Takes due jobs and runs them; `poke` looks at once, `stop` waits for those under way. */
export function startRunner(
	ctx: Context,
	registry: Registry,
	{ beforeLook = () => undefined, holder }: RunnerOptions = {}
) {
	const running = new Map<JobRow['id'], { name: string; done: Promise<void> }>();
	let stopped = false;
	let timer: NodeJS.Timeout | undefined;
	let looking: Promise<void> = Promise.resolve();
	/** A look that has not begun sees whatever is written until then. */
	let isToLook = false;

	const busy = (name: string) => [...running.values()].filter((each) => each.name === name).length;
	const withRoom = () =>
		Object.entries(registry).flatMap(([name, kind]) => (busy(name) < kind.parallel ? [name] : []));
	const look = async () => {
		isToLook = false;
		await beforeLook();
		for (;;) {
			const ours = [...running.keys()];
			const name = stopped ? undefined : await dueAmong(ctx, withRoom(), ours);
			const kind = name === undefined ? undefined : registry[name];
			if (name === undefined || !kind) return;
			const row = await claim(ctx, name, { leaseMs: kind.leaseMs, ours, holder });
			// another process was faster
			if (!row) continue;
			const done = runOne(ctx, kind, row).finally(() => {
				running.delete(row.id);
				poke();
			});
			running.set(row.id, { name, done });
		}
	};
	const schedule = () => {
		clearTimeout(timer);
		if (!stopped) timer = setTimeout(poke, IDLE_MS);
	};
	function poke() {
		if (stopped || isToLook) return;
		isToLook = true;
		looking = looking.then(look).catch((error) => ctx.log.error({ err: error }, 'looking for jobs failed'));
		schedule();
	}
	ctx.db.onCommit((what) => what.has('job') && poke());
	poke();
	return {
		poke,
		stop: async () => {
			stopped = true;
			clearTimeout(timer);
			await looking;
			await Promise.allSettled([...running.values()].map(({ done }) => done));
		}
	};
}

/** Runs what is due now, one after another, until nothing is: for commands and tests. Answers how many ran. */
export async function runDueJobs(ctx: Context, registry: Registry): Promise<number> {
	for (let ran = 0; ;) {
		let found = false;
		for (const [name, kind] of Object.entries(registry)) {
			const row = (await dueAmong(ctx, [name])) && (await claim(ctx, name, kind));
			if (!row) continue;
			await runOne(ctx, kind, row);
			found = true;
			ran++;
		}
		if (!found) return ran;
	}
}

// Due times are second-grained and other processes poke: this is only the fallback
const IDLE_MS = 250;

async function runOne(ctx: Context, kind: JobKind, row: JobRow) {
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
		// as in runOne: the schema beside each kind is the one its verbs take
		if (payload.success) await kind.giveUp?.(tx, ctx, payload.output as never);
	});
}

/**
 * What a full disk, or a machine on which no decoder starts, says on its way here; it passes when somebody makes room,
 * nothing is given up for it, and no try is counted.
 */
const TROUBLES =
	/^(ENOSPC|EDQUOT|EIO|EROFS|EACCES|EMFILE|ENFILE|DECODER|CLOSING|SQLITE_(FULL|BUSY|IOERR).*)$/;
const TROUBLE_MS = 5_000;
const LONGEST_WAIT_MS = 3_600_000;

function isMachineTrouble(error: unknown): boolean {
	if (error instanceof AppError) return error.fault === 'disk-full' || error.fault === 'unavailable';
	return error instanceof Error && 'code' in error && TROUBLES.test(String(error.code));
}

/** Old rows of ended jobs, for the sweep. */
export async function forgetEndedJobs(tx: Transaction, before: number) {
	await tx
		.delete(job)
		.where(and(or(eq(job.state, 'done'), eq(job.state, 'failed')), lt(job.finishedAt, before)))
		.run();
}
