import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ProductSpec } from '#lib/domain/products/spec.ts';
import { aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { heldLease } from '#tests/support/cast/held.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { job, rendition, version } from '../db/schema.ts';
import { LeaseLost } from '../jobs/lease.ts';
import { MediaTrouble, type Decoders, type ProductResult } from '../media/decoders.ts';
import { keyOf, productsMade, touchProducts, wantProducts } from './products.ts';
import { renderProduct } from './render-product.ts';
import { sweepProducts } from './sweep-products.ts';

const spec: ProductSpec = {
	size: { by: 'edge', edge: 2048 },
	format: 'jpeg',
	quality: 85,
	dpi: null,
	space: 'srgb',
	sharpening: 'none',
	metadata: 'credits',
	copyright: '',
	creator: '',
	caption: ''
};

let app: TestContext;
let versionId: string;
beforeEach(async () => {
	app = await makeContext();
	const { id: galleryId } = await aGallery(app.ctx);
	({ versionId } = await aStoredFile(app.ctx, galleryId, { renditions: [400] }));
});
afterEach(() => app.close());

let asked = 0;
const decoders = (answer: () => ProductResult | Promise<ProductResult>): Pick<Decoders, 'produce'> => ({
	produce: async ({ into }) => {
		asked++;
		const result = await answer();
		if (result.outcome === 'produced') await writeFile(join(into, 'product.jpg'), 'product');
		return result.outcome === 'produced' ? { ...result, path: join(into, 'product.jpg') } : result;
	}
});
const drawing = decoders(() => ({ outcome: 'produced', path: '', width: 2048, height: 1365 }));
const render = (by = drawing, change: Partial<ProductSpec> = {}, lease = heldLease(app.ctx)) =>
	renderProduct(app.ctx, { versionId, spec: { ...spec, ...change } }, lease, by);
const found = async (change: Partial<ProductSpec> = {}) => {
	const wanted = { versionId, spec: { ...spec, ...change } };
	return (await productsMade(app.ctx.db.read, [wanted])).get(keyOf(wanted));
};
const rows = () => app.ctx.db.read.select().from(rendition).where(eq(rendition.versionId, versionId)).all();
const setStatus = (status: 'processing' | 'failed' | 'discarded' | 'past') =>
	app.ctx.db.transaction(
		async (tx) => void (await tx.update(version).set({ status }).where(eq(version.id, versionId)).run())
	);
beforeEach(() => void (asked = 0));

describe('nothing is made', () => {
	test.each(['processing', 'failed', 'discarded'] as const)('of a version that is %s', async (status) => {
		await setStatus(status);
		await render();
		expect([asked, await found()]).toEqual([0, undefined]);
	});

	test('of a version that does not exist', async () => {
		await renderProduct(app.ctx, { versionId: 'nobody', spec }, heldLease(app.ctx), drawing);
		expect(asked).toBe(0);
	});

	test('twice', async () => {
		await render();
		await render();
		expect([asked, (await rows()).length]).toEqual([1, 2]);
	});

	test('again of what was found to be impossible', async () => {
		const unable = decoders(() => ({ outcome: 'failed' }));
		await render(unable);
		await render(unable);
		expect([asked, await found()]).toEqual([1, { state: 'failed' }]);
	});
});

test('trouble with the machine leaves nothing behind, and it is made next time', async () => {
	const trouble = decoders(() => Promise.reject(new MediaTrouble('ENOSPC', 'full')));
	await expect(render(trouble)).rejects.toThrow('full');
	expect(await found()).toBeUndefined();
	await render();
	expect(await found()).toMatchObject({ state: 'ready' });
});

test('a run that was taken over leaves neither a row nor bytes', async () => {
	const lost = () => Promise.reject(new LeaseLost('taken over'));
	await expect(render(drawing, {}, { transaction: lost, last: lost })).rejects.toThrow(LeaseLost);
	expect(await found()).toBeUndefined();
	expect((await Array.fromAsync(app.ctx.storage.list('renditions/'))).length).toBe(1);
});

test('a product has its size, its checksums and bytes of its own', async () => {
	await render();
	const made = await found();
	expect(made).toMatchObject({ state: 'ready', bytes: 7, width: 2048, height: 1365 });
	if (made?.state !== 'ready') throw new Error('not made');
	expect(made.storageKey).toMatch(/-p[0-9a-f]{19}\.jpg$/);
	expect(await app.ctx.storage.stat(made.storageKey)).toEqual({ bytes: 7 });
	expect(made.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('another setting is another product; the same one in other words is the same', async () => {
	await render();
	expect(await found({ quality: 80 })).toBeUndefined();
	expect(await found({ copyright: '© Ann' })).toBeUndefined();
	expect(await found({ quality: 85 })).toMatchObject({ state: 'ready' });
});

test('what is wanted is enqueued once', async () => {
	await wantProducts(app.ctx, [{ versionId, spec }]);
	await wantProducts(app.ctx, [
		{ versionId, spec },
		{ versionId, spec: { ...spec, quality: 90 } }
	]);
	const jobs = await app.ctx.db.read.select().from(job).all();
	expect(jobs.map(({ name }) => name)).toEqual(['product', 'product']);
});

test('what nobody wanted for a month is swept; what was wanted meanwhile, and every preview, stays', async () => {
	const day = 86_400_000;
	await render();
	await render(drawing, { quality: 90 });
	app.clock.forward(20 * day);
	await touchProducts(app.ctx, [{ versionId, spec }]);
	app.clock.forward(11 * day);
	await sweepProducts(app.ctx, app.ctx.db.transaction);
	expect([(await found())?.state, await found({ quality: 90 })]).toEqual(['ready', undefined]);
	expect((await rows()).length).toBe(2);
	expect((await Array.fromAsync(app.ctx.storage.list('renditions/'))).length).toBe(2);
});
