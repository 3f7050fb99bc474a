import { afterEach, beforeEach, expect, it } from 'vitest';
import { ann } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aShoot, incoming, order } from '#tests/support/cast/orders.ts';
import { version } from '../db/schema.ts';
import { eq } from 'drizzle-orm';
import { withdrawItem, readOrder, readOrderPage, readOwnOrder, readOwnPage } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const COUNT = 125;
async function anOrder() {
	const { cleo, fileIds } = await aShoot(test.ctx, COUNT);
	const id = await order(test.ctx, cleo, fileIds);
	return { id, cleo, fileIds, photographer: await ann(test.ctx) };
}

it('the pages of an order hold each of its items once, in its order, and all else is of the whole', async () => {
	const { id, photographer } = await anOrder();
	const whole = await readOrder(test.ctx, photographer, id);
	await withdrawItem(test.ctx, photographer, id, whole.items[3]?.id ?? '', { reason: 'Blurred' });
	const pages = await Promise.all([1, 2, 3].map((n) => readOrderPage(test.ctx, photographer, id, n)));
	const now = await readOrder(test.ctx, photographer, id);
	expect(pages.flatMap(({ order }) => order.items)).toEqual(now.items);
	expect(pages.map(({ order }) => order.items.length)).toEqual([60, 60, 5]);
	for (const { order, places, files, pages: count } of pages) {
		expect({ ...order, items: now.items }).toEqual(now);
		expect(order.progress.of).toBe(COUNT - 1);
		expect(places.map(({ fileId, state }) => [fileId, state])).toEqual(
			now.items.map(({ fileId, state }) => [fileId, state])
		);
		expect(files.map((file) => file.id).sort()).toEqual(order.items.map(({ fileId }) => fileId).sort());
		expect(count).toBe(3);
	}
});

it('a picture that asks for an OK is there on whichever page one looks at', async () => {
	const { id, photographer, fileIds } = await anOrder();
	const last = (await readOrder(test.ctx, photographer, id)).items.at(-1)?.fileId ?? '';
	expect(fileIds).toContain(last);
	const asking = await incoming(test.ctx, last);
	await test.ctx.db.transaction((tx) =>
		tx.update(version).set({ status: 'asks', asks: 'ok' }).where(eq(version.id, asking)).run()
	);
	const { files, order: shown } = await readOrderPage(test.ctx, photographer, id, 1);
	expect(shown.items.map(({ fileId }) => fileId)).not.toContain(last);
	expect(files.find((file) => file.id === last)?.incoming).toMatchObject({ status: 'asks' });
});

it('the name of the RAW goes with a picture of another page', async () => {
	const { id, photographer } = await anOrder();
	const last = (await readOrder(test.ctx, photographer, id)).items.at(-1)?.fileId ?? '';
	await test.ctx.db.transaction((tx) =>
		tx
			.update(version)
			.set({ capture: { rawFileName: 'DSC_0125.NEF' } })
			.where(eq(version.fileId, last))
			.run()
	);
	const { places } = await readOrderPage(test.ctx, photographer, id, 1);
	expect(places.at(-1)).toMatchObject({ fileId: last, rawFileName: 'DSC_0125.NEF' });
});

it('a page beyond the last is the last', async () => {
	const { id, photographer, cleo } = await anOrder();
	expect(await readOrderPage(test.ctx, photographer, id, 9)).toMatchObject({ page: 3, pages: 3 });
	expect(await readOwnPage(test.ctx, cleo, id, 9)).toMatchObject({ page: 2, pages: 2 });
});

it('the client’s pages hold each item once, in the order of the whole', async () => {
	const { id, cleo } = await anOrder();
	const pages = await Promise.all([1, 2].map((n) => readOwnPage(test.ctx, cleo, id, n)));
	const whole = await readOwnOrder(test.ctx, cleo, id);
	expect(pages.flatMap(({ order }) => order.items)).toEqual(whole.items);
	for (const { order: shown } of pages) expect({ ...shown, items: whole.items }).toEqual(whole);
});
