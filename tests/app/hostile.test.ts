import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createContext } from '#lib/server/create-context.ts';
import { job, upload, version } from '#lib/server/db/schema.ts';
import { makeRegistry } from '#lib/server/jobs/registry.ts';
import { runDueJobs } from '#lib/server/jobs/runner.ts';
import { startDecoders } from '#lib/server/media/decoders.ts';
import { renditionKeys } from '#lib/server/renditions/index.ts';
import { sweep } from '#lib/server/operations/sweep.ts';
import { readEnv } from '#src/env.ts';
import { makeApi, until, type Api } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { testClock } from '#tests/support/cast/context.ts';
import { hostileFiles, type Hostile } from '#tests/support/attack/hostile.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { processesBelow } from '#tests/support/app/processes.ts';
import { heldLease } from '#tests/support/cast/held.ts';

// Files that were made to harm, fed while others work: nobody waits for them, nothing dies, nothing stays.

const DAY_MS = 86_400_000;
/** Between two looks of one person; without it the others would be a flood, and starve the niced decoders. */
const BREATH_MS = 8;
/** A page that comes so soon is not waited for; twice a few ms is noise. */
const UNNOTICED_MS = 60;
/** What a busy machine does to one round, it does not do to all. */
const ROUNDS = 4;
/** How long a machine with other things to do may take over one round: only nobody's end is a fault. */
const FED_MS = 600_000;
const LIMIT_BYTES = 1.5 * 2 ** 30;

let app: App;
let api: Api;
let galleryId: string;
beforeAll(async () => {
	app = await startApp();
	api = makeApi(app.origin, app.token);
	const made = await api.send('POST', '/galleries', { title: 'Hostile', preset: 'download' });
	galleryId = (await made.json()).id;
});
afterAll(() => app?.close());

const isQuiet = (files: { status: string }[]) => files.every(({ status }) => status !== 'processing');
const feed = async (files: Hostile[], prefix: string) => {
	const statuses: number[] = [];
	for (const { name, bytes } of files)
		statuses.push((await api.put(`/galleries/${galleryId}/files/${prefix}-${name}`, bytes)).status);
	await until(() => api.json(`/galleries/${galleryId}/files`), isQuiet, FED_MS);
	return statuses;
};

type Waits = { quiet: number; harmed: number };
const isHarmed = (waits: Waits | undefined) =>
	!waits || waits.harmed > Math.max(2 * waits.quiet, UNNOTICED_MS);

/** What others wait for their pages while `work` goes on: the slowest but one in a hundred, in ms. */
async function othersDuring(work: Promise<unknown>) {
	const waits: number[] = [];
	let isOver = false;
	void work.finally(() => (isOver = true));
	const person = async () => {
		while (!isOver || waits.length < 200) {
			const began = performance.now();
			const response = await api.get(`/galleries/${galleryId}/files`);
			await response.arrayBuffer();
			if (!response.ok) throw new Error(`others hear ${response.status}`);
			waits.push(performance.now() - began);
			await pause(BREATH_MS);
		}
	};
	await Promise.all([person(), person(), work]);
	return waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? Infinity;
}

test(
	'others wait no more than twice as long as with honest pictures, or unnoticed; memory stays bounded',
	async () => {
		const hostile = await hostileFiles();
		const honest = await Promise.all(
			hostile.map(async (_, n) => ({
				name: `${n}.jpg`,
				bytes: await picture({ seed: n, width: 1200, height: 800 })
			}))
		);
		const waits: Waits[] = [];
		const peaks = new Map<string, number>();
		let statuses: number[] = [];
		for (let round = 0; round < ROUNDS && isHarmed(waits.at(-1)); round++) {
			const quiet = await othersDuring(feed(honest, `honest${round}`));
			const feeding = feed(hostile, `hostile${round}`);
			const harmed = await othersDuring(feeding);
			statuses = await feeding;
			waits.push({ quiet, harmed });
			for (const { command, peakBytes } of processesBelow(app.pid)) {
				const kind = /(\w+)\.js/.exec(command)?.[1] ?? 'other';
				peaks.set(kind, Math.max(peaks.get(kind) ?? 0, peakBytes));
			}
		}
		const count = (status: number) => statuses.filter((each) => each === status).length;
		const megabytes = [...peaks]
			.map(([kind, bytes]) => `${kind} ${Math.round(bytes / 2 ** 20)} MB`)
			.join(', ');
		console.info(
			`${hostile.length} hostile files: ${count(201)} kept, ${count(415)} + ${count(422)} refused by their first bytes;`,
			`others' p99 ${waits.map(({ quiet, harmed }) => `${harmed.toFixed(0)} ms, ${quiet.toFixed(0)} with honest ones`).join('; ')}; peaks ${megabytes}`
		);
		expect(statuses.every((status) => [201, 415, 422].includes(status))).toBe(true);
		expect(waits.every(isHarmed)).toBe(false);
		for (const [kind, bytes] of peaks) expect(bytes, kind).toBeLessThan(LIMIT_BYTES);
		const ready = async () => (await fetch(`${app.origin}/readyz`)).status;
		await expect.poll(ready).toBe(200);
	},
	ROUNDS * 2 * FED_MS
);

test('a day later nothing of them is left but what their rows name', async () => {
	await app.end();
	const clock = testClock(Math.ceil((Date.now() + 2 * DAY_MS) / DAY_MS) * DAY_MS + DAY_MS / 8);
	const env = readEnv({ DATA_DIR: app.dataDir, ORIGIN: app.origin });
	const ctx = await createContext(env, {
		clock,
		migrations: resolve('drizzle'),
		log: pino({ level: 'silent' })
	});
	// what the end of the server cut, a film under way for one, is taken up again
	const decoders = startDecoders({ entry: resolve('src/decoder.ts') });
	await runDueJobs(ctx, makeRegistry(decoders));
	await decoders.close();
	await sweep(ctx, {}, heldLease(ctx));
	const originals = await ctx.db.read.select({ key: version.storageKey }).from(version).all();
	const named = new Set([...originals, ...(await renditionKeys(ctx.db.read))].map(({ key }) => key));
	const kept: string[] = [];
	for (const prefix of ['originals/', 'renditions/'])
		for await (const { key } of ctx.storage.list(prefix)) kept.push(key);
	expect(kept.filter((key) => !named.has(key))).toEqual([]);
	expect(readdirSync(ctx.tempDir)).toEqual([]);
	const leased = (await ctx.db.read.select().from(job).all()).filter(({ state }) => state === 'running');
	const receiving = (await ctx.db.read.select().from(upload).all()).filter(
		({ status }) => status === 'receiving'
	);
	expect({ leased, receiving }).toEqual({ leased: [], receiving: [] });
	const incoming = await ctx.db.read.select().from(version).where(eq(version.status, 'processing')).all();
	expect(incoming).toEqual([]);
	expect(kept.length).toBeGreaterThan(20);
	await ctx.db.close();
});
