import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anotherProcess } from '#tests/support/cast/another-process.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aGallery } from '#tests/support/cast/cast.ts';
import { onServer, server } from '#tests/support/postgres/databases.ts';
import { eq } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import { increment } from '../expressions.ts';
import type { Transaction } from '../open.ts';
import { gallery, lease } from '../schema.ts';
import { StartupError } from '../startup-error.ts';
import { openPostgres } from './open.ts';

const row = (name: string) => ({ name, holder: 'x', fence: 1, until: 0 });

describe.skipIf(!server)('a database on a server', () => {
	let app: TestContext;
	let other: { ctx: Context; close: () => Promise<void> };
	beforeEach(async () => {
		app = await makeContext();
		other = await anotherProcess(app);
	});
	afterEach(async () => {
		await other.close();
		await app.close();
	});

	const names = async ({ db }: Context = app.ctx) =>
		(await db.read.select().from(lease).all()).map(({ name }) => name).sort();
	const put = ({ db }: Context, name: string) =>
		db.transaction(async (tx) => void (await tx.insert(lease).values(row(name)).run()));
	const elsewhere = (path: string, change: (url: URL) => void = () => undefined) => {
		const url = new URL(app.ctx.env.DATABASE_URL);
		change(url);
		if (path) url.pathname = path;
		return openPostgres(url.href, { migrations: 'drizzle/postgres', mayBeNew: true });
	};

	test('that is not there is refused in a sentence without the password', async () => {
		const asked = elsewhere('/nowhere', (url) => (url.password = 'hidden-word'));
		await expect(asked).rejects.toThrow(StartupError);
		await expect(asked).rejects.toThrow(/\/nowhere/);
		await expect(asked).rejects.not.toThrow(/hidden-word/);
	});

	test('whose server does not answer is refused in a sentence', async () => {
		await expect(elsewhere('', (url) => (url.port = '1'))).rejects.toThrow(/does not answer/);
	});

	test('that a newer version has written, or another program, is refused', async () => {
		const url = app.ctx.env.DATABASE_URL;
		const change = (text: string) => onServer(url, (client) => client.query(text));
		await change('update __drizzle_migrations set created_at = created_at + 1e12');
		await expect(elsewhere('')).rejects.toThrow(/newer version/);
		await change('update __drizzle_migrations set created_at = created_at - 1e12');
		await change('alter table lease rename to hidden_lease');
		await expect(elsewhere('')).rejects.toThrow(/no table lease/);
		await change('alter table hidden_lease rename to lease');
	});

	test('is not read from where writing is meant, nor written by the reader or a snapshot', async () => {
		const reader = app.ctx.db.read as Transaction;
		await expect(reader.insert(lease).values(row('x')).run()).rejects.toThrow(/read-only/);
		const inSnapshot = app.ctx.db.snapshot(async (db) =>
			(db as Transaction).insert(lease).values(row('x')).run()
		);
		await expect(inSnapshot).rejects.toThrow(/read-only/);
		expect(await names()).toEqual([]);
	});

	test('takes everything back when work goes on after a statement that failed', async () => {
		const swallowed = app.ctx.db.transaction(async (tx) => {
			await tx.insert(lease).values(row('once')).run();
			await tx
				.insert(lease)
				.values(row('once'))
				.run()
				.catch(() => undefined);
		});
		await expect(swallowed).rejects.toThrow(/went on after/);
		expect(await names()).toEqual([]);
	});

	test('tells no values of a row that it refused', async () => {
		await put(app.ctx, 'secret-name');
		const error: unknown = await put(app.ctx, 'secret-name').catch((each: unknown) => each);
		expect(error).toBeInstanceOf(Error);
		const told = { ...(error as Error), message: (error as Error).message };
		expect(JSON.stringify(told)).not.toContain('secret-name');
	});

	test('tries a transaction again that could not be as if it were alone, until it was', async () => {
		const { id } = await aGallery(app.ctx);
		const raise = ({ db }: Context) =>
			db.transaction(async (tx) => {
				const found = await tx.select().from(gallery).where(eq(gallery.id, id)).get();
				await nextTurn();
				const nextColour = (found?.nextColour ?? 0) + 1;
				await tx.update(gallery).set({ nextColour }).where(eq(gallery.id, id)).run();
			});
		await Promise.all(Array.from({ length: 20 }, (_, i) => raise(i % 2 ? app.ctx : other.ctx)));
		const after = await app.ctx.db.read.select().from(gallery).where(eq(gallery.id, id)).get();
		expect(after?.nextColour).toBe(20);
	});

	test('tries again when the server ended the connection before the commit', async () => {
		let tries = 0;
		await app.ctx.db.transaction(async (tx) => {
			await tx.insert(lease).values(row('kept')).run();
			if (tries++) return;
			await onServer(app.ctx.env.DATABASE_URL, (client) =>
				client.query(
					"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'"
				)
			);
			await tx.select().from(lease).all();
		});
		expect(tries).toBe(2);
		expect(await names()).toEqual(['kept']);
	});

	test('shows a snapshot one moment, though another process commits between its reads', async () => {
		const second = await app.ctx.db.snapshot(async (db) => {
			expect(await db.select().from(lease).all()).toEqual([]);
			await onServer(app.ctx.env.DATABASE_URL, (client) =>
				client.query("insert into lease values ('meanwhile', 'x', 1, 0)")
			);
			return db.select().from(lease).all();
		});
		expect(second).toEqual([]);
		expect(await names()).toEqual(['meanwhile']);
	});

	test('has listeners hear after the commit, and not at all after a rollback', async () => {
		const heard: string[] = [];
		app.ctx.db.onCommit((what) => void heard.push(...what));
		const broken = app.ctx.db.transaction(() => {
			app.ctx.db.touched('job');
			throw new Error('no');
		});
		await expect(broken).rejects.toThrow('no');
		await app.ctx.db.transaction(async (tx) => {
			await tx.insert(lease).values(row('done')).run();
			app.ctx.db.touched('announcement');
		});
		expect(heard).toEqual(['announcement']);
	});

	test('has a stamp that moves with a commit of ours at once, with another’s by the next turn', async () => {
		const { stamp } = app.ctx.db;
		const seen = [await stamp()];
		await put(app.ctx, 'ours');
		seen.push(await stamp());
		await put(other.ctx, 'theirs');
		await nextTurn();
		seen.push(await stamp());
		await nextTurn();
		expect(await stamp()).toBe(seen[2]);
		expect(new Set(seen).size).toBe(3);
	});

	test('keeps what it cannot write as a sign for it, and finds it so', async () => {
		const name = 'a\0b';
		await put(app.ctx, name);
		expect(await names()).toEqual(['a\uFFFDb']);
		const found = await app.ctx.db.read.select().from(lease).where(eq(lease.name, name)).get();
		expect(found?.fence).toBe(1);
	});

	test('counts in the row, not in the application', async () => {
		const { id } = await aGallery(app.ctx);
		const raise = ({ db }: Context) =>
			db.transaction(
				async (tx) =>
					void (await tx
						.update(gallery)
						.set({ nextColour: increment(gallery.nextColour) })
						.where(eq(gallery.id, id))
						.run())
			);
		await Promise.all([raise(app.ctx), raise(other.ctx)]);
		const after = await app.ctx.db.read.select().from(gallery).where(eq(gallery.id, id)).get();
		expect(after?.nextColour).toBe(2);
	});
});
