import { readdirSync } from 'node:fs';
import { eq, inArray } from 'drizzle-orm';
import type { Context } from '#lib/server/context.ts';
import * as rows from '#lib/server/db/schema.ts';
import { removeOrphans, SET_ASIDE_MS } from '#lib/server/files/index.ts';
import { makeRegistry } from '#lib/server/jobs/registry.ts';
import { runDueJobs } from '#lib/server/jobs/runner.ts';
import type { Decoders } from '#lib/server/media/decoders.ts';
import { renditionKeys } from '#lib/server/renditions/index.ts';
import { sweep } from '#lib/server/operations/sweep.ts';
import type { TestClock } from '#tests/support/cast/context.ts';
import { heldLease } from '#tests/support/cast/held.ts';

const DAY = 86_400_000;
const TURNS = 8;

type After = { ctx: Context; clock: TestClock };

/** Lets everything that is due happen: leases of dead processes end, what was begun is finished, mails go out. */
export async function settle({ ctx, clock }: After, decoders: Decoders) {
	for (let turn = 0; turn < TURNS; turn++) {
		clock.forward(turn ? 20 * 60_000 : 121_000);
		await runDueJobs(ctx, makeRegistry(decoders));
	}
}

/** What is stuck or left behind once a sweep has had its day: nothing, after any end of any process. */
export async function leftovers({ ctx, clock }: After): Promise<string[]> {
	clock.set(Math.max(clock.now(), Date.now()) + 2 * DAY);
	await sweep(ctx, {}, heldLease(ctx));
	await removeOrphans(ctx);
	clock.forward(SET_ASIDE_MS);
	await removeOrphans(ctx, { confirmed: true });
	const { read } = ctx.db;
	const stuck = await read
		.select()
		.from(rows.job)
		.where(inArray(rows.job.state, ['running', 'queued', 'failed']))
		.all();
	const incoming = await read.select().from(rows.version).where(eq(rows.version.status, 'processing')).all();
	const receiving = await read.select().from(rows.upload).where(eq(rows.upload.status, 'receiving')).all();
	const wanted = await objectsNamed(ctx);
	const stored: string[] = [];
	for await (const { key } of ctx.storage.list('')) stored.push(key);
	return [
		...stuck.filter(({ name }) => name !== 'sweep').map(({ name, state }) => `job ${name} is ${state}`),
		...incoming.map(({ name, n }) => `version ${n} of ${name} is still incoming`),
		...receiving.map(({ filename }) => `the upload of ${filename} is still receiving`),
		...readdirSync(ctx.tempDir).map((name) => `a temporary file: ${name}`),
		...stored.filter((key) => !wanted.has(key)).map((key) => `an orphan: ${key}`),
		...[...wanted].filter((key) => !stored.includes(key)).map((key) => `a lost object: ${key}`)
	];
}

async function objectsNamed({ db }: Context): Promise<Set<string>> {
	const originals = await db.read.select({ key: rows.version.storageKey }).from(rows.version).all();
	return new Set([...originals, ...(await renditionKeys(db.read))].map(({ key }) => key));
}
