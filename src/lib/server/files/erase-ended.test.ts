import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { aGallery, ann, anOrderIn } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aDelivery, aNewVersion, aStoredFile } from '#tests/support/cast/stored.ts';
import { pinsOf } from '#tests/support/app/taking.ts';
import { file, fileName, version } from '../db/schema.ts';
import { deleteGallery, undeleteGallery } from '../galleries/index.ts';
import { sweep } from '../operations/sweep.ts';
import { refuseVersion } from './accept-version.ts';
import { deleteFiles, undeleteFile } from './delete-file.ts';
import { restoreVersion } from './restore-version.ts';
import { heldLease } from '#tests/support/cast/held.ts';

const DAY = 86_400_000;

let test: TestContext;
let boss: MemberActor;
let galleryId: string;
beforeEach(async () => {
	test = await makeContext();
	boss = await ann(test.ctx);
	galleryId = (await aGallery(test.ctx)).id;
});
afterEach(() => test.close());

const later = async (days: number) => {
	test.clock.forward(days * DAY);
	await sweep(test.ctx, {}, heldLease(test.ctx));
};
const remove = (fileId: string) => deleteFiles(test.ctx, boss, [fileId], { cancelItems: true });
const isStored = async (key: string) => (await test.ctx.storage.stat(key)) !== null;
const rowsOf = async (fileId: string) => {
	const { read } = test.ctx.db;
	return [
		await read.select().from(file).where(eq(file.id, fileId)).all(),
		await read.select().from(fileName).where(eq(fileName.fileId, fileId)).all(),
		await read.select().from(version).where(eq(version.fileId, fileId)).all()
	].map(({ length }) => length);
};
const statusesOf = async (fileId: string) =>
	(await test.ctx.db.read.select().from(version).where(eq(version.fileId, fileId)).all()).map(
		({ n, status }) => [n, status]
	);

describe('a deleted picture', () => {
	it('comes back whole on day 29', async () => {
		const picture = await aStoredFile(test.ctx, galleryId, { renditions: [400] });
		await remove(picture.id);
		await later(29);
		await undeleteFile(test.ctx, boss, picture.id);
		await later(2);
		expect(await rowsOf(picture.id)).toEqual([1, 1, 1]);
		expect(await isStored(picture.storageKey)).toBe(true);
	});

	it('is gone after 30 days, with every version and preview, and nothing else is', async () => {
		const picture = await aStoredFile(test.ctx, galleryId, { renditions: [400] });
		const newer = await aNewVersion(test.ctx, picture.id);
		const other = await aStoredFile(test.ctx, galleryId, { name: 'other.jpg', renditions: [400] });
		await remove(picture.id);
		await later(30);
		expect([await rowsOf(picture.id), await rowsOf(other.id)]).toEqual([
			[0, 0, 0],
			[1, 1, 1]
		]);
		const keys = [picture, newer, ...picture.renditions].map((one) =>
			'storageKey' in one ? one.storageKey : one.key
		);
		expect(await Promise.all(keys.map(isStored))).toEqual([false, false, false]);
		expect(await isStored(other.renditions[0]?.key ?? '')).toBe(true);
	});

	it('keeps the version that an order’s delivery pins, recalled or not, and no other', async () => {
		const picture = await aStoredFile(test.ctx, galleryId);
		const proof = picture.storageKey;
		const final = await aNewVersion(test.ctx, picture.id, { state: 'FINAL' });
		const { id: orderId } = await anOrderIn(test.ctx, galleryId);
		const pins = pinsOf([{ ...picture, versionId: final.versionId }]);
		await aDelivery(test.ctx, galleryId, pins, ['cleo@client.test'], { orderId, recalledAt: 1 });
		await remove(picture.id);
		await later(31);
		expect([await isStored(proof), await isStored(final.storageKey)]).toEqual([false, true]);
		expect(await rowsOf(picture.id)).toEqual([1, 1, 1]);
	});

	it('keeps what was sent without an order until that is recalled', async () => {
		const [stands, recalled] = [
			await aStoredFile(test.ctx, galleryId),
			await aStoredFile(test.ctx, galleryId, { name: 'two.jpg' })
		];
		await aDelivery(test.ctx, galleryId, pinsOf([stands]));
		await aDelivery(test.ctx, galleryId, pinsOf([recalled]), [], { recalledAt: 1 });
		for (const { id } of [stands, recalled]) await remove(id);
		await later(31);
		expect([await isStored(stands.storageKey), await isStored(recalled.storageKey)]).toEqual([true, false]);
	});

	it('leaves its name to the orders that name it', async () => {
		const picture = await aStoredFile(test.ctx, galleryId);
		await anOrderIn(test.ctx, galleryId, [picture.id]);
		await remove(picture.id);
		await later(31);
		expect(await rowsOf(picture.id)).toEqual([1, 1, 0]);
	});
});

describe('a deleted gallery', () => {
	it('comes back whole on day 29, and loses everything after 30, also what was delivered', async () => {
		const picture = await aStoredFile(test.ctx, galleryId, { renditions: [400] });
		const { id: orderId } = await anOrderIn(test.ctx, galleryId);
		await aDelivery(test.ctx, galleryId, pinsOf([picture]), [], { orderId });
		await deleteGallery(test.ctx, boss, galleryId, { confirm: null });
		await later(29);
		await undeleteGallery(test.ctx, boss, galleryId);
		await later(2);
		expect(await isStored(picture.storageKey)).toBe(true);
		await deleteGallery(test.ctx, boss, galleryId, { confirm: null });
		await later(30);
		expect(await isStored(picture.storageKey)).toBe(false);
		expect(await isStored(picture.renditions[0]?.key ?? '')).toBe(false);
	});
});

describe('a version that nobody wanted', () => {
	const asks = (id: string) =>
		test.ctx.db.transaction(async (tx) => {
			await tx.update(version).set({ status: 'asks', asks: 'ok' }).where(eq(version.id, id)).run();
			await tx.update(version).set({ status: 'current' }).where(eq(version.n, 1)).run();
			await tx.update(file).set({ currentVersion: 1 }).run();
		});

	it('ends 30 days after it was refused, once there is a newer one', async () => {
		const picture = await aStoredFile(test.ctx, galleryId);
		const refused = await aNewVersion(test.ctx, picture.id);
		await asks(refused.versionId);
		await refuseVersion(test.ctx, boss, picture.id, { version: 2, note: 'softer' });
		await later(31);
		expect(await statusesOf(picture.id)).toEqual([
			[1, 'current'],
			[2, 'refused']
		]);
		await aNewVersion(test.ctx, picture.id);
		await test.ctx.db.transaction(
			async (tx) =>
				void (await tx
					.update(version)
					.set({ status: 'refused' })
					.where(eq(version.id, refused.versionId))
					.run())
		);
		await later(1);
		expect((await statusesOf(picture.id)).map(([n]) => n)).toEqual([1, 3]);
		expect(await isStored(refused.storageKey)).toBe(false);
	});

	it('ends 30 days after a restore discarded it', async () => {
		const picture = await aStoredFile(test.ctx, galleryId);
		const wrong = await aNewVersion(test.ctx, picture.id);
		await asks(wrong.versionId);
		await restoreVersion(test.ctx, boss, picture.id, { version: 1 });
		await later(29);
		expect(await statusesOf(picture.id)).toHaveLength(2);
		await later(2);
		expect(await statusesOf(picture.id)).toEqual([[1, 'current']]);
		expect(await isStored(wrong.storageKey)).toBe(false);
	});
});
