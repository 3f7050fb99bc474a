import { afterEach, beforeEach, expect, test } from 'vitest';
import { jobPayloads, type JobPayload } from '#lib/contract/jobs.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { job } from '../db/schema.ts';
import { LeaseLost, type Lease } from './lease.ts';
import { releaseLeases } from './release.ts';
import { runDueJobs, startRunner, type Registry } from './runner.ts';

// A worker that was killed while mailing must not keep that mail for the minute that its lease lasts.

let app: TestContext;
beforeEach(async () => void (app = await makeContext()));
afterEach(() => app.close());

const LEASE_MS = 60_000;
const row = async (key: string) =>
	(await app.ctx.db.read.select().from(job).all()).find((one) => one.key === key);

function registryOf(run: (key: string, lease: Lease) => Promise<unknown>): Registry {
	const schema = jobPayloads.mail;
	const kind = { schema, maxAttempts: 9, parallel: 1, leaseMs: LEASE_MS };
	return { mail: { ...kind, run: (_ctx, { mailId }: JobPayload<'mail'>, lease) => run(mailId, lease) } };
}

/** A process called so that has taken this job and does not come to its end until it is told to. */
async function stuck(holder: string, key: string) {
	await app.ctx.db.transaction((tx) => app.ctx.jobs.enqueue(tx, 'mail', { mailId: key }, { key }));
	let end = () => {};
	const held = new Promise<void>((resolve) => (end = resolve));
	let taken = () => {};
	const isTaken = new Promise<void>((resolve) => (taken = resolve));
	let wrote: unknown;
	const run = async (_key: string, lease: Lease) => {
		taken();
		await held;
		wrote = await lease.transaction(() => 'written').catch((error: unknown) => error);
		if (wrote instanceof LeaseLost) throw wrote;
	};
	const runner = startRunner(app.ctx, registryOf(run), { holder });
	await isTaken;
	return async () => {
		end();
		await runner.stop();
		return wrote;
	};
}

/** What another process would take now. */
async function taken() {
	const keys: string[] = [];
	await runDueJobs(
		app.ctx,
		registryOf(async (key) => keys.push(key))
	);
	return keys;
}

test('what an ended process held is taken after a second; what others hold is left to them', async () => {
	const [one, other] = [await stuck('one', 'a'), await stuck('other', 'b')];
	await releaseLeases(app.ctx, 'one');
	expect(await taken()).toEqual([]);
	app.clock.forward(1000);
	expect(await taken()).toEqual(['a']);
	expect(await row('a')).toMatchObject({ state: 'done', fence: 2 });
	expect(await row('b')).toMatchObject({ state: 'running', fence: 1, holder: 'other' });
	// and were it alive after all, it would write nothing any more
	expect(await one()).toBeInstanceOf(LeaseLost);
	expect(await other()).toBe('written');
});

test('a job that ends one process after another waits longer each time, never longer than its lease', async () => {
	const waited: number[] = [];
	const ends = [await stuck('0', 'a')];
	for (let n = 0; n < 8; n++) {
		await app.ctx.db.transaction(
			async (tx) =>
				void (await tx
					.update(job)
					.set({ holder: 'ended', attempts: n + 1 })
					.run())
		);
		await app.ctx.db.transaction(
			async (tx) =>
				void (await tx
					.update(job)
					.set({ leaseUntil: app.clock.now() + LEASE_MS })
					.run())
		);
		await releaseLeases(app.ctx, 'ended');
		waited.push(((await row('a'))?.leaseUntil ?? 0) - app.clock.now());
	}
	expect(waited).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, LEASE_MS, LEASE_MS]);
	for (const end of ends) await end();
});

test('a lease that ended before is not made longer', async () => {
	const end = await stuck('one', 'a');
	app.clock.forward(LEASE_MS + 5000);
	await releaseLeases(app.ctx, 'one');
	expect((await row('a'))?.leaseUntil).toBe(app.clock.now() - 5000);
	await end();
});
