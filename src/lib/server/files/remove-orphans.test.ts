import { utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aGallery } from '../../../../tests/support/cast.ts';
import { makeContext } from '../../../../tests/support/context.ts';
import { aStoredFile, storeBytes, storeRendition } from '../../../../tests/support/stored.ts';
import { removeOrphans } from './remove-orphans.ts';

test('bytes that no row names go after a day; what a row names, and what is new, stays', async () => {
	const { ctx, close } = makeContext();
	const { id: galleryId } = await aGallery(ctx);
	const kept = await aStoredFile(ctx, galleryId, { renditions: [40] });
	const [original, preview, fresh] = [
		(await storeBytes(ctx, Buffer.from('lost'))).storageKey,
		(await storeRendition(ctx, 40)).key,
		(await storeBytes(ctx, Buffer.from('under way'))).storageKey
	];
	const old = ctx.clock.now() / 1000 - 2 * 86_400;
	for (const key of [kept.storageKey, kept.renditions[0]?.key ?? '', original, preview])
		utimesSync(ctx.storage.localPath(key) ?? '', old, old);
	utimesSync(ctx.storage.localPath(fresh) ?? '', ctx.clock.now() / 1000, ctx.clock.now() / 1000);
	expect(await removeOrphans(ctx)).toBe(2);
	const there = await Promise.all(
		[kept.storageKey, kept.renditions[0]?.key ?? '', fresh].map((key) => ctx.storage.stat(key))
	);
	expect(there.every(Boolean)).toBe(true);
	expect(await ctx.storage.stat(original)).toBeNull();
	close();
});
