import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { watchClock } from './clock-step.ts';
import { isReady } from './ready.ts';
import { planSweep } from './sweep.ts';

let app: TestContext;
let steady: number;
beforeEach(async () => {
	app = await makeContext();
	steady = 0;
	await planSweep(app.ctx);
});
afterEach(() => app.close());

const startWorker = () => watchClock(app.ctx, () => steady);
const pass = (ms: number) => {
	steady += ms;
	app.clock.forward(ms);
};
const worker = async () => (await isReady(app.ctx)).worker;

test('a worker that lives is ready, and no longer so half a minute after its end', async () => {
	const look = startWorker();
	for (let n = 0; n < 3; n++) {
		await look();
		pass(10_000);
	}
	expect(await isReady(app.ctx)).toEqual({ ready: true, database: true, storage: true, worker: true });
	pass(30_000);
	expect(await isReady(app.ctx)).toEqual({ ready: false, database: true, storage: true, worker: false });
});

test('a worker is ready when it has lived for two seconds', async () => {
	const look = startWorker();
	await look();
	pass(1900);
	await look();
	expect(await worker()).toBe(false);
	pass(250);
	await look();
	expect(await worker()).toBe(true);
});

test('a worker that ends again and again is not ready', async () => {
	for (let n = 0; n < 30; n++) {
		const look = startWorker();
		await look();
		pass(1000);
		await look();
	}
	expect(await worker()).toBe(false);
});

test('a sign from before the clock was set back says nothing', async () => {
	const look = startWorker();
	await look();
	pass(10_000);
	await look();
	app.clock.forward(-86_400_000);
	expect(await worker()).toBe(false);
	await look();
	expect(await worker()).toBe(true);
});
