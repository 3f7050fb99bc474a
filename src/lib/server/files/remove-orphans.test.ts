import { utimesSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aStoredFile, storeBytes, storeRendition } from '#tests/support/cast/stored.ts';
import { orphan } from '../db/schema.ts';
import { removeOrphans, SET_ASIDE_MS } from './remove-orphans.ts';

const DAY = 86_400_000;
let shop: TestContext;
beforeEach(async () => void (shop = await makeContext()));
afterEach(() => shop.close());

async function aStudioOf(pictures: number) {
	const { id } = await aGallery(shop.ctx);
	const kept = [];
	for (let n = 0; n < pictures; n++) kept.push((await aStoredFile(shop.ctx, id)).storageKey);
	kept.forEach(age);
	return kept;
}
const age = (key: string) => {
	const old = shop.ctx.clock.now() / 1000 - 2 * 86_400;
	utimesSync(shop.ctx.storage.localPath(key) ?? '', old, old);
	return key;
};
const anOrphan = async () => age((await storeBytes(shop.ctx, Buffer.from('lost'))).storageKey);
const isThere = async (key: string) => (await shop.ctx.storage.stat(key)) !== null;

test('bytes that no row names are set aside after a day, and erased 14 days later; all others stay', async () => {
	const kept = await aStudioOf(50);
	const [original, preview] = [await anOrphan(), age((await storeRendition(shop.ctx, 40)).key)];
	const fresh = (await storeBytes(shop.ctx, Buffer.from('under way'))).storageKey;
	utimesSync(shop.ctx.storage.localPath(fresh) ?? '', shop.clock.now() / 1000, shop.clock.now() / 1000);
	expect(await removeOrphans(shop.ctx)).toEqual({ total: 53, aside: 2, held: 0, erased: 0 });
	shop.clock.forward(SET_ASIDE_MS - 1);
	expect(await removeOrphans(shop.ctx)).toMatchObject({ aside: 3, erased: 0 });
	shop.clock.forward(1);
	expect(await removeOrphans(shop.ctx)).toMatchObject({ aside: 1, held: 0, erased: 2 });
	for (const key of [...kept, fresh]) expect(await isThere(key)).toBe(true);
	for (const key of [original, preview]) expect(await isThere(key)).toBe(false);
});

test.each([
	[19, 1, 1],
	[18, 1, 0],
	[38, 2, 2],
	[37, 2, 0],
	[3, 3, 0]
])(
	'beside %d pictures, of %d orphans %d are erased without a word: 5 %% of all at most',
	async (pictures, lost, erased) => {
		await aStudioOf(pictures);
		for (let n = 0; n < lost; n++) await anOrphan();
		await removeOrphans(shop.ctx);
		shop.clock.forward(SET_ASIDE_MS);
		expect(await removeOrphans(shop.ctx)).toMatchObject({ erased, held: lost - erased });
	}
);

test('with a word more are erased, but none before its time', async () => {
	await aStudioOf(3);
	const [first] = [await anOrphan()];
	await removeOrphans(shop.ctx);
	shop.clock.forward(SET_ASIDE_MS - DAY);
	const second = await anOrphan();
	await removeOrphans(shop.ctx, { confirmed: true });
	expect(await isThere(first)).toBe(true);
	shop.clock.forward(DAY);
	expect(await removeOrphans(shop.ctx, { confirmed: true })).toMatchObject({ erased: 1, aside: 1 });
	expect([await isThere(first), await isThere(second)]).toEqual([false, true]);
});

test('what gets its row back is an orphan no more, and its time begins anew', async () => {
	const [key = ''] = await aStudioOf(1);
	await shop.ctx.db.transaction(
		async (tx) => void (await tx.insert(orphan).values({ key, firstSeenAt: 1 }).run())
	);
	expect(await removeOrphans(shop.ctx, { confirmed: true })).toMatchObject({ erased: 0, aside: 0 });
	expect(await isThere(key)).toBe(true);
	expect(await shop.ctx.db.read.select().from(orphan).all()).toEqual([]);
});
