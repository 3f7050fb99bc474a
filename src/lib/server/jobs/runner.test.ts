import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { job } from '../db/schema.ts';
import { LeaseLost, type Lease } from './lease.ts';
import type { JobKind } from './run-job.ts';
import { runDueJobs, startRunner } from './runner.ts';

let app: TestContext;
let runner: ReturnType<typeof startRunner> | undefined;
beforeEach(async () => void (app = await makeContext()));
afterEach(async () => {
	await runner?.stop();
	runner = undefined;
	await app.close();
});

const kind = (
	run: (payload: { n: number }, lease: Lease) => Promise<unknown>,
	more: Partial<JobKind> = {}
): JobKind => ({
	schema: v.object({ n: v.number() }),
	run: (_ctx, payload, lease) => run(payload, lease),
	maxAttempts: 2,
	parallel: 1,
	leaseMs: 30_000,
	...more
});
const enqueue = (n: number, options: { key?: string; runAt?: number } = {}) =>
	app.ctx.db.transaction((tx) => app.ctx.jobs.enqueue(tx, 'sweep', { n }, { key: 'k', ...options }));
const rows = () => app.ctx.db.read.select().from(job).all();
/** Resolves when the work was called so often. */
function counted(times: number) {
	let done = () => {};
	const calls: number[] = [];
	const reached = new Promise<void>((resolve) => (done = resolve));
	return { calls, reached, call: (n: number) => (calls.push(n), calls.length >= times && done()) };
}

test('a key is one row: the later payload wins while it waits', async () => {
	await enqueue(1);
	await enqueue(2);
	expect((await rows()).map((row) => row.payload)).toEqual([{ n: 2 }]);
});

test('what is enqueued while it runs is run once more', async () => {
	const seen = counted(2);
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	const run = async ({ n }: { n: number }) => {
		seen.call(n);
		if (n === 1) {
			await enqueue(2);
			await enqueue(3);
			release();
		}
	};
	await enqueue(1);
	runner = startRunner(app.ctx, { sweep: kind(run) });
	await held;
	await seen.reached;
	expect(seen.calls).toEqual([1, 3]);
});

test('work is not begun before its time', async () => {
	const seen = counted(1);
	await enqueue(1, { runAt: app.clock.now() + 1000 });
	await runDueJobs(app.ctx, { sweep: kind(async ({ n }) => void seen.call(n)) });
	expect(seen.calls).toEqual([]);
	app.clock.forward(1000);
	await runDueJobs(app.ctx, { sweep: kind(async ({ n }) => void seen.call(n)) });
	expect(seen.calls).toEqual([1]);
});

test('a failing job is tried again later, then kept as failed with its reason', async () => {
	const fail = async () => {
		throw new Error('the disk is on fire');
	};
	await enqueue(1);
	await runDueJobs(app.ctx, { sweep: kind(fail) });
	expect((await rows())[0]).toMatchObject({ state: 'queued', attempts: 1, lastError: 'the disk is on fire' });
	app.clock.forward(3_600_000);
	await runDueJobs(app.ctx, { sweep: kind(fail) });
	expect((await rows())[0]).toMatchObject({ state: 'failed', attempts: 2, liveKey: null });
});

test('a run whose lease was taken over writes nothing', async () => {
	let outcome: unknown;
	await enqueue(1);
	const run = async (_: unknown, lease: Lease) => {
		await app.ctx.db.transaction(
			async (tx) => void (await tx.update(job).set({ fence: 99 }).where(eq(job.key, 'k')).run())
		);
		outcome = await lease.transaction(() => 'written').catch((error: unknown) => error);
		throw outcome;
	};
	await runDueJobs(app.ctx, { sweep: kind(run) });
	expect(outcome).toBeInstanceOf(LeaseLost);
	expect((await rows())[0]).toMatchObject({ state: 'running', fence: 99 });
});

test('the last transaction of a run ends its job in the same commit, and only if it is kept', async () => {
	const states: unknown[] = [];
	let fails = true;
	const run = async (_: unknown, lease: Lease) => {
		await lease.last(() => {
			if (fails) throw new Error('the disk is on fire');
		});
		states.push((await rows())[0]?.state);
	};
	await enqueue(1);
	await runDueJobs(app.ctx, { sweep: kind(run) });
	expect((await rows())[0]).toMatchObject({ state: 'queued', attempts: 1, lastError: 'the disk is on fire' });
	fails = false;
	app.clock.forward(10_000);
	await runDueJobs(app.ctx, { sweep: kind(run) });
	expect(states).toEqual(['done']);
	expect((await rows())[0]).toMatchObject({ state: 'done', liveKey: null, fence: 2 });
});

test('what the last transaction asks for under its own key is run once more', async () => {
	const seen = counted(2);
	const run = async ({ n }: { n: number }, lease: Lease) => {
		seen.call(n);
		await lease.last(async (tx) => {
			if (n === 1)
				await app.ctx.jobs.enqueue(tx, 'sweep', { n: 2 }, { key: 'k', runAt: app.clock.now() + 1000 });
		});
	};
	await enqueue(1);
	await runDueJobs(app.ctx, { sweep: kind(run) });
	expect((await rows())[0]).toMatchObject({ state: 'queued', again: false, attempts: 0 });
	app.clock.forward(1000);
	await runDueJobs(app.ctx, { sweep: kind(run) });
	expect(seen.calls).toEqual([1, 2]);
	expect((await rows())[0]).toMatchObject({ state: 'done' });
});

test('a last transaction after the lease was taken over writes nothing, and leaves the job to who has it', async () => {
	let outcome: unknown;
	await enqueue(1);
	const run = async (_: unknown, lease: Lease) => {
		await app.ctx.db.transaction(
			async (tx) => void (await tx.update(job).set({ fence: 99 }).where(eq(job.key, 'k')).run())
		);
		outcome = await lease.last(() => 'written').catch((error: unknown) => error);
	};
	await runDueJobs(app.ctx, { sweep: kind(run) });
	expect(outcome).toBeInstanceOf(LeaseLost);
	expect((await rows())[0]).toMatchObject({ state: 'running', fence: 99 });
});

test('the longest due comes first, be it queued or left by a process that is gone', async () => {
	const seen = counted(3);
	const at = app.clock.now();
	await enqueue(2, { key: 'second', runAt: at - 2000 });
	await enqueue(1, { key: 'first', runAt: at - 3000 });
	await enqueue(3, { key: 'third', runAt: at - 1000 });
	const left = { state: 'running' as const, leaseUntil: at, fence: 1, attempts: 1 };
	await app.ctx.db.transaction(
		async (tx) => void (await tx.update(job).set(left).where(eq(job.key, 'second')).run())
	);
	await runDueJobs(app.ctx, { sweep: kind(async ({ n }) => void seen.call(n)) });
	expect(seen.calls).toEqual([1, 2, 3]);
});

test('a full disk is waited for, however often: nothing is given up for it', async () => {
	let room = false;
	const run = async () => {
		if (!room) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
	};
	await enqueue(1);
	for (let n = 0; n < 6; n++) {
		await runDueJobs(app.ctx, { sweep: kind(run) });
		expect((await rows())[0]).toMatchObject({ state: 'queued', lastError: 'no space left' });
		app.clock.forward(10_000);
	}
	room = true;
	await runDueJobs(app.ctx, { sweep: kind(run) });
	expect((await rows())[0]).toMatchObject({ state: 'done' });
});

test('tries made in trouble are not counted: the first mistake after a long full disk is not the last', async () => {
	const faults = [...Array<string>(6).fill('ENOSPC'), 'OTHER'];
	const run = async () => {
		const code = faults.shift();
		if (code) throw Object.assign(new Error('fault'), { code });
	};
	await enqueue(1);
	for (let n = 0; n < 7; n++) {
		await runDueJobs(app.ctx, { sweep: kind(run) });
		expect((await rows())[0]?.state).toBe('queued');
		app.clock.forward(10_000);
	}
	await runDueJobs(app.ctx, { sweep: kind(run) });
	expect((await rows())[0]?.state).toBe('done');
});

test('what waited for a job that is given up hears of it once, in the same commit', async () => {
	const given: unknown[] = [];
	const fail = async () => {
		throw new Error('the disk is on fire');
	};
	const giveUp: JobKind['giveUp'] = async (tx, _ctx, payload) =>
		void given.push(payload, (await tx.select().from(job).get())?.state);
	await enqueue(1);
	for (let n = 0; n < 3; n++) {
		await runDueJobs(app.ctx, { sweep: kind(fail, { giveUp }) });
		app.clock.forward(10_000);
	}
	expect(given).toEqual([{ n: 1 }, 'failed']);
	expect((await rows())[0]).toMatchObject({
		state: 'failed',
		liveKey: null,
		lastError: 'the disk is on fire'
	});
});

test('what was enqueued during the last try is not lost with it', async () => {
	const seen = counted(3);
	const run = async ({ n }: { n: number }) => {
		seen.call(n);
		if (n === 2) return;
		if (seen.calls.length === 2) await enqueue(2);
		throw new Error('the disk is on fire');
	};
	await enqueue(1);
	for (let n = 0; n < 3; n++) {
		await runDueJobs(app.ctx, { sweep: kind(run) });
		app.clock.forward(10_000);
	}
	expect(seen.calls).toEqual([1, 1, 2]);
	expect((await rows())[0]).toMatchObject({ state: 'done' });
});

test('a run of our own whose lease looks ended, after a stop or a step of the clock, is not begun twice', async () => {
	const seen = counted(1);
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	await enqueue(1);
	const run = async ({ n }: { n: number }, lease: Lease) => {
		seen.call(n);
		await held;
		await lease.transaction(() => 'written');
	};
	runner = startRunner(app.ctx, { sweep: kind(run, { parallel: 2 }) });
	await seen.reached;
	app.clock.forward(86_400_000);
	runner.poke();
	await enqueue(2, { key: 'other', runAt: app.clock.now() + 1000 });
	release();
	await runner.stop();
	expect(seen.calls).toEqual([1]);
	expect((await rows()).find(({ key }) => key === 'k')).toMatchObject({ state: 'done', fence: 1 });
});
