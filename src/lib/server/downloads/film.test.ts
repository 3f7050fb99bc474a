import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, aGallery, ann, CHOOSES } from '#tests/support/cast/cast.ts';
import { browserOf, memberBrowser } from '#tests/support/app/front.ts';
import { aDelivery, aNewVersion, aStoredFile } from '#tests/support/cast/stored.ts';
import { bytesOf, MB, pinsOf, rest, startTaking, type Taking } from '#tests/support/app/taking.ts';
import * as rows from '../db/schema.ts';
import { readDeliveryPage } from './index.ts';
import { renditionKey } from '../storage/keys.ts';

let test: Taking;
beforeEach(async () => {
	test = await startTaking();
});
afterEach(() => test.close());

/** What is played of a version. */
async function addFilm(versionId: string, bytes: Buffer) {
	const key = renditionKey(test.ctx.ids.next(), 'film', '.mp4');
	await test.ctx.storage.put(key, bytes);
	const film = {
		recipe: 'film',
		state: 'ready' as const,
		key,
		width: 1920,
		height: 1080,
		bytes: bytes.length
	};
	await test.set(async (tx) => {
		await tx.update(rows.version).set({ durationMs: 42_000 }).where(eq(rows.version.id, versionId)).run();
		await tx
			.insert(rows.rendition)
			.values({ versionId, ...film })
			.run();
	});
}

async function aFilm(galleryId: string, bytes = test.ctx.ids.bytes(5000)) {
	const file = await aStoredFile(test.ctx, galleryId, { name: 'walk.mp4', renditions: [400] });
	await addFilm(file.versionId, bytes);
	return { ...file, film: bytes, path: `/r/${galleryId}/${file.id}/1/film.mp4` };
}
const status = async (path: string, as?: string) => (await test.front.fetch(path, { as })).status;

describe('a film is not played', () => {
	it('by strangers, by clients of other galleries, or by whoever may not look any more', async () => {
		const { id, as } = await test.aGalleryToTake();
		const { path } = await aFilm(id);
		expect(await status(path)).toBe(404);
		const other = await aGallery(test.ctx);
		const dan = await aClient(test.ctx, other.id, 'dan', CHOOSES);
		expect(await status(path, await browserOf(test.ctx, dan))).toBe(404);
		await test.set(async (tx) => tx.delete(rows.accessRow).where(eq(rows.accessRow.galleryId, id)).run());
		expect(await status(path, as)).toBe(404);
	});

	it('by clients where it is not released, though members do', async () => {
		const { id, as } = await test.aGalleryToTake();
		const { id: fileId } = await aFilm(id);
		const final = await aNewVersion(test.ctx, fileId, { released: false });
		await addFilm(final.versionId, Buffer.from('held back'));
		const path = `/r/${id}/${fileId}/2/film.mp4`;
		expect(await status(path, as)).toBe(404);
		const member = await memberBrowser(test.ctx, await ann(test.ctx));
		expect(await status(path, member)).toBe(200);
	});

	it('where none was made, could be made, or is another file', async () => {
		const { id, as } = await test.aGalleryToTake();
		const still = await aStoredFile(test.ctx, id, { renditions: [400] });
		expect(await status(`/r/${id}/${still.id}/1/film.mp4`, as)).toBe(404);
		await test.set(async (tx) =>
			tx.insert(rows.rendition).values({ versionId: still.versionId, recipe: 'film', state: 'failed' }).run()
		);
		expect(await status(`/r/${id}/${still.id}/1/film.mp4`, as)).toBe(404);
		expect(await status(`/r/${id}/${still.id}/1/film.webp`, as)).toBe(404);
	});

	it('by a delivery that never held it, by a wrong link, or once it was recalled', async () => {
		const { id, as } = await test.aGalleryToTake();
		const [sent, other] = [await aFilm(id), await aFilm(id)];
		const { token } = await aDelivery(test.ctx, id, pinsOf([{ ...sent, name: 'walk.mp4' }]));
		const path = `/d/${token}/r/${sent.id}/film.mp4`;
		expect(await status(path)).toBe(200);
		expect(await status(`/d/${token}/r/${other.id}/film.mp4`, as)).toBe(404);
		expect(await status(`/d/${'A'.repeat(43)}/r/${sent.id}/film.mp4`, as)).toBe(410);
		await test.set(async (tx) => tx.update(rows.deliveryFile).set({ recalledAt: 1 }).run());
		expect(await status(path)).toBe(410);
		await test.set(async (tx) => tx.update(rows.deliveryFile).set({ recalledAt: null }).run());
		await test.set(async (tx) => tx.update(rows.deliveryLink).set({ revokedAt: 1 }).run());
		expect(await status(path)).toBe(410);
	});

	it('on a delivery to its end when its link is revoked meanwhile', async () => {
		const { id } = await test.aGalleryToTake();
		const sent = await aFilm(id, test.ctx.ids.bytes(16 * MB));
		const { token } = await aDelivery(test.ctx, id, pinsOf([{ ...sent, name: 'walk.mp4' }]));
		const response = await test.begin(`/d/${token}/r/${sent.id}/film.mp4`);
		await test.set(async (tx) => tx.update(rows.deliveryLink).set({ revokedAt: 1 }).run());
		await test.cut();
		expect((await rest(response)).complete).toBe(false);
	});

	it('to its end when the right is taken away meanwhile', async () => {
		const { id, as } = await test.aGalleryToTake();
		const size = 16 * MB;
		const { path } = await aFilm(id, test.ctx.ids.bytes(size));
		const response = await test.begin(path, as);
		await test.set(async (tx) => tx.delete(rows.accessRow).where(eq(rows.accessRow.galleryId, id)).run());
		await test.cut();
		const { bytes, complete } = await rest(response);
		expect(complete).toBe(false);
		expect(bytes.length).toBeLessThan(size);
	});
});

describe('a film is played', () => {
	it('by whoever may look, without the right to download it, and part by part', async () => {
		const { id } = await aGallery(test.ctx);
		const cleo = await aClient(test.ctx, id, 'cleo', { ...CHOOSES, download: 'none' });
		const as = await browserOf(test.ctx, cleo);
		const { path, film, id: fileId } = await aFilm(id);
		const whole = await test.front.fetch(path, { as });
		expect(whole.status).toBe(200);
		expect(whole.headers.get('content-type')).toBe('video/mp4');
		expect(whole.headers.get('cache-control')).toBe('private, no-cache');
		expect(await bytesOf(whole)).toEqual(film);
		const part = await test.front.fetch(path, { as, headers: { range: 'bytes=100-199' } });
		expect(part.status).toBe(206);
		expect(part.headers.get('content-range')).toBe('bytes 100-199/5000');
		expect(await bytesOf(part)).toEqual(film.subarray(100, 200));
		expect(await status(`/g/${id}/files/${fileId}/download`, as)).toBe(404);
		// looking is no download
		expect(await test.logged()).toEqual([]);
	});

	it('on the page of a delivery, by whoever has its link', async () => {
		const { id } = await test.aGalleryToTake();
		const sent = await aFilm(id);
		const { token } = await aDelivery(test.ctx, id, pinsOf([{ ...sent, name: 'walk.mp4' }]));
		const page = await readDeliveryPage(test.ctx, token);
		const url = `/d/${token}/r/${sent.id}/film.mp4`;
		expect(page).toMatchObject({ isPictured: false, files: [{ film: { status: 'ready', url } }] });
		const part = await test.front.fetch(url, { headers: { range: 'bytes=100-199' } });
		expect(await bytesOf(part)).toEqual(sent.film.subarray(100, 200));
		expect(await test.logged()).toEqual([]);
	});
});
