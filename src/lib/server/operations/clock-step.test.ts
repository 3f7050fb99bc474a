import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aShoot, allOf, final, order } from '#tests/support/cast/orders.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { jobPayloads } from '#lib/contract/jobs.ts';
import { deliverDue } from '../deliveries/index.ts';
import { mail, upload } from '../db/schema.ts';
import { deleteFiles, undeleteFile } from '../files/index.ts';
import { runDueJobs, startRunner, type Registry } from '../jobs/runner.ts';
import { settleInstallation } from './installation.ts';
import { watchClock } from './clock-step.ts';
import { planSweep, sweep } from './sweep.ts';
import * as v from 'valibot';

const DAY = 86_400_000;
const GRACE = 120_000;

let app: TestContext;
let steady: number;
beforeEach(async () => {
	// nobody listens there: the mails wait
	app = await makeContext({ GRACE_SECONDS: '120', SMTP_URL: 'smtp://127.0.0.1:9' });
	// before rows name files that are nowhere
	await settleInstallation(app.ctx);
	steady = 0;
});
afterEach(() => app.close());

const watch = (test = app) => watchClock(test.ctx, () => steady);
/** Time passes, on the wall and otherwise. */
const pass = (ms: number) => {
	steady += ms;
	app.clock.forward(ms);
};
const registry: Registry = {
	deliver: {
		schema: jobPayloads.deliver,
		run: (ctx, payload, lease) => deliverDue(ctx, payload, lease),
		maxAttempts: 5,
		parallel: 1,
		leaseMs: 10_000
	}
};
const delivered = async () =>
	(await allOf(app.ctx, 'delivery')).filter(({ deliveredAt }) => deliveredAt !== null);

/** One order with a final in it: its delivery is due when the grace ends. */
async function dueInGrace() {
	const shoot = await aShoot(app.ctx, 1, { graceSeconds: GRACE / 1000 });
	await order(app.ctx, shoot.cleo, shoot.fileIds);
	for (const fileId of shoot.fileIds) await final(app.ctx, fileId);
	expect(await delivered()).toEqual([]);
	return shoot;
}

describe.each([
	['F31: a day forward', DAY],
	['F32: a day back', -DAY]
])('%s', (_, step) => {
	test('a delivery goes out when its grace has passed: not early, not a day late', async () => {
		const settle = watch();
		await settle();
		await dueInGrace();
		app.clock.forward(step);
		await settle();
		await runDueJobs(app.ctx, registry);
		expect(await delivered()).toEqual([]);
		pass(GRACE - 1000);
		await settle();
		await runDueJobs(app.ctx, registry);
		expect(await delivered()).toEqual([]);
		pass(2000);
		await settle();
		await runDueJobs(app.ctx, registry);
		expect(await delivered()).toHaveLength(1);
	});

	test('two workers settle it once', async () => {
		const [one, other] = [watch(), watch()];
		await one();
		await other();
		await dueInGrace();
		app.clock.forward(step);
		await one();
		await other();
		pass(GRACE + 1000);
		await one();
		await other();
		await runDueJobs(app.ctx, registry);
		expect(await delivered()).toHaveLength(1);
	});

	test('what rests for a day rests for a day: uploads and mails are not given up', async () => {
		const settle = watch();
		await settle();
		const { gallery, ann } = await dueInGrace();
		const now = app.ctx.clock.now();
		await app.ctx.db.transaction(
			async (tx) =>
				void (await tx
					.insert(upload)
					.values({
						...{ id: 'u', galleryId: gallery.id, memberId: ann.memberId, filename: 'a.jpg' },
						...{ section: '', replace: false, add: false, match: 'exact', lengthBytes: 9 },
						...{ offsetBytes: 1, tempName: 'upload-u', status: 'receiving', createdAt: now, updatedAt: now }
					})
					.run())
		);
		await app.ctx.db.transaction(async (tx) => void (await tx.update(mail).set({ firstTriedAt: now }).run()));
		app.clock.forward(step);
		await settle();
		await sweep(app.ctx, {}, { transaction: app.ctx.db.transaction });
		const [row] = await app.ctx.db.read.select().from(upload).all();
		expect(row).toMatchObject({ status: 'receiving', updatedAt: now + step });
		const mails = await app.ctx.db.read.select().from(mail).all();
		expect(mails.length).toBeGreaterThan(0);
		expect(mails.map(({ firstTriedAt }) => firstTriedAt)).toEqual(mails.map(() => now + step));
	});
});

test('what was deleted can be brought back for 30 days, whatever the clock says', async () => {
	const settle = watch();
	await settle();
	const { ann, fileIds } = await aShoot(app.ctx, 1);
	await deleteFiles(app.ctx, ann, fileIds, { cancelItems: true });
	app.clock.forward(40 * DAY);
	await settle();
	await sweep(app.ctx, {}, { transaction: app.ctx.db.transaction });
	expect(await undeleteFile(app.ctx, ann, fileIds[0] ?? '')).toMatchObject({ id: fileIds[0] });
});

test('a clock that was set back while nobody ran is seen at the start', async () => {
	await watch()();
	await dueInGrace();
	app.clock.forward(-DAY);
	const again = watch();
	await again();
	pass(GRACE + 1000);
	await again();
	await runDueJobs(app.ctx, registry);
	expect(await delivered()).toHaveLength(1);
});

test('small corrections, a busy machine and a long sleep of the process move nothing', async () => {
	const settle = watch();
	await settle();
	await planSweep(app.ctx);
	const [before] = await allOf(app.ctx, 'job');
	app.clock.forward(2000);
	await settle();
	pass(600_000);
	await settle();
	app.clock.forward(-2000);
	await settle();
	expect((await allOf(app.ctx, 'job'))[0]?.runAt).toBe(before?.runAt);
});

test('nothing is taken while the step cannot be settled', async () => {
	await planSweep(app.ctx);
	app.clock.forward(DAY);
	let asked = 0;
	let tell = () => {};
	const twice = new Promise<void>((resolve) => (tell = resolve));
	const ran: unknown[] = [];
	const kind = { schema: v.object({}), maxAttempts: 1, parallel: 1, leaseMs: 1000 };
	const beforeLook = async () => {
		if (++asked === 2) tell();
		throw new Error('the disk is full');
	};
	const registry = { sweep: { ...kind, run: async () => ran.push(1) } };
	const runner = startRunner(app.ctx, registry, { beforeLook });
	runner.poke();
	await twice;
	await runner.stop();
	expect(ran).toEqual([]);
});
