import { and, eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { allOf, aShoot, order, statesOf } from '#tests/support/cast/orders.ts';
import { file, version } from '../db/schema.ts';
import { setStates } from './index.ts';

/** More than are written in one turn. */
const COUNT = 255;

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

it('hundreds of finals at once: every item is ready, and the order’s delivery is planned once', async () => {
	const { ctx } = test;
	const { ann, cleo, gallery, fileIds } = await aShoot(ctx, COUNT);
	const id = await order(ctx, cleo, fileIds);
	const before = await ctx.hub.last();
	const views = await setStates(ctx, ann, gallery.id, { fileIds, state: 'FINAL' });
	expect(views.map(({ state }) => state)).toEqual(fileIds.map(() => 'FINAL'));
	expect(new Set(Object.values(await statesOf(ctx, id)))).toEqual(new Set(['ready']));
	expect(await allOf(ctx, 'delivery')).toMatchObject([
		{ orderId: id, restarts: 0, dueAt: ctx.clock.now() + 120_000 }
	]);
	const told = (await ctx.hub.since(before)).filter(({ event }) => event === 'order.changed');
	expect(told.filter(({ room }) => room.startsWith('studio'))).toHaveLength(1);
	const versions = await ctx.db.read.select().from(version).all();
	expect(versions.every(({ lastState }) => lastState === 'FINAL')).toBe(true);
});

it('leaves the past versions’ states, and overrules that of a first one on its way', async () => {
	const { ctx } = test;
	const { ann, gallery, fileIds } = await aShoot(ctx, 3);
	const [two = '', coming = '', same = ''] = fileIds;
	await ctx.db.transaction(async (tx) => {
		const [row] = await tx.select().from(version).where(eq(version.fileId, two)).all();
		if (!row) throw new Error('no version');
		await tx
			.insert(version)
			.values({ ...row, id: ctx.ids.next(), storageKey: 'test/two', n: 2, lastState: 'PROOF' })
			.run();
		await tx.update(file).set({ currentVersion: 2, nextVersion: 3 }).where(eq(file.id, two)).run();
		const status = 'processing';
		await tx.update(version).set({ status, wantedState: 'PROOF' }).where(eq(version.fileId, coming)).run();
		await tx.update(file).set({ status, currentVersion: 0 }).where(eq(file.id, coming)).run();
		await tx.update(file).set({ state: 'FINAL' }).where(eq(file.id, same)).run();
	});
	await setStates(ctx, ann, gallery.id, { fileIds, state: 'FINAL' });
	const of = (fileId: string, n: number) =>
		ctx.db.read
			.select()
			.from(version)
			.where(and(eq(version.fileId, fileId), eq(version.n, n)))
			.get();
	expect((await of(two, 1))?.lastState).not.toBe('FINAL');
	expect((await of(two, 2))?.lastState).toBe('FINAL');
	expect(await of(coming, 1)).toMatchObject({ wantedState: 'FINAL' });
	expect((await of(same, 1))?.lastState).not.toBe('FINAL');
});
