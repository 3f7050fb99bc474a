import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#lib/domain/access/actor.ts';
import { presetSettings } from '#lib/domain/products/presets.ts';
import { aClient, aGallery, ann, CHOOSES, owner, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { announcement, fact, product } from '../db/schema.ts';
import { archiveProduct, changeProduct, createProduct, listProducts } from './index.ts';

let app: TestContext;
beforeEach(async () => void (app = await makeContext()));
afterEach(() => app.close());

const web = { name: 'Web', settings: presetSettings('web') };
const facts = async () => (await app.ctx.db.read.select().from(fact).all()).map(({ name }) => name);

describe('products are the photographers’ to change', () => {
	test('a retoucher and a client are refused, and nothing is left behind', async () => {
		const { id } = await createProduct(app.ctx, await ann(app.ctx), web);
		const gallery = await aGallery(app.ctx);
		const refused: Actor[] = [await ray(app.ctx), await aClient(app.ctx, gallery.id)];
		for (const actor of refused) {
			const as = actor as Parameters<typeof createProduct>[1]; // who has no right to ask
			await expect(createProduct(app.ctx, as, web)).rejects.toMatchObject({ fault: 'forbidden' });
			await expect(changeProduct(app.ctx, as, id, { name: 'x' })).rejects.toMatchObject({
				fault: 'forbidden'
			});
			await expect(archiveProduct(app.ctx, as, id)).rejects.toMatchObject({ fault: 'forbidden' });
		}
		expect(await facts()).toEqual(['product.changed']);
	});

	test('what is not there, or was archived, is not found', async () => {
		const actor = await ann(app.ctx);
		const { id } = await createProduct(app.ctx, actor, web);
		await archiveProduct(app.ctx, actor, id);
		for (const productId of ['nothing', id]) {
			await expect(changeProduct(app.ctx, actor, productId, {})).rejects.toMatchObject({
				fault: 'not-found'
			});
			await expect(archiveProduct(app.ctx, actor, productId)).rejects.toMatchObject({ fault: 'not-found' });
		}
	});

	test('more than fifty are refused', async () => {
		const actor = await ann(app.ctx);
		for (let i = 0; i < 50; i++) await createProduct(app.ctx, actor, web);
		await expect(createProduct(app.ctx, actor, web)).rejects.toMatchObject({ fault: 'conflict' });
	});
});

test('they stand in the studio’s order, and change by what is said', async () => {
	const actor = await owner(app.ctx);
	const first = await createProduct(app.ctx, actor, web);
	const second = await createProduct(app.ctx, actor, { name: 'Print', settings: presetSettings('print') });
	expect(await changeProduct(app.ctx, actor, first.id, { position: 5 })).toEqual({ ...first, position: 5 });
	expect((await listProducts(app.ctx, actor)).map(({ name }) => name)).toEqual(['Print', 'Web']);
	await archiveProduct(app.ctx, actor, second.id);
	expect((await listProducts(app.ctx, actor)).map(({ id }) => id)).toEqual([first.id]);
	expect(await facts()).toEqual(['product.changed', 'product.changed', 'product.changed', 'product.changed']);
});

test('one from before a setting came has that setting’s usual value', async () => {
	const actor = await ann(app.ctx);
	const { id } = await createProduct(app.ctx, actor, web);
	const { sharpening: _, ...older } = web.settings;
	await app.ctx.db.transaction(
		async (tx) =>
			void (await tx
				.update(product)
				.set({ settings: older as typeof web.settings })
				.run())
	);
	expect(await listProducts(app.ctx, actor)).toMatchObject([{ id, settings: { sharpening: 'none' } }]);
});

test('pages of the galleries that offer it hear of a change, those that go by their tables too, and no others', async () => {
	const actor = await ann(app.ctx);
	const { id: product } = await createProduct(app.ctx, actor, web);
	const offering = await aGallery(app.ctx);
	const inside = await aGallery(app.ctx, { parentId: offering.id });
	await aGallery(app.ctx, { parentId: offering.id, inheritAccess: false });
	await aClient(app.ctx, offering.id, 'cleo', { ...CHOOSES, products: [{ product, states: ['FINAL'] }] });
	await changeProduct(app.ctx, actor, product, { name: 'Small' });
	const told = await app.ctx.db.read.select().from(announcement).all();
	expect(told.map(({ room, event }) => `${room} ${event}`).toSorted()).toEqual(
		[offering, inside].map(({ id }) => `client:${id} gallery.changed`).toSorted()
	);
});
