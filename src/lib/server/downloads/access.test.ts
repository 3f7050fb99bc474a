import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Download } from '#lib/domain/access/rights.ts';
import { FILE_STATES, type FileState } from '#lib/domain/states/file-state.ts';
import { aClient, aGallery, aGuest, aMember, aRow, CHOOSES } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { browserOf, memberBrowser, startFront, type Front } from '#tests/support/app/front.ts';
import { aDelivery, aNewVersion, aStoredFile } from '#tests/support/cast/stored.ts';
import * as rows from '../db/schema.ts';

let test: TestContext;
let front: Front;
beforeEach(async () => {
	test = await makeContext();
	front = await startFront(test.ctx);
});
afterEach(async () => {
	front.close();
	await test.close();
});

type Stored = Awaited<ReturnType<typeof aStoredFile>>;
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const downloadPath = (file: Stored) => `/g/${file.galleryId}/files/${file.id}/download`;
const previewPath = (file: Stored, n = 1) => `/r/${file.galleryId}/${file.id}/${n}/400.webp`;
const change = (fileId: string, set: Partial<typeof rows.file.$inferInsert>) =>
	test.ctx.db.transaction(
		async (tx) => void (await tx.update(rows.file).set(set).where(eq(rows.file.id, fileId)).run())
	);

/** Every way to the bytes of one picture, asked by one person: the status of each. */
async function statuses(file: Stored, as: string | undefined) {
	const get = async (path: string) => (await front.fetch(path, { as })).status;
	const packed = await front.fetch(`/g/${file.galleryId}/archives`, {
		as,
		method: 'POST',
		body: JSON.stringify({ fileIds: [file.id] })
	});
	return {
		original: await get(downloadPath(file)),
		preview: await get(previewPath(file)),
		archive: packed.status,
		api: await get(`/api/v1/files/${file.id}/original`)
	};
}

const nothing = { original: 404, preview: 404, archive: 404, api: 401 };
const looks = { ...nothing, preview: 200, archive: 409 };
const has = { original: 200, preview: 200, archive: 201, api: 401 };

describe('a released picture is had by', () => {
	it.each<[Download, FileState, typeof nothing]>([
		['none', 'FINAL', looks],
		['none', 'UNDEFINED', looks],
		['final', 'PROOF', looks],
		['final', 'UNDEFINED', looks],
		['final', 'FINAL', has],
		['all', 'PROOF', has],
		['all', 'UNDEFINED', has],
		['all', 'FINAL', has]
	])('a client whose row says %s, when it is %s', async (download, state, expected) => {
		const { id } = await aGallery(test.ctx, { offerDownloads: [...FILE_STATES] });
		const cleo = await aClient(test.ctx, id, 'cleo', { ...CHOOSES, download });
		const file = await aStoredFile(test.ctx, id, { state, renditions: [400] });
		expect(await statuses(file, await browserOf(test.ctx, cleo))).toEqual(expected);
	});

	it.each<[FileState[], FileState, typeof nothing]>([
		[['FINAL'], 'PROOF', looks],
		[['FINAL'], 'FINAL', has],
		[[], 'FINAL', looks],
		[['PROOF'], 'FINAL', looks]
	])('nobody but by an offered state: offered %j, it is %s', async (offerDownloads, state, expected) => {
		const { id } = await aGallery(test.ctx, { offerDownloads });
		const cleo = await aClient(test.ctx, id, 'cleo', { ...CHOOSES, download: 'all' });
		const file = await aStoredFile(test.ctx, id, { state, renditions: [400] });
		expect(await statuses(file, await browserOf(test.ctx, cleo))).toEqual(expected);
	});

	it('a guest, as far as Anybody may', async () => {
		const { id } = await aGallery(test.ctx, { preset: 'download' });
		await aRow(test.ctx, id, 'anybody', { ...CHOOSES, download: 'all' });
		const gus = await aGuest(test.ctx, id);
		const file = await aStoredFile(test.ctx, id, { renditions: [400] });
		expect(await statuses(file, await browserOf(test.ctx, gus))).toEqual(has);
	});

	it('nobody else: a stranger, a client of another gallery, one who lost their row', async () => {
		const { id } = await aGallery(test.ctx, { preset: 'download' });
		const other = await aGallery(test.ctx, { preset: 'download' });
		const file = await aStoredFile(test.ctx, id, { renditions: [400] });
		const ben = await aClient(test.ctx, other.id, 'ben', { ...CHOOSES, download: 'all' });
		const dan = await aClient(test.ctx, id, 'dan', null);
		expect(await statuses(file, undefined)).toEqual(nothing);
		expect(await statuses(file, await browserOf(test.ctx, ben))).toEqual(nothing);
		expect(await statuses(file, await browserOf(test.ctx, dan))).toEqual(nothing);
	});

	it('nobody in words that differ from those for what never existed', async () => {
		const { id } = await aGallery(test.ctx, { preset: 'download' });
		const file = await aStoredFile(test.ctx, id, { renditions: [400] });
		const never = { ...file, id: test.ctx.ids.next(), galleryId: test.ctx.ids.next() };
		for (const path of [downloadPath, previewPath]) {
			const [real, unreal] = await Promise.all([front.fetch(path(file)), front.fetch(path(never))]);
			expect([real.status, await real.text()]).toEqual([unreal.status, await unreal.text()]);
		}
	});

	it('members, whatever the state, by API and previews', async () => {
		const { id } = await aGallery(test.ctx, { offerDownloads: [] });
		const file = await aStoredFile(test.ctx, id, { state: 'PROOF', renditions: [400] });
		const as = await memberBrowser(test.ctx, await aMember(test.ctx, 'ann', 'photographer'));
		expect(await statuses(file, as)).toEqual({ original: 404, preview: 200, archive: 404, api: 200 });
		const body = JSON.stringify({ all: true });
		const packed = await front.fetch(`/g/${id}/archives?as=studio`, { as, method: 'POST', body });
		const { url } = await packed.json();
		expect((await front.fetch(url, { as })).status).toBe(200);
		expect((await front.fetch(url)).status).toBe(404);
	});

	it('a retoucher only where something is ordered', async () => {
		const { id } = await aGallery(test.ctx);
		const file = await aStoredFile(test.ctx, id, { renditions: [400] });
		const as = await memberBrowser(test.ctx, await aMember(test.ctx, 'ray', 'retoucher'));
		expect(await statuses(file, as)).toEqual({ ...nothing, api: 404 });
		const at = test.ctx.clock.now();
		await test.ctx.db.transaction(async (tx) => {
			await tx
				.insert(rows.order)
				.values({ id: 'o1', number: 1, galleryId: id, placedByName: 'cleo', placedAt: at })
				.run();
		});
		expect(await statuses(file, as)).toEqual({ ...nothing, preview: 200, api: 200 });
	});
});

describe('of a picture with several versions', () => {
	async function retouched(released: boolean) {
		const { id } = await aGallery(test.ctx, { offerDownloads: ['FINAL'] });
		const cleo = await aClient(test.ctx, id);
		const file = await aStoredFile(test.ctx, id, { state: 'PROOF', renditions: [400] });
		const final = await aNewVersion(test.ctx, file.id, { state: 'FINAL', released });
		return { id, file, final, as: await browserOf(test.ctx, cleo) };
	}

	it('a client gets nothing of one that is not released', async () => {
		const { file, final, as } = await retouched(false);
		expect((await front.fetch(downloadPath(file), { as })).status).toBe(404);
		expect((await front.fetch(`${downloadPath(file)}?version=2`, { as })).status).toBe(404);
		expect((await front.fetch(previewPath(file, 2), { as })).status).toBe(404);
		expect(final.content.length).toBeGreaterThan(0);
	});

	it('they get the released one, and see what was released before, but not its original', async () => {
		const { file, final, as } = await retouched(true);
		const response = await front.fetch(downloadPath(file), { as });
		expect((await bytesOf(response)).equals(final.content)).toBe(true);
		expect((await front.fetch(previewPath(file, 1), { as })).status).toBe(200);
		expect((await front.fetch(`${downloadPath(file)}?version=1`, { as })).status).toBe(404);
	});

	it('nothing of a version that a restore took back', async () => {
		const { file, as } = await retouched(true);
		await test.ctx.db.transaction(async (tx) => {
			await tx
				.update(rows.version)
				.set({ status: 'past', takenBackAt: 1 })
				.where(eq(rows.version.n, 2))
				.run();
			await tx.update(rows.version).set({ status: 'current' }).where(eq(rows.version.n, 1)).run();
		});
		await change(file.id, { currentVersion: 1, state: 'PROOF', releasedVersion: 1, releasedState: 'PROOF' });
		expect((await front.fetch(`${downloadPath(file)}?version=2`, { as })).status).toBe(404);
		expect((await front.fetch(previewPath(file, 2), { as })).status).toBe(404);
		expect((await front.fetch(previewPath(file, 1), { as })).status).toBe(200);
	});

	it('nothing of a deleted file, and nothing of one that was never released', async () => {
		const { file, as } = await retouched(true);
		await change(file.id, { deletedAt: 1, releasedVersion: null, releasedState: null });
		expect((await front.fetch(downloadPath(file), { as })).status).toBe(404);
		expect((await front.fetch(previewPath(file, 1), { as })).status).toBe(404);
	});

	it('members get each by its number', async () => {
		const { file, final } = await retouched(false);
		const as = await memberBrowser(test.ctx, await aMember(test.ctx, 'ann', 'photographer'));
		const original = (query: string) => front.fetch(`/api/v1/files/${file.id}/original${query}`, { as });
		expect((await bytesOf(await original(''))).equals(final.content)).toBe(true);
		expect((await bytesOf(await original('?version=1'))).equals(file.content)).toBe(true);
		expect((await original('?version=3')).status).toBe(404);
		expect((await original('?version=x')).status).toBe(422);
	});
});

describe('what a delivery pins', () => {
	async function delivered() {
		const { id } = await aGallery(test.ctx, { offerDownloads: [] });
		const cleo = await aClient(test.ctx, id, 'cleo', { ...CHOOSES, download: 'none' });
		const ben = await aClient(test.ctx, id, 'ben', { ...CHOOSES, download: 'all' });
		const file = await aStoredFile(test.ctx, id, { state: 'FINAL', renditions: [400] });
		const as = { cleo: await browserOf(test.ctx, cleo), ben: await browserOf(test.ctx, ben) };
		return { id, file, as };
	}

	it('is out of reach a moment before, and within reach after, for its recipient alone', async () => {
		const { id, file, as } = await delivered();
		const get = async (who: 'cleo' | 'ben') =>
			(await front.fetch(downloadPath(file), { as: as[who] })).status;
		expect(await get('cleo')).toBe(404);
		const { token } = await aDelivery(test.ctx, id, [
			{ fileId: file.id, versionId: file.versionId, name: 'a.jpg' }
		]);
		expect(await get('cleo')).toBe(200);
		expect(await get('ben')).toBe(404);
		expect((await front.fetch(`/d/${token}/files/${file.id}`)).status).toBe(200);
	});

	it('stays after a newer version came and the state fell, and ends with a recall', async () => {
		const { id, file, as } = await delivered();
		const pins = [{ fileId: file.id, versionId: file.versionId, name: 'a.jpg' }];
		const { token } = await aDelivery(test.ctx, id, pins);
		await aNewVersion(test.ctx, file.id, { state: 'PROOF' });
		const own = `${downloadPath(file)}?version=1`;
		expect((await bytesOf(await front.fetch(own, { as: as.cleo }))).equals(file.content)).toBe(true);
		expect((await front.fetch(downloadPath(file), { as: as.cleo })).status).toBe(404);
		const byLink = await front.fetch(`/d/${token}/files/${file.id}`);
		expect((await bytesOf(byLink)).equals(file.content)).toBe(true);
		await test.ctx.db.transaction(
			async (tx) => void (await tx.update(rows.delivery).set({ recalledAt: 1 }).run())
		);
		expect((await front.fetch(own, { as: as.cleo })).status).toBe(404);
		expect((await front.fetch(`/d/${token}/files/${file.id}`)).status).toBe(410);
	});

	it('is read by no other link, and holds no other file', async () => {
		const { id, file } = await delivered();
		const other = await aStoredFile(test.ctx, id, { state: 'FINAL', renditions: [400] });
		const pin = (each: Stored) => [{ fileId: each.id, versionId: each.versionId, name: 'a.jpg' }];
		const mine = await aDelivery(test.ctx, id, pin(file));
		await aDelivery(test.ctx, id, pin(other), ['ben@client.test'], { number: 2 });
		expect((await front.fetch(`/d/${mine.token}/files/${other.id}`)).status).toBe(404);
		expect((await front.fetch(`/d/${mine.token}/r/${other.id}/400.webp`)).status).toBe(404);
		expect((await front.fetch(`/d/${mine.token}/r/${file.id}/400.webp`)).status).toBe(200);
	});

	it('is not had by a cookie on the link, nor by the link elsewhere', async () => {
		const { id, file } = await delivered();
		const pins = [{ fileId: file.id, versionId: file.versionId, name: 'a.jpg' }];
		const { token } = await aDelivery(test.ctx, id, pins);
		expect((await front.fetch(`/g/${id}/files/${file.id}/download?token=${token}`)).status).toBe(404);
	});
});

describe('a link that is', () => {
	const endings: [string, (token: string) => Promise<string>][] = [
		['wrong', async () => 'x'.repeat(43)],
		['cut', async (token) => token.slice(0, -1)],
		['re-cased', async (token) => token.toUpperCase()],
		['too long', async (token) => `${token}a`],
		['expired', async (token) => (await change_({ expiresAt: test.clock.now() }), token)],
		['recalled', async (token) => (await change_({ recalledAt: 1 }), token)],
		['not delivered yet', async (token) => (await change_({ deliveredAt: null }), token)],
		['revoked', async (token) => (await revoke(), token)]
	];
	const change_ = (set: Partial<typeof rows.delivery.$inferInsert>) =>
		test.ctx.db.transaction(async (tx) => void (await tx.update(rows.delivery).set(set).run()));
	const revoke = () =>
		test.ctx.db.transaction(
			async (tx) => void (await tx.update(rows.deliveryLink).set({ revokedAt: 1 }).run())
		);

	it.each(endings)('%s opens nothing, and says the same as any other', async (_, end) => {
		const { id } = await aGallery(test.ctx);
		const file = await aStoredFile(test.ctx, id, { state: 'FINAL', renditions: [400] });
		const pins = [{ fileId: file.id, versionId: file.versionId, name: 'a.jpg' }];
		const { token } = await aDelivery(test.ctx, id, pins);
		const ended = await end(token);
		const paths = ['manifest.json', 'archive.zip', `files/${file.id}`, `r/${file.id}/400.webp`];
		const plain = await front.fetch(`/d/${'z'.repeat(43)}/manifest.json`);
		const words = await plain.text();
		for (const path of paths) {
			const response = await front.fetch(`/d/${ended}/${path}`);
			expect([response.status, await response.text()]).toEqual([410, words]);
		}
	});
});
