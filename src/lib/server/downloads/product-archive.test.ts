import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArchiveProgress } from '#lib/contract/delivery.ts';
import type { ProductOffer } from '#lib/domain/products/offer.ts';
import { presetSettings } from '#lib/domain/products/presets.ts';
import { aClient, aGallery, ann, CHOOSES } from '#tests/support/cast/cast.ts';
import { browserOf } from '#tests/support/app/front.ts';
import { bytesOf, sha256, startTaking, unpacked, type Taking } from '#tests/support/app/taking.ts';
import { makeProducts } from '#tests/support/cast/products.ts';
import { aNewVersion, aStoredFile } from '#tests/support/cast/stored.ts';
import { job } from '../db/schema.ts';
import { changeProduct, createProduct } from '../products/index.ts';
import { sweepProducts } from '../renditions/index.ts';

let test: Taking;
let web: string;
beforeEach(async () => {
	test = await startTaking();
	const settings = { ...presetSettings('web'), name: '{seq:2}-{name}' };
	web = (await createProduct(test.ctx, await ann(test.ctx), { name: 'Web', settings })).id;
});
afterEach(() => test.close());

async function scene(offers?: ProductOffer[]) {
	const { id } = await aGallery(test.ctx, { offerDownloads: ['FINAL'] });
	const products = offers ?? [{ product: web, states: ['FINAL'] }];
	const cleo = await aClient(test.ctx, id, 'cleo', { ...CHOOSES, download: 'none', products });
	const final = (name: string) => aStoredFile(test.ctx, id, { name, state: 'FINAL', section: 'Nikon' });
	const files = [await final('A.jpg'), await final('B.jpg')];
	const proof = await aStoredFile(test.ctx, id, { name: 'C.jpg', state: 'PROOF' });
	return { id, files, proof, as: await browserOf(test.ctx, cleo) };
}

const ask = async (url: string, as: string): Promise<ArchiveProgress> =>
	(await test.front.fetch(url, { as })).json();
const begin = async (id: string, as: string): Promise<ArchiveProgress> =>
	(await test.pack(id, as, { all: true, product: web })).body;

describe('an archive of products is refused', () => {
	it('where the row offers none of them, and nothing is made', async () => {
		const { id, as } = await scene([]);
		expect((await test.pack(id, as, { all: true, product: web })).status).toBe(409);
		expect(await test.ctx.db.read.select().from(job).all()).toEqual([]);
	});

	it('before the last of them is made', async () => {
		const { id, as } = await scene();
		const { status, url, done, of } = await begin(id, as);
		expect([url, done, of]).toEqual([undefined, 0, 2]);
		expect((await test.front.fetch(`${status}.zip`, { as })).status).toBe(503);
	});

	it('to everybody else, and once the right is gone', async () => {
		const { id, as } = await scene();
		const { status } = await begin(id, as);
		await makeProducts(test.ctx);
		const ben = await browserOf(
			test.ctx,
			await aClient(test.ctx, id, 'ben', { ...CHOOSES, download: 'all' })
		);
		for (const path of [status, `${status}.zip`]) {
			expect((await test.front.fetch(path, { as: ben })).status).toBe(404);
			expect((await test.front.fetch(path)).status).toBe(404);
		}
		await test.setRow(id, { products: [] });
		for (const path of [status, `${status}.zip`])
			expect((await test.front.fetch(path, { as })).status).toBe(404);
	});
});

it('says how far it is, then has an exact length, names in folders, and goes on after a cut', async () => {
	const { id, as, proof } = await scene();
	const first = await begin(id, as);
	expect(first.left).toEqual([{ fileId: proof.id, why: 'not-offered' }]);
	await makeProducts(test.ctx);
	const { url = '', bytes = 0, done, failed } = await ask(first.status, as);
	expect([done, failed]).toEqual([2, 0]);
	const response = await test.front.fetch(url, { as });
	expect(response.headers.get('content-length')).toBe(String(bytes));
	const whole = await bytesOf(response);
	expect([...unpacked(whole).keys()].sort()).toEqual(['Nikon/01-A.jpg', 'Nikon/02-B.jpg']);
	const etag = response.headers.get('etag') ?? '';
	const rest = await test.front.fetch(url, { as, headers: { range: 'bytes=1000-', 'if-range': etag } });
	expect(rest.status).toBe(206);
	expect(sha256(await bytesOf(rest))).toBe(sha256(whole.subarray(1000)));
});

it('holds what it was asked for, whatever the product, or a picture, becomes meanwhile', async () => {
	const { id, as, files } = await scene();
	const { status } = await begin(id, as);
	await makeProducts(test.ctx);
	const before = await ask(status, as);
	const settings = { ...presetSettings('web'), quality: 40 };
	await changeProduct(test.ctx, await ann(test.ctx), web, { settings });
	await aNewVersion(test.ctx, files[0]?.id ?? '', { state: 'FINAL' });
	await sweepProducts(test.ctx, test.ctx.db.transaction);
	expect(await ask(status, as)).toEqual(before);
	expect((await begin(id, as)).done).toBe(0);
});

it('is there at once where all of it was made before', async () => {
	const { id, as } = await scene();
	await begin(id, as);
	await makeProducts(test.ctx);
	expect((await begin(id, as)).url).toMatch(/\.zip$/);
});
