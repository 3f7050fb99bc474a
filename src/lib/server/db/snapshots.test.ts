import { AsyncLocalStorage } from 'node:async_hooks';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '#lib/domain/fault.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { connect } from './open.ts';
import { lease } from './schema.ts';
import { snapshots } from './snapshots.ts';

let app: TestContext;
beforeEach(async () => void (app = await makeContext()));
afterEach(() => app.close());

/** Runs as somebody who is in no snapshot. */
const outside = AsyncLocalStorage.snapshot();
const MANY = Array.from({ length: 20 }, (_, n) => n);
const breath = () => new Promise((resolve) => setImmediate(resolve));

const add = (name: string) =>
	app.ctx.db.transaction(
		async (tx) => void (await tx.insert(lease).values({ name, holder: 'test', fence: 1, until: 0 }).run())
	);

test('a commit of ours between two reads of a snapshot is not seen by the second, and by the next snapshot is', async () => {
	const { snapshot } = app.ctx.db;
	const [first, second] = await snapshot(async (db) => {
		const before = await db.select().from(lease).all();
		await outside(() => add('meanwhile'));
		return [before, await db.select().from(lease).all()];
	});
	expect([first, second]).toEqual([[], []]);
	expect(await snapshot((db) => db.select().from(lease).all())).toHaveLength(1);
});

test('as many snapshots as are asked for at once are all answered, a few at a time', async () => {
	let open = 0;
	let most = 0;
	const answers = Array.from({ length: 20 }, (_, n) =>
		app.ctx.db.snapshot(async (db) => {
			most = Math.max(most, ++open);
			await db.select().from(lease).all();
			await new Promise(setImmediate);
			open--;
			return n;
		})
	);
	expect(await Promise.all(answers)).toEqual(Array.from({ length: 20 }, (_, n) => n));
	expect(most).toBe(4);
});

test('one that fails leaves its connection to the next', async () => {
	for (let n = 0; n < 9; n++)
		await expect(
			app.ctx.db.snapshot(async () => {
				throw new Error('no');
			})
		).rejects.toThrow('no');
	expect(await app.ctx.db.snapshot((db) => db.select().from(lease).all())).toEqual([]);
});

test('is one moment within itself, and many nested ones at once all end', async () => {
	const { ctx } = app;
	const nested = MANY.map(() =>
		ctx.db.snapshot(async (outer) => {
			await breath();
			return ctx.db.snapshot(async (inner) => inner === outer);
		})
	);
	expect(await Promise.all(nested)).toEqual(MANY.map(() => true));
});

test('refuses to wait for the writer', async () => {
	const { ctx } = app;
	const within = ctx.db.snapshot(() => ctx.db.transaction(async () => 1));
	await expect(within).rejects.toThrow('A transaction inside a snapshot');
	expect(await ctx.db.transaction(async () => 1)).toBe(1);
});

test('goes on after work that failed, and after connections that could not be opened', async () => {
	let canOpen = false;
	const pool = snapshots(() => {
		if (!canOpen) throw new Error('no descriptor left');
		const raw = new Sqlite(':memory:');
		return { raw, db: connect(raw) };
	});
	for (const _ of MANY) await expect(pool.snapshot(async () => 1)).rejects.toThrow('no descriptor left');
	canOpen = true;
	const failing = () => Promise.reject(new Error('wrong'));
	for (const _ of MANY) await expect(pool.snapshot(failing)).rejects.toThrow('wrong');
	const all = await Promise.all(MANY.map((n) => pool.snapshot(async () => n)));
	expect(all).toEqual(MANY);
	pool.close();
});

test('a refusal keeps the connection for the next; any other failure closes it', async () => {
	let opened = 0;
	const pool = snapshots(() => {
		opened++;
		const raw = new Sqlite(':memory:');
		return { raw, db: connect(raw) };
	});
	for (const _ of MANY) {
		const refusing = pool.snapshot(() => Promise.reject(new AppError('gone', 'faults:detail.gone')));
		await expect(refusing).rejects.toThrow(AppError);
	}
	expect(opened).toBe(1);
	await expect(pool.snapshot(() => Promise.reject(new Error('wrong')))).rejects.toThrow('wrong');
	expect(await pool.snapshot(async () => opened)).toBe(2);
	pool.close();
});
