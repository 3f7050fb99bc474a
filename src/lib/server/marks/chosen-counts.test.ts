import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { eq } from 'drizzle-orm';
import { aClient, aFile, aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { picks } from '#tests/support/cast/orders.ts';
import { file, gallery, selection } from '../db/schema.ts';
import { chosenCounts } from './chosen-counts.ts';
import { selectionResult } from './queries.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(async () => {
	vi.restoreAllMocks();
	await test.close();
});

const counts = async () => {
	const { read } = test.ctx.db;
	return chosenCounts(read, await read.select().from(gallery).all(), test.clock.now());
};

async function aChoice(rule: 'nobody-against' | 'everyone') {
	const { ctx } = test;
	const here = await aGallery(ctx);
	const files: string[] = [];
	for (const name of ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'])
		files.push((await aFile(ctx, here.id, { name })).id);
	const [cleo, ben] = [await aClient(ctx, here.id, 'cleo'), await aClient(ctx, here.id, 'ben')];
	await ctx.db.transaction(async (tx) => {
		await tx.update(selection).set({ rule }).where(eq(selection.galleryId, here.id)).run();
		await tx
			.update(file)
			.set({ deletedAt: 1 })
			.where(eq(file.id, files[3] ?? ''))
			.run();
	});
	await picks(ctx, cleo, here.selectionId, files.slice(0, 3));
	await picks(ctx, ben, here.selectionId, files.slice(1, 2), 'no');
	await picks(ctx, ben, here.selectionId, files.slice(3));
	return here;
}

it('counts as the result does, whatever the rule, without deleted pictures', async () => {
	const [some, all] = [await aChoice('nobody-against'), await aChoice('everyone')];
	const results = await Array.fromAsync(
		[some, all],
		async ({ id, selectionId }) =>
			(await selectionResult(test.ctx.db.read, id, selectionId, test.clock.now())).count
	);
	expect(results).toEqual([2, 0]);
	expect(await Array.fromAsync([some, all], async ({ id }) => (await counts()).get(id))).toEqual(results);
});

it('asks no more of a hundred galleries where nobody chose than of one', async () => {
	const asked = async () => {
		const select = vi.spyOn(test.ctx.db.read, 'select');
		await counts();
		const { length } = select.mock.calls;
		select.mockRestore();
		return length;
	};
	await aGallery(test.ctx);
	const once = await asked();
	for (let i = 0; i < 100; i++) await aFile(test.ctx, (await aGallery(test.ctx)).id);
	// one more for the galleries themselves, each time
	expect([once, await asked()]).toEqual([3, 3]);
	expect((await counts()).size).toBe(0);
});
