import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { aFile, aGallery, anOrderIn, ann, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { orderItem } from '../db/schema.ts';
import { readHome } from './home.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

it('shows every gallery and how it stands to a photographer', async () => {
	const { ctx } = test;
	const top = await aGallery(ctx, { title: 'Clients' });
	const below = await aGallery(ctx, { title: 'Autumn', parentId: top.id });
	const [one, two] = [await aFile(ctx, below.id), await aFile(ctx, below.id, { name: 'DSC_2.jpg' })];
	await aFile(ctx, below.id, { name: 'gone.jpg', deletedAt: 1 });
	await anOrderIn(ctx, below.id, [one.id, two.id]);
	const home = (await readHome(ctx, await ann(ctx))).toSorted((a, b) => b.title.localeCompare(a.title));
	expect(home).toMatchObject([
		{ title: 'Clients', parentId: null, files: 0, ordered: 0 },
		{ title: 'Autumn', parentId: top.id, files: 2, ordered: 2, waiting: 2, delivered: 0, chosen: 0, here: 0 }
	]);
});

it('counts a picture once, though the right one was sent after a wrong one', async () => {
	const { ctx } = test;
	const { id } = await aGallery(ctx);
	const [one, two] = [await aFile(ctx, id), await aFile(ctx, id, { name: 'DSC_2.jpg' })];
	for (const ids of [[one.id, two.id], [one.id]]) await anOrderIn(ctx, id, ids);
	await ctx.db.transaction(
		async (tx) =>
			void (await tx.update(orderItem).set({ state: 'delivered' }).where(eq(orderItem.fileId, one.id)).run())
	);
	expect(await readHome(ctx, await ann(ctx))).toMatchObject([{ ordered: 2, waiting: 1, delivered: 1 }]);
});

it('shows a retoucher what is ordered, and leaves out cancelled items', async () => {
	const { ctx } = test;
	await aGallery(ctx, { title: 'Nothing ordered' });
	const ordered = await aGallery(ctx, { title: 'Autumn' });
	await anOrderIn(ctx, ordered.id, [(await aFile(ctx, ordered.id)).id]);
	await ctx.db.transaction(async (tx) => void (await tx.update(orderItem).set({ state: 'cancelled' }).run()));
	expect(await readHome(ctx, await ray(ctx))).toMatchObject([
		{ title: 'Autumn', files: 1, ordered: 0, waiting: 0 }
	]);
});

it('shows the first picture of a gallery in its order, not the one that came first', async () => {
	const { ctx } = test;
	const { id } = await aGallery(ctx);
	const renditions = [1500, 400].map((width) => ({ key: `${width}`, width, height: width / 2, bytes: 1 }));
	await aFile(ctx, id, { name: 'late.jpg', capturedAt: 20 }, { renditions });
	const { id: early } = await aFile(ctx, id, { name: 'early.jpg', capturedAt: 10 }, { renditions });
	const [shown] = await readHome(ctx, await ann(ctx));
	expect(shown?.cover).toContain(early);
	expect(shown?.cover).toContain('400');
});
