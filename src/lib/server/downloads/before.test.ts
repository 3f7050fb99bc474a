import { and, eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, aGallery, CHOOSES } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { browserOf, startFront, type Front } from '#tests/support/app/front.ts';
import { aDelivery, aNewVersion, aStoredFile } from '#tests/support/cast/stored.ts';
import * as rows from '../db/schema.ts';
import { versionByNumber } from '../files/index.ts';
import { removeRenditions } from '../renditions/index.ts';
import { openForClient } from '../galleries/index.ts';
import { releasedFiles } from '../files/index.ts';
import { readDeliveryPage } from './index.ts';

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

type Row = Partial<typeof rows.version.$inferInsert>;
const set = (fileId: string, n: number, values: Row) =>
	test.ctx.db.transaction(
		async (tx) =>
			void (await tx
				.update(rows.version)
				.set(values)
				.where(and(eq(rows.version.fileId, fileId), eq(rows.version.n, n)))
				.run())
	);
/** As a version that no picture could be made of. */
const unmake = async (fileId: string, n: number) => {
	const { id = '' } = (await versionByNumber(test.ctx.db.read, fileId, n)) ?? {};
	await test.ctx.db.transaction(async (tx) => void (await removeRenditions(tx, [id])));
};
const setFile = (fileId: string, values: Partial<typeof rows.file.$inferInsert>) =>
	test.ctx.db.transaction(
		async (tx) => void (await tx.update(rows.file).set(values).where(eq(rows.file.id, fileId)).run())
	);

/** Three versions: a proof, a final that was replaced before it went out or afterwards, and the one that is shown. */
async function aPicture() {
	const { id: galleryId } = await aGallery(test.ctx, { offerDownloads: ['FINAL'] });
	const cleo = await aClient(test.ctx, galleryId, 'cleo', CHOOSES);
	const { id } = await aStoredFile(test.ctx, galleryId, { state: 'PROOF', renditions: [90, 400] });
	await aNewVersion(test.ctx, id, { state: 'FINAL', renditions: [400] });
	const shown = await aNewVersion(test.ctx, id, { state: 'FINAL', renditions: [400] });
	return { galleryId, id, cleo, as: await browserOf(test.ctx, cleo), shown };
}

async function anOrdersDelivery(galleryId: string, fileId: string, versionId: string, more = {}) {
	const at = test.ctx.clock.now();
	await test.ctx.db.transaction(async (tx) => {
		await tx
			.insert(rows.order)
			.values({ id: 'o1', number: 1, galleryId, placedByName: 'cleo', placedAt: at })
			.onConflictDoNothing()
			.run();
	});
	const pins = [{ fileId, versionId, name: 'A.jpg' }];
	return aDelivery(test.ctx, galleryId, pins, ['cleo@client.test'], { orderId: 'o1', ...more });
}

type Case = [what: string, change: (id: string) => Promise<unknown>, before: number | undefined];
const cases: Case[] = [
	['the one before, where all were seen', async () => undefined, 2],
	['not one that was held back', (id) => set(id, 2, { releasedAt: null }), 1],
	['not one that was taken back', (id) => set(id, 2, { takenBackAt: 1, status: 'past' }), 1],
	['not one that was refused', (id) => set(id, 2, { status: 'refused' }), 1],
	['not one that was discarded', (id) => set(id, 2, { status: 'discarded' }), 1],
	['not one that failed', (id) => set(id, 2, { status: 'failed' }), 1],
	['not one without a picture', (id) => unmake(id, 2), 1],
	[
		'nothing where none was seen',
		async (id) => {
			await set(id, 1, { releasedAt: null });
			await set(id, 2, { releasedAt: null });
		},
		undefined
	]
];

describe('beside a released picture a client of the gallery finds', () => {
	it.each(cases)('%s', async (_, change, before) => {
		const { galleryId, id, cleo, as } = await aPicture();
		await change(id);
		const { files } = await openForClient(test.ctx, cleo, galleryId);
		expect(files[0]?.before?.version).toBe(before);
		const gallery = await test.ctx.db.read
			.select()
			.from(rows.gallery)
			.where(eq(rows.gallery.id, galleryId))
			.get();
		const listed = gallery && (await releasedFiles(test.ctx, gallery, { ...CHOOSES, look: true }));
		expect(listed?.[0]?.before).toEqual(files[0]?.before);
		for (const { url } of files[0]?.before?.renditions ?? [])
			expect((await front.fetch(url, { as })).status).toBe(200);
		for (const n of [1, 2].filter((each) => each > (before ?? 0)))
			expect((await front.fetch(`/r/${galleryId}/${id}/${n}/400.webp`, { as })).status).toBe(404);
	});

	it('nothing newer than what is released', async () => {
		const { galleryId, id, cleo, as } = await aPicture();
		await setFile(id, { releasedVersion: 1, releasedState: 'PROOF' });
		await set(id, 2, { releasedAt: null });
		await set(id, 3, { releasedAt: null });
		const { files } = await openForClient(test.ctx, cleo, galleryId);
		expect(files[0]).toMatchObject({ version: 1 });
		expect(files[0]?.before).toBeUndefined();
		for (const n of [2, 3])
			expect((await front.fetch(`/r/${galleryId}/${id}/${n}/400.webp`, { as })).status).toBe(404);
	});
});

describe('beside a delivered picture the holder of its link finds', () => {
	it.each(cases)('%s', async (_, change, before) => {
		const { galleryId, id, shown } = await aPicture();
		const { token } = await anOrdersDelivery(galleryId, id, shown.versionId);
		await change(id);
		const [file] = (await readDeliveryPage(test.ctx, token)).files;
		expect(file?.before?.version).toBe(before);
		for (const { url } of file?.before?.renditions ?? []) {
			const answer = await front.fetch(url);
			expect(answer.status).toBe(200);
			expect(answer.headers.get('content-type')).toBe('image/webp');
		}
		for (const n of [1, 2].filter((each) => each > (before ?? 0)))
			expect((await front.fetch(`/d/${token}/r/${id}/${n}/400.webp`)).status).toBe(404);
	});

	it('nothing newer than what was delivered, and no original of what was before', async () => {
		const { galleryId, id, shown } = await aPicture();
		const { token } = await anOrdersDelivery(galleryId, id, shown.versionId);
		await aNewVersion(test.ctx, id, { state: 'FINAL', renditions: [400] });
		expect((await front.fetch(`/d/${token}/r/${id}/4/400.webp`)).status).toBe(404);
		expect((await front.fetch(`/d/${token}/r/${id}/3/400.webp`)).status).toBe(200);
		const original = await front.fetch(`/d/${token}/files/${id}?version=1`);
		expect(Buffer.from(await original.arrayBuffer()).equals(shown.content)).toBe(true);
	});

	it('nothing where files were sent without an order', async () => {
		const { galleryId, id, shown } = await aPicture();
		const { token } = await anOrdersDelivery(galleryId, id, shown.versionId, { orderId: null });
		expect((await readDeliveryPage(test.ctx, token)).files[0]?.before).toBeNull();
		for (const n of [1, 2]) expect((await front.fetch(`/d/${token}/r/${id}/${n}/400.webp`)).status).toBe(404);
	});

	it('nothing of a picture that was deleted since', async () => {
		const { galleryId, id, shown } = await aPicture();
		const { token } = await anOrdersDelivery(galleryId, id, shown.versionId);
		await setFile(id, { deletedAt: 1, releasedVersion: null, releasedState: null });
		expect((await readDeliveryPage(test.ctx, token)).files[0]).toMatchObject({ before: null });
		expect((await front.fetch(`/d/${token}/r/${id}/2/400.webp`)).status).toBe(404);
	});

	it('nothing of pictures that another delivery holds, and none by another link', async () => {
		const { galleryId, id, shown } = await aPicture();
		const { token } = await anOrdersDelivery(galleryId, id, shown.versionId);
		const other = await aStoredFile(test.ctx, galleryId, { renditions: [400] });
		await aNewVersion(test.ctx, other.id, { state: 'FINAL', renditions: [400] });
		expect((await front.fetch(`/d/${token}/r/${other.id}/1/400.webp`)).status).toBe(404);
		expect((await front.fetch(`/d/${'A'.repeat(43)}/r/${id}/1/400.webp`)).status).toBe(410);
	});

	it('nothing of a picture that was taken off its page', async () => {
		const { galleryId, id, shown } = await aPicture();
		const { token } = await anOrdersDelivery(galleryId, id, shown.versionId);
		const off = { recalledAt: 1 };
		await test.ctx.db.transaction(async (tx) => void (await tx.update(rows.deliveryFile).set(off).run()));
		for (const n of [1, 2, 3])
			expect((await front.fetch(`/d/${token}/r/${id}/${n}/400.webp`)).status).toBe(404);
	});

	it.each([
		['recalled', { recalledAt: 1 }],
		['expired', { expiresAt: 1 }]
	])('nothing once it is %s', async (_, more) => {
		const { galleryId, id, shown } = await aPicture();
		const { token } = await anOrdersDelivery(galleryId, id, shown.versionId, more);
		expect((await front.fetch(`/d/${token}/r/${id}/1/400.webp`)).status).toBe(410);
	});

	it.each(['0', '-1', '1.5', '1e3', 'x', '99', '%00', '9007199254740993'])(
		'nothing at version %s',
		async (n) => {
			const { galleryId, id, shown } = await aPicture();
			const { token } = await anOrdersDelivery(galleryId, id, shown.versionId);
			expect((await front.fetch(`/d/${token}/r/${id}/${n}/400.webp`)).status).toBe(404);
		}
	);
});
