import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { lease } from './schema.ts';

let app: TestContext;
beforeEach(() => void (app = makeContext()));
afterEach(() => app.close());

const row = (name: string) => ({ name, holder: 'test', fence: 1, until: 0 });
const names = () =>
	app.ctx.db.read
		.select()
		.from(lease)
		.all()
		.map((each) => each.name);

test('a failed transaction leaves nothing, even after an await', async () => {
	const broken = app.ctx.db.transaction(async (tx) => {
		tx.insert(lease).values(row('a')).run();
		await Promise.resolve();
		tx.insert(lease).values(row('b')).run();
		throw new Error('no');
	});
	await expect(broken).rejects.toThrow('no');
	expect(names()).toEqual([]);
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
		tx.insert(lease).values(row('outer')).run();
		await app.ctx.db.transaction(async () => undefined);
	});
	await expect(nested).rejects.toThrow('inside a transaction');
	expect(names()).toEqual([]);
});

test('the reader cannot write', () => {
	expect(() => app.ctx.db.read.insert(lease).values(row('x')).run()).toThrow(/readonly/);
});

test('the reader sees what is committed, and only that', async () => {
	await app.ctx.db.transaction(async (tx) => {
		tx.insert(lease).values(row('later')).run();
		expect(names()).toEqual([]);
	});
	expect(names()).toEqual(['later']);
});

test('a snapshot sees one moment, though another process commits between its reads', () => {
	const other = new Database(join(app.dir, 'proofsheet.db'));
	const second = app.ctx.db.snapshot((db) => {
		expect(db.select().from(lease).all()).toEqual([]);
		other.prepare("insert into lease (name, holder, fence, until) values ('meanwhile', 'x', 1, 0)").run();
		return names();
	});
	other.close();
	expect(second).toEqual([]);
	expect(names()).toEqual(['meanwhile']);
});

test('listeners hear after the commit, and not at all after a rollback', async () => {
	const heard: string[][] = [];
	app.ctx.db.onCommit((what) => heard.push([...what, ...names()]));
	const broken = app.ctx.db.transaction(async () => {
		app.ctx.db.touched('job');
		throw new Error('no');
	});
	await expect(broken).rejects.toThrow();
	expect(heard).toEqual([]);
	await app.ctx.db.transaction(async (tx) => {
		tx.insert(lease).values(row('done')).run();
		app.ctx.db.touched('announcement');
	});
	expect(heard).toEqual([['announcement', 'done']]);
});

test('every connection is FULL: a commit is on the disk when it is answered', () => {
	const level = app.ctx.db.read.get<{ synchronous: number }>('pragma synchronous' as never);
	expect(Object.values(level ?? {})).toEqual([2]);
	expect(app.ctx.db.read.select().from(lease).where(eq(lease.name, '')).all()).toEqual([]);
});

test('the stamp moves with a commit of ours at once, with another process’s by the next turn', async () => {
	const { stamp, transaction } = app.ctx.db;
	const seen = [stamp()];
	await transaction((tx) => void tx.insert(lease).values(row('ours')).run());
	seen.push(stamp());
	const other = new Database(join(app.dir, 'proofsheet.db'));
	other.prepare("insert into lease (name, holder, fence, until) values ('theirs', 'x', 1, 0)").run();
	other.close();
	await setImmediate();
	seen.push(stamp());
	await setImmediate();
	expect(stamp()).toBe(seen[2]);
	expect(new Set(seen).size).toBe(3);
});
