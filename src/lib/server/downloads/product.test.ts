import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProductOffer } from '#lib/domain/products/offer.ts';
import { presetSettings } from '#lib/domain/products/presets.ts';
import { aClient, aGallery, aMember, ann, CHOOSES } from '#tests/support/cast/cast.ts';
import { heldLease } from '#tests/support/cast/held.ts';
import { browserOf, memberBrowser } from '#tests/support/app/front.ts';
import { bytesOf, startTaking, type Taking } from '#tests/support/app/taking.ts';
import { makeProducts } from '#tests/support/cast/products.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { job } from '../db/schema.ts';
import { archiveProduct, createProduct } from '../products/index.ts';
import { renderProduct, type WantedProduct } from '../renditions/index.ts';

let test: Taking;
let web: string;
beforeEach(async () => {
	test = await startTaking();
	const settings = { ...presetSettings('web'), name: '{name}-{width}x{height}' };
	web = (await createProduct(test.ctx, await ann(test.ctx), { name: 'Web', settings })).id;
});
afterEach(() => test.close());

const MADE = Buffer.from('a picture for the web');
const makeAll = () => makeProducts(test.ctx, () => MADE);

async function scene(products: ProductOffer[], state: 'PROOF' | 'FINAL' = 'FINAL') {
	const { id } = await aGallery(test.ctx, { offerDownloads: [] });
	const cleo = await aClient(test.ctx, id, 'cleo', { ...CHOOSES, download: 'none', products });
	const file = await aStoredFile(test.ctx, id, { state, renditions: [400] });
	const path = `/g/${id}/files/${file.id}/download`;
	const ask = (product: string, wait = 0) =>
		test.front.fetch(`${path}?product=${product}&wait=${wait}`, { as });
	const as = await browserOf(test.ctx, cleo);
	return { id, file, as, path, ask };
}

describe('a product is refused', () => {
	it.each<[string, ProductOffer[], 'PROOF' | 'FINAL']>([
		['where the row names none', [], 'FINAL'],
		['where the row names another', [{ product: 'other', states: ['FINAL'] }], 'FINAL'],
		['of a proof where it is for finals', [{ product: 'web', states: ['FINAL'] }], 'PROOF']
	])('%s; nothing is made for it', async (_, offers, state) => {
		const { ask } = await scene(
			offers.map((offer) => ({ ...offer, product: offer.product === 'web' ? web : offer.product })),
			state
		);
		expect((await ask(web)).status).toBe(404);
		expect(await test.ctx.db.read.select().from(job).all()).toEqual([]);
	});

	it('once it is archived', async () => {
		const { ask } = await scene([{ product: web, states: ['FINAL'] }]);
		await archiveProduct(test.ctx, await ann(test.ctx), web);
		expect((await ask(web)).status).toBe(404);
	});

	it('to whoever is nobody here', async () => {
		const { path } = await scene([{ product: web, states: ['FINAL'] }]);
		expect((await test.front.fetch(`${path}?product=${web}`)).status).toBe(404);
	});

	it('with the words that it is being made, while it is; with others where it never can be', async () => {
		const { ask, file } = await scene([{ product: web, states: ['FINAL'] }]);
		const early = await ask(web);
		expect([early.status, early.headers.get('retry-after')]).toEqual([503, '5']);
		for (const { payload } of await test.ctx.db.read.select().from(job).all())
			await renderProduct(test.ctx, payload as WantedProduct, heldLease(test.ctx), {
				produce: async () => ({ outcome: 'failed' })
			});
		expect((await ask(web)).status).toBe(409);
		expect(file.id).toBeTruthy();
	});

	it('an original stays where it was: a product gives none', async () => {
		const { path, as } = await scene([{ product: web, states: ['FINAL'] }]);
		expect((await test.front.fetch(path, { as })).status).toBe(404);
	});
});

it('it comes once it is made: named by its template, in parts, and written down', async () => {
	const { ask, path, as } = await scene([{ product: web, states: ['FINAL'] }]);
	const waiting = ask(web, 20);
	await expect.poll(async () => (await test.ctx.db.read.select().from(job).all()).length).toBe(1);
	await makeAll();
	const response = await waiting;
	expect(response.status).toBe(200);
	expect(response.headers.get('content-disposition')).toMatch(/DSC_0001-300x200\.jpg/);
	expect(response.headers.get('content-type')).toBe('image/jpeg');
	expect(await bytesOf(response)).toEqual(MADE);
	const part = await test.front.fetch(`${path}?product=${web}`, { as, headers: { range: 'bytes=2-8' } });
	expect([part.status, (await bytesOf(part)).toString()]).toEqual([206, 'picture']);
	await expect.poll(async () => (await test.logged()).length).toBe(2);
});

it('members have every product of every picture they see', async () => {
	const { file } = await scene([]);
	const as = await memberBrowser(test.ctx, await aMember(test.ctx, 'ann', 'photographer'));
	const get = () => test.front.fetch(`/api/v1/files/${file.id}/products/${web}?wait=0`, { as });
	expect((await get()).status).toBe(503);
	await makeAll();
	expect((await get()).status).toBe(200);
	expect((await test.front.fetch(`/api/v1/files/${file.id}/products/nothing`, { as })).status).toBe(404);
});
