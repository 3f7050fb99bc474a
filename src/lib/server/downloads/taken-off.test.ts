import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, aGallery, ann, CHOOSES } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { browserOf, startFront, type Front } from '#tests/support/app/front.ts';
import { aDelivery, aNewVersion, aStoredFile } from '#tests/support/cast/stored.ts';
import { recallDelivery } from '../deliveries/index.ts';

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

/** Three delivered finals, replaced by other proofs since, so that nothing but the delivery gives them away. */
async function delivered(names = ['a.jpg', 'b.jpg', 'c.jpg']) {
	const { ctx } = test;
	const { id } = await aGallery(ctx);
	const files = await Promise.all(
		names.map((name) => aStoredFile(ctx, id, { state: 'FINAL', renditions: [400], name }))
	);
	const pins = files.map((file, i) => ({ fileId: file.id, versionId: file.versionId, name: names[i] ?? '' }));
	const sent = await aDelivery(ctx, id, pins);
	for (const file of files) await aNewVersion(ctx, file.id, { state: 'PROOF' });
	const cleo = await browserOf(ctx, await aClient(ctx, id, 'cleo', { ...CHOOSES, download: 'none' }));
	const member = await ann(ctx);
	const takeOff = (...which: number[]) =>
		recallDelivery(ctx, member, sent.id, { fileIds: which.map((at) => files[at]?.id ?? '') });
	return { galleryId: id, files, cleo, takeOff, at: `/d/${sent.token}`, deliveryId: sent.id };
}

const namesIn = async (at: string) => {
	const manifest = await (await front.fetch(`${at}/manifest.json`)).json();
	return manifest.files.map(({ name }: { name: string }) => name);
};

describe('a picture taken off a delivery', () => {
	it('leaves the page and the manifest, and the others stay', async () => {
		const { at, takeOff } = await delivered();
		expect(await namesIn(at)).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
		await takeOff(1);
		expect(await namesIn(at)).toEqual(['a.jpg', 'c.jpg']);
	});

	it('answers 410 by the link, its preview too, and says that the others are still there', async () => {
		const { at, files, takeOff } = await delivered();
		await takeOff(1);
		const statuses = await Promise.all(
			files.flatMap(({ id }) =>
				[`${at}/files/${id}`, `${at}/r/${id}/400.webp`].map(async (path) => (await front.fetch(path)).status)
			)
		);
		expect(statuses).toEqual([200, 200, 410, 410, 200, 200]);
		const words = await (await front.fetch(`${at}/files/${files[1]?.id}`)).json();
		expect(words.detail).toContain('The others are still there');
	});

	it('is not in the archive, which is another one to whoever resumes', async () => {
		const { at, files, takeOff } = await delivered();
		const before = await front.fetch(`${at}/archive.zip`);
		const whole = Buffer.from(await before.arrayBuffer());
		await takeOff(1);
		const after = await front.fetch(`${at}/archive.zip`);
		const bytes = Buffer.from(await after.arrayBuffer());
		expect([whole, bytes].map((zip) => zip.includes('b.jpg'))).toEqual([true, false]);
		expect(bytes.includes(files[1]?.content ?? '')).toBe(false);
		expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
	});

	it('is out of reach of its recipient’s own session as well', async () => {
		const { galleryId, files, cleo, takeOff } = await delivered();
		const get = async (at: number) =>
			(await front.fetch(`/g/${galleryId}/files/${files[at]?.id}/download?version=1`, { as: cleo })).status;
		expect([await get(0), await get(1)]).toEqual([200, 200]);
		await takeOff(1);
		expect([await get(0), await get(1)]).toEqual([200, 404]);
	});

	it('is still had by another delivery that holds it', async () => {
		const { galleryId, files, takeOff } = await delivered();
		const [, file] = files;
		const pin = { fileId: file?.id ?? '', versionId: file?.versionId ?? '', name: 'b.jpg' };
		const other = await aDelivery(test.ctx, galleryId, [pin], ['ben@client.test'], { number: 2 });
		await takeOff(1);
		expect((await front.fetch(`/d/${other.token}/files/${file?.id}`)).status).toBe(200);
	});

	it('that was the last one ends the links, as a recall of all does', async () => {
		const { at, files, takeOff } = await delivered();
		await takeOff(0, 1);
		await takeOff(2);
		const paths = ['manifest.json', 'archive.zip', `files/${files[0]?.id}`];
		const statuses = await Promise.all(
			paths.map(async (path) => (await front.fetch(`${at}/${path}`)).status)
		);
		expect(statuses).toEqual([410, 410, 410]);
	});
});
