import { afterEach, beforeEach, expect, test } from 'vitest';
import { presetSettings } from '#lib/domain/products/presets.ts';
import type { Rights } from '#lib/domain/access/rights.ts';
import { aClient, aGallery, ann, CHOOSES } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { makeProducts } from '#tests/support/cast/products.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { archiveProduct, createProduct } from '../products/index.ts';
import { downloadChoices } from './choices.ts';
import { makeProductArchive } from './make-product-archive.ts';

let app: TestContext;
let web: string;
beforeEach(async () => {
	app = await makeContext();
	web = (await createProduct(app.ctx, await ann(app.ctx), { name: 'Web', settings: presetSettings('web') }))
		.id;
});
afterEach(() => app.close());

async function scene(rights: (web: string) => Partial<Rights>) {
	const { id } = await aGallery(app.ctx, { offerDownloads: ['FINAL'] });
	await aStoredFile(app.ctx, id, { state: 'FINAL' });
	await aStoredFile(app.ctx, id, { state: 'PROOF' });
	const cleo = await aClient(app.ctx, id, 'cleo', { ...CHOOSES, ...rights(web) });
	return { cleo, choices: () => downloadChoices(app.ctx, cleo, id, { all: true }), id };
}
const ofFinals = (product: string) => ({ products: [{ product, states: ['FINAL' as const] }] });

test('nothing is offered to whoever may fetch nothing, and no product that was archived', async () => {
	expect(await (await scene(() => ({ download: 'none' }))).choices()).toEqual([]);
	const { choices } = await scene((id) => ({ download: 'none', ...ofFinals(id) }));
	await archiveProduct(app.ctx, await ann(app.ctx), web);
	expect(await choices()).toEqual([]);
});

test('originals are exact; a product is estimated until it is made, and exact from then on', async () => {
	const { choices, cleo, id } = await scene(ofFinals);
	const original = { id: 'original', count: 1, bytes: 5000, isExact: true };
	expect(await choices()).toEqual([
		original,
		{ id: web, name: 'Web', count: 1, bytes: expect.any(Number), isExact: false }
	]);
	await makeProductArchive(app.ctx, cleo, id, { all: true, product: web });
	await makeProducts(app.ctx, () => Buffer.alloc(777));
	expect(await choices()).toEqual([original, { id: web, name: 'Web', count: 1, bytes: 777, isExact: true }]);
});
