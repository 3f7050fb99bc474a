import { and, eq, lt, or } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { job } from '../db/schema.ts';
import { claim, dueAmong, type JobRow } from './claim.ts';
import { runJob, type JobKind } from './run-job.ts';

export type Registry = Record<string, JobKind>;

type RunnerOptions = {
	/** Done before each look; nothing is taken while it fails. */
	beforeLook?: () => Promise<unknown> | void;
	/** What this process is called in the rows that it holds. */
	holder?: string;
};

/** Takes due jobs and runs them; `poke` looks at once, `stop` waits for those under way. */
export const startRunner = (ctx: Context, registry: Registry, options: RunnerOptions = {}) =>
	new Runner(ctx, registry, options);

class Runner {
	readonly #ctx: Context;
	readonly #registry: Registry;
	readonly #options: RunnerOptions;
	readonly #running = new Map<JobRow['id'], { name: string; done: Promise<void> }>();
	#isStopped = false;
	#timer: NodeJS.Timeout | undefined;
	#looking: Promise<void> = Promise.resolve();
	/** A look that has not begun sees whatever is written until then. */
	#isToLook = false;

	constructor(ctx: Context, registry: Registry, options: RunnerOptions) {
		this.#ctx = ctx;
		this.#registry = registry;
		this.#options = options;
		ctx.db.onCommit((what) => what.has('job') && this.poke());
		this.poke();
	}

	readonly poke = () => {
		if (this.#isStopped || this.#isToLook) return;
		this.#isToLook = true;
		this.#looking = this.#looking
			.then(() => this.#look())
			.catch((error) => this.#ctx.log.error({ err: error }, 'looking for jobs failed'));
		clearTimeout(this.#timer);
		this.#timer = setTimeout(this.poke, IDLE_MS);
	};

	readonly stop = async () => {
		this.#isStopped = true;
		clearTimeout(this.#timer);
		await this.#looking;
		await Promise.allSettled([...this.#running.values()].map(({ done }) => done));
	};

	async #look() {
		this.#isToLook = false;
		await this.#options.beforeLook?.();
		while (await this.#takeOne());
	}

	/** Resolves with whether there may be another one. */
	async #takeOne(): Promise<boolean> {
		const ours = [...this.#running.keys()];
		const name = this.#isStopped ? undefined : await dueAmong(this.#ctx, this.#withRoom(), ours);
		const kind = name === undefined ? undefined : this.#registry[name];
		if (name === undefined || !kind) return false;
		const { holder } = this.#options;
		const row = await claim(this.#ctx, name, { leaseMs: kind.leaseMs, ours, holder });
		// else another process was faster
		if (row) this.#run(name, kind, row);
		return true;
	}

	#run(name: string, kind: JobKind, row: JobRow) {
		const done = runJob(this.#ctx, kind, row).finally(() => {
			this.#running.delete(row.id);
			this.poke();
		});
		this.#running.set(row.id, { name, done });
	}

	/** Kinds of which one more may run at once. */
	#withRoom(): string[] {
		const running = [...this.#running.values()];
		return Object.entries(this.#registry).flatMap(([name, { parallel }]) =>
			running.filter((each) => each.name === name).length < parallel ? [name] : []
		);
	}
}

/** Runs what is due now, one after another, until nothing is: for commands and tests. Resolves with how many ran. */
export async function runDueJobs(ctx: Context, registry: Registry): Promise<number> {
	for (let ran = 0; ;) {
		let found = false;
		for (const [name, kind] of Object.entries(registry)) {
			const row = (await dueAmong(ctx, [name])) && (await claim(ctx, name, kind));
			if (!row) continue;
			await runJob(ctx, kind, row);
			found = true;
			ran++;
		}
		if (!found) return ran;
	}
}

// Due times are second-grained and other processes poke: this is only the fallback
const IDLE_MS = 250;

/** Old rows of ended jobs, for the sweep. */
export async function forgetEndedJobs(tx: Transaction, before: number) {
	await tx
		.delete(job)
		.where(and(or(eq(job.state, 'done'), eq(job.state, 'failed')), lt(job.finishedAt, before)))
		.run();
}
