import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import type { Transaction } from './open.ts';
import { lease } from './schema.ts';

let app: TestContext;
beforeEach(async () => void (app = await makeContext()));
afterEach(() => app.close());

const row = (name: string) => ({ name, holder: 'test', fence: 1, until: 0 });
const names = async () => (await app.ctx.db.read.select().from(lease).all()).map((each) => each.name);

test('a failed transaction leaves nothing, even after an await', async () => {
	const broken = app.ctx.db.transaction(async (tx) => {
		await tx.insert(lease).values(row('a')).run();
		await Promise.resolve();
		await tx.insert(lease).values(row('b')).run();
		throw new Error('no');
	});
	await expect(broken).rejects.toThrow('no');
	expect(await names()).toEqual([]);
});

test('transactions run one after another, in the order of asking', async () => {
	const order: string[] = [];
	const work = (name: string) => async () => {
		order.push(`${name} begins`);
		await Promise.resolve();
		order.push(`${name} ends`);
	};
	await Promise.all([app.ctx.db.transaction(work('first')), app.ctx.db.transaction(work('second'))]);
	expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});

test('a transaction inside a transaction is refused, and the outer one is undone', async () => {
	const nested = app.ctx.db.transaction(async (tx) => {
		await tx.insert(lease).values(row('outer')).run();
		await app.ctx.db.transaction(async () => undefined);
	});
	await expect(nested).rejects.toThrow('inside a transaction');
	expect(await names()).toEqual([]);
});

test('the reader cannot write', async () => {
	const asWriter = app.ctx.db.read as Transaction;
	await expect(async () => asWriter.insert(lease).values(row('x')).run()).rejects.toThrow(/readonly/);
});

test('the reader sees what is committed, and only that', async () => {
	await app.ctx.db.transaction(async (tx) => {
		await tx.insert(lease).values(row('later')).run();
		expect(await names()).toEqual([]);
	});
	expect(await names()).toEqual(['later']);
});

test('a snapshot sees one moment, though another process commits between its reads', async () => {
	const other = new Database(join(app.dir, 'proofsheet.db'));
	const second = await app.ctx.db.snapshot(async (db) => {
		expect(await db.select().from(lease).all()).toEqual([]);
		other.prepare("insert into lease (name, holder, fence, until) values ('meanwhile', 'x', 1, 0)").run();
		return db.select().from(lease).all();
	});
	other.close();
	expect(second).toEqual([]);
	expect(await names()).toEqual(['meanwhile']);
});

test('listeners hear after the commit, and not at all after a rollback', async () => {
	const heard: string[][] = [];
	const told = new Database(join(app.dir, 'proofsheet.db'), { readonly: true });
	const committed = told.prepare<[], string>('select name from lease').pluck();
	app.ctx.db.onCommit((what) => void heard.push([...what, ...committed.all()]));
	const broken = app.ctx.db.transaction(async () => {
		app.ctx.db.touched('job');
		throw new Error('no');
	});
	await expect(broken).rejects.toThrow();
	expect(heard).toEqual([]);
	await app.ctx.db.transaction(async (tx) => {
		await tx.insert(lease).values(row('done')).run();
		app.ctx.db.touched('announcement');
	});
	told.close();
	expect(heard).toEqual([['announcement', 'done']]);
});

test('every connection is FULL: a commit is on the disk when it is answered', async () => {
	const asked = app.ctx.db.read as Transaction;
	const level = await asked.get<{ synchronous: number }>('pragma synchronous' as never);
	expect(Object.values(level ?? {})).toEqual([2]);
	expect(await app.ctx.db.read.select().from(lease).where(eq(lease.name, '')).all()).toEqual([]);
});

test('the stamp moves with a commit of ours at once, with another process’s by the next turn', async () => {
	const { stamp, transaction } = app.ctx.db;
	const seen = [await stamp()];
	await transaction(async (tx) => void (await tx.insert(lease).values(row('ours')).run()));
	seen.push(await stamp());
	const other = new Database(join(app.dir, 'proofsheet.db'));
	other.prepare("insert into lease (name, holder, fence, until) values ('theirs', 'x', 1, 0)").run();
	other.close();
	await setImmediate();
	seen.push(await stamp());
	await setImmediate();
	expect(await stamp()).toBe(seen[2]);
	expect(new Set(seen).size).toBe(3);
});
