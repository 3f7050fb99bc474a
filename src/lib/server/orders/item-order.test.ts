import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aShoot, order } from '#tests/support/cast/orders.ts';
import { file, gallery } from '../db/schema.ts';
import { changeItems, readOrder, readOrderPage, readOwnOrder } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

/** Four pictures: the clock says 3, 1, 4, and of 2 nothing; 4 lies in a section before the others' one. */
async function aDay(orderBy: 'time' | 'name' | 'hand' = 'time') {
	const { ctx } = test;
	const shoot = await aShoot(ctx, 4);
	const [one = '', two = '', three = '', four = ''] = shoot.fileIds;
	const put = (id: string, facts: Partial<typeof file.$inferInsert>) =>
		ctx.db.transaction(async (tx) => void (await tx.update(file).set(facts).where(eq(file.id, id)).run()));
	await put(one, { capturedAt: 2000, section: 'Party', place: 2 });
	await put(two, { capturedAt: null, section: 'Party', place: 1 });
	await put(three, { capturedAt: 1000, section: 'Party', place: 0 });
	await put(four, { capturedAt: 9000, section: 'Ceremony', place: 3 });
	await ctx.db.transaction(
		async (tx) =>
			void (await tx.update(gallery).set({ orderBy }).where(eq(gallery.id, shoot.gallery.id)).run())
	);
	return { ...shoot, one, two, three, four };
}

const numbers = (names: string[]) => names.map((name) => Number(name.slice(4, 8)));

describe('an order lists its pictures as the gallery does', () => {
	it.each([
		['time', [4, 3, 1, 2]],
		['name', [4, 1, 2, 3]],
		['hand', [3, 2, 1, 4]]
	] as const)('by %s, for the client and for the studio', async (orderBy, expected) => {
		const { ann, cleo, fileIds } = await aDay(orderBy);
		const id = await order(test.ctx, cleo, fileIds);
		const own = (await readOwnOrder(test.ctx, cleo, id)).items.map(({ name }) => name);
		const studio = (await readOrder(test.ctx, ann, id)).items.map(({ cameraName }) => cameraName);
		const page = await readOrderPage(test.ctx, ann, id, 1);
		const onPage = [page.order.items, page.places].map((list) => list.map(({ cameraName }) => cameraName));
		expect([own, studio, ...onPage].map(numbers)).toEqual([expected, expected, expected, expected]);
	});

	it('a picture that was added later stands in its place, one that was taken out behind all', async () => {
		const { cleo, one, two, three, four } = await aDay();
		const id = await order(test.ctx, cleo, [one, two, four]);
		test.clock.forward(1000);
		await changeItems(test.ctx, cleo, id, { add: [three], remove: [four] });
		const own = (await readOwnOrder(test.ctx, cleo, id)).items.map(({ name }) => name);
		expect(numbers(own)).toEqual([3, 1, 2, 4]);
	});
});
