import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { lease } from './schema.ts';

let app: TestContext;
beforeEach(async () => void (app = await makeContext()));
afterEach(() => app.close());

const add = (name: string) =>
	app.ctx.db.transaction(
		async (tx) => void (await tx.insert(lease).values({ name, holder: 'test', fence: 1, until: 0 }).run())
	);

test('a commit of ours between two reads of a snapshot is not seen by the second, and by the next snapshot is', async () => {
	const { snapshot } = app.ctx.db;
	const [first, second] = await snapshot(async (db) => {
		const before = await db.select().from(lease).all();
		await add('meanwhile');
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
