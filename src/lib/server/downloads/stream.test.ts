import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, aGallery, CHOOSES } from '#tests/support/cast/cast.ts';
import { browserOf } from '#tests/support/app/front.ts';
import { aDelivery, aStoredFile } from '#tests/support/cast/stored.ts';
import { bytesOf, MB, pinsOf, rest, startTaking, type Taking } from '#tests/support/app/taking.ts';
import * as rows from '../db/schema.ts';
import { renditionKey } from '../storage/keys.ts';

let test: Taking;
beforeEach(async () => void (test = await startTaking()));
afterEach(() => test.close());

/** A long film: what is played of it, two rungs, and the addresses below which they are. */
async function aLongFilm(galleryId: string, pieces: Buffer = test.ctx.ids.bytes(5000)) {
	const file = await aStoredFile(test.ctx, galleryId, { name: 'walk.mp4', renditions: [400] });
	const parts = [
		['film', '.mp4', pieces],
		['hlstop', '.mp4', pieces],
		['hlstoplist', '.m3u8', Buffer.from('#EXTM3U top')],
		['hls480', '.mp4', pieces],
		['hls480list', '.m3u8', Buffer.from('#EXTM3U 480')]
	] as const;
	for (const [recipe, ending, bytes] of parts) {
		const key = renditionKey(test.ctx.ids.next(), recipe, ending);
		await test.ctx.storage.put(key, bytes);
		const made = { recipe, state: 'ready' as const, key, width: 1280, height: 720, bytes: bytes.length };
		await test.set(async (tx) =>
			tx
				.insert(rows.rendition)
				.values({ versionId: file.versionId, ...made })
				.run()
		);
	}
	await test.set(async (tx) =>
		tx.update(rows.version).set({ durationMs: 90_000 }).where(eq(rows.version.id, file.versionId)).run()
	);
	return { ...file, name: 'walk.mp4', pieces, base: `/r/${galleryId}/${file.id}/1` };
}
const paths = ['film.m3u8', 'film/top.m3u8', 'film/top.mp4', 'film/480.m3u8', 'film/480.mp4'];
const statuses = async (base: string, as?: string) =>
	Promise.all(paths.map(async (path) => (await test.front.fetch(`${base}/${path}`, { as })).status));
const all = (status: number) => paths.map(() => status);

describe('the pieces of a film are not played', () => {
	it('by strangers, by clients of other galleries, or once the right has ended', async () => {
		const { id, as } = await test.aGalleryToTake();
		const { base } = await aLongFilm(id);
		expect(await statuses(base)).toEqual(all(404));
		const other = await aGallery(test.ctx);
		const dan = await aClient(test.ctx, other.id, 'dan', CHOOSES);
		expect(await statuses(base, await browserOf(test.ctx, dan))).toEqual(all(404));
		expect(await statuses(base, as)).toEqual(all(200));
		await test.set(async (tx) => tx.delete(rows.accessRow).where(eq(rows.accessRow.galleryId, id)).run());
		expect(await statuses(base, as)).toEqual(all(404));
	});

	it('by a link that is wrong, opens another delivery, or was revoked', async () => {
		const { id } = await test.aGalleryToTake();
		const [sent, other] = [await aLongFilm(id), await aLongFilm(id)];
		const { token } = await aDelivery(test.ctx, id, pinsOf([sent]));
		expect(await statuses(`/d/${token}/r/${other.id}`)).toEqual(all(404));
		expect(await statuses(`/d/${'A'.repeat(43)}/r/${sent.id}`)).toEqual(all(410));
		expect(await statuses(`/d/${token}/r/${sent.id}`)).toEqual(all(200));
		await test.set(async (tx) => tx.update(rows.deliveryLink).set({ revokedAt: 1 }).run());
		expect(await statuses(`/d/${token}/r/${sent.id}`)).toEqual(all(410));
	});

	it('of a film that has none, or by a name that is no rung', async () => {
		const { id, as } = await test.aGalleryToTake();
		const still = await aStoredFile(test.ctx, id, { renditions: [400] });
		expect(await statuses(`/r/${id}/${still.id}/1`, as)).toEqual(all(404));
		const { base } = await aLongFilm(id);
		for (const name of ['720', 'list', '..%2Ffilm', 'toplist'])
			expect((await test.front.fetch(`${base}/film/${name}.mp4`, { as })).status).toBe(404);
	});

	it('to the end of one when the right is taken away meanwhile', async () => {
		const { id, as } = await test.aGalleryToTake();
		const { base } = await aLongFilm(id, test.ctx.ids.bytes(16 * MB));
		const response = await test.begin(`${base}/film/top.mp4`, as);
		await test.set(async (tx) => tx.delete(rows.accessRow).where(eq(rows.accessRow.galleryId, id)).run());
		await test.cut();
		expect((await rest(response)).complete).toBe(false);
	});
});

it('a list names the rungs, each list its file, and a piece comes by Range; nothing is kept unasked', async () => {
	const { id, as } = await test.aGalleryToTake();
	const { base, pieces } = await aLongFilm(id);
	const list = await test.front.fetch(`${base}/film.m3u8`, { as });
	expect(list.headers.get('content-type')).toBe('application/vnd.apple.mpegurl');
	expect(list.headers.get('cache-control')).toBe('private, no-cache');
	const named = (await list.text()).split('\n').filter((line) => line && !line.startsWith('#'));
	expect(named).toEqual(['film/480.m3u8', 'film/top.m3u8']);
	expect(await (await test.front.fetch(`${base}/film/480.m3u8`, { as })).text()).toBe('#EXTM3U 480');
	const piece = await test.front.fetch(`${base}/film/top.mp4`, { as, headers: { range: 'bytes=100-199' } });
	expect([piece.status, piece.headers.get('content-type')]).toEqual([206, 'video/mp4']);
	expect(await bytesOf(piece)).toEqual(pieces.subarray(100, 200));
	expect(await test.logged()).toEqual([]);
});
