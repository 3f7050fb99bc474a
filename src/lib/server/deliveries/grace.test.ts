import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { deliveriesOf } from '#tests/support/cast/deliveries.ts';
import {
	allOf,
	aShoot,
	final,
	incoming,
	mailsTo,
	order,
	processed,
	statesOf
} from '#tests/support/cast/orders.ts';
import type { Transaction } from '../db/open.ts';
import * as rows from '../db/schema.ts';
import { byActor, record, SYSTEM } from '../events/index.ts';
import { becomeCurrent } from '../files/become-current.ts';
import { changeFile } from '../files/index.ts';
import { patchGallery } from '../galleries/index.ts';
import { changeItems, editItems } from '../orders/index.ts';

const MINUTE = 60_000;

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const { dueIn, sent, later } = deliveriesOf(() => test);

describe('the grace', () => {
	it('starts with the first final and carries all that became ready in one mail', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 3);
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		expect(await dueIn()).toBe(2 * MINUTE);
		await later(MINUTE);
		await final(ctx, fileIds[1] ?? '');
		expect(await dueIn()).toBe(2 * MINUTE);
		await later(MINUTE);
		expect(await sent()).toEqual([]);
		await later(MINUTE);
		expect(await statesOf(ctx, id)).toEqual({
			'DSC_0001.jpg': 'delivered',
			'DSC_0002.jpg': 'delivered',
			'DSC_0003.jpg': 'waiting'
		});
		expect(await sent()).toHaveLength(1);
		expect(await mailsTo(ctx, 'cleo@client.test', 'delivery')).toHaveLength(1);
	});

	it('restarts at most five times', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 9);
		await order(ctx, cleo, fileIds);
		for (const fileId of fileIds.slice(0, 6)) {
			await final(ctx, fileId);
			await later(MINUTE);
		}
		expect(await dueIn()).toBe(MINUTE);
		await final(ctx, fileIds[6] ?? '');
		expect(await dueIn()).toBe(MINUTE);
	});

	it('waits while versions are processed: one drop is one delivery', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 3);
		await order(ctx, cleo, fileIds);
		const versions = [];
		for (const fileId of fileIds) versions.push(await incoming(ctx, fileId));
		for (const [n, version] of versions.entries()) {
			await later(5 * MINUTE);
			await processed(ctx, version);
			expect(await dueIn()).toBe(n === 2 ? 2 * MINUTE : null);
		}
		await later(2 * MINUTE);
		expect(await sent()).toHaveLength(1);
		expect(await allOf(ctx, 'deliveryFile')).toHaveLength(3);
		expect(await mailsTo(ctx, 'cleo@client.test', 'delivery')).toHaveLength(1);
	});

	it('waits for an upload until two minutes after its last byte, then goes on by itself', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds);
		await anUpload({ orderId: id, memberId: ann.memberId, galleryId: gallery.id });
		await final(ctx, fileIds[0] ?? '');
		expect(await dueIn()).toBeNull();
		await later(2 * MINUTE);
		expect(await dueIn()).toBe(2 * MINUTE);
		await later(2 * MINUTE);
		expect(await sent()).toHaveLength(1);
	});

	it('waits for a final dropped on the gallery whose name fits a waiting item', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 2);
		await order(ctx, cleo, fileIds);
		const upload = { memberId: ann.memberId, galleryId: gallery.id, state: 'FINAL' as const };
		await anUpload({ ...upload, filename: 'DSC_0002-Edit.tif' });
		await final(ctx, fileIds[0] ?? '');
		expect(await dueIn()).toBeNull();
		await endUploads(gallery.id);
		expect(await dueIn()).toBe(2 * MINUTE);
		await anUpload({ ...upload, filename: 'IMG_7777.jpg' });
		await tx((t) => uploadEnded(t, gallery.id));
		expect(await dueIn()).toBe(2 * MINUTE);
	});

	it('does not wait for a retoucher, whose finals wait for an OK anyway', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const { memberId } = await ray(ctx);
		const id = await order(ctx, cleo, fileIds);
		await anUpload({ orderId: id, memberId, galleryId: gallery.id });
		await final(ctx, fileIds[0] ?? '');
		expect(await dueIn()).toBe(2 * MINUTE);
	});

	it('keeps two orders apart: each gets its own', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 1);
		const ben = await aClient(ctx, gallery.id, 'ben');
		await order(ctx, cleo, fileIds);
		await order(ctx, ben, fileIds, { again: fileIds });
		await final(ctx, fileIds[0] ?? '');
		await later(2 * MINUTE);
		expect(await sent()).toHaveLength(2);
		expect(await mailsTo(ctx, 'cleo@client.test', 'delivery')).toHaveLength(1);
		expect(await mailsTo(ctx, 'ben@client.test', 'delivery')).toHaveLength(1);
	});

	it('is restarted, uncounted, by a photographer’s OK', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 2);
		await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await later(MINUTE);
		const version = await incoming(ctx, fileIds[1] ?? '', { status: 'asks', asks: 'ok' });
		await ctx.db.transaction((tx) => becomeCurrent(tx, ctx, version, { accepted: true, by: byActor(ann) }));
		expect(await dueIn()).toBe(2 * MINUTE);
		expect(await allOf(ctx, 'delivery')).toMatchObject([{ restarts: 0 }]);
	});
});

describe('found by walking at random', () => {
	it('an act that changes nothing does not restart the grace', async () => {
		const { ctx } = test;
		const { ann: photographer, cleo, fileIds } = await aShoot(ctx, 2);
		const [a = '', b = ''] = fileIds;
		const id = await order(ctx, cleo, fileIds);
		await changeItems(ctx, cleo, id, { add: [], remove: [b] });
		await changeFile(ctx, photographer, a, { state: 'FINAL' });
		test.clock.forward(MINUTE);
		await changeItems(ctx, cleo, id, { add: [a], remove: [b] });
		await editItems(ctx, photographer, id, { add: [a], withdraw: [], reason: '' });
		expect(await dueIn()).toBe(MINUTE);
		expect(await allOf(ctx, 'delivery')).toMatchObject([{ restarts: 0 }]);
	});

	it('an upload for one order holds back the other orders whose pictures it finishes', async () => {
		const { ctx } = test;
		const { ann: photographer, cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const ben = await aClient(ctx, gallery.id, 'ben');
		const theirs = await order(ctx, cleo, fileIds);
		await order(ctx, ben, fileIds, { again: fileIds });
		const [fileId = '', resultFileId = ''] = fileIds;
		const upload = { orderId: theirs, memberId: photographer.memberId, galleryId: gallery.id, resultFileId };
		await anUpload(upload);
		await final(ctx, fileId);
		const open = (await allOf(ctx, 'delivery')).map(({ dueAt }) => dueAt);
		expect(open).toEqual([null, null]);
	});

	it('a new delivery rule holds for what is ready already', async () => {
		const { ctx } = test;
		const { ann: photographer, cleo, gallery, fileIds } = await aShoot(ctx, 2);
		await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		const rule = (deliveryRule: 'as-final' | 'whole-order' | 'by-hand') =>
			patchGallery(ctx, photographer, gallery.id, { deliveryRule });
		await rule('by-hand');
		expect(await dueIn()).toBeNull();
		await rule('as-final');
		expect(await dueIn()).toBe(2 * MINUTE);
		await rule('whole-order');
		expect(await dueIn()).toBeNull();
	});
});

const tx = (work: Parameters<TestContext['ctx']['db']['transaction']>[0]) => test.ctx.db.transaction(work);

async function anUpload(
	facts: Partial<typeof rows.upload.$inferInsert> & { memberId: string; galleryId: string }
) {
	const now = test.clock.now();
	const row = {
		id: test.ctx.ids.next(),
		filename: 'DSC_0002.jpg',
		replace: false,
		add: false,
		match: 'ask' as const
	};
	const bytes = { lengthBytes: 10, offsetBytes: 5, tempName: 'x', status: 'receiving' as const };
	await tx(
		async (t) =>
			void (await t
				.insert(rows.upload)
				.values({ ...row, ...bytes, createdAt: now, updatedAt: now, ...facts })
				.run())
	);
}

const endUploads = (galleryId: string) =>
	tx(async (t) => {
		await t.update(rows.upload).set({ status: 'done' }).where(eq(rows.upload.galleryId, galleryId)).run();
		await uploadEnded(t, galleryId);
	});

/** Finals that named no file ended. */
const uploadEnded = (t: Transaction, galleryId: string) =>
	record(t, test.ctx, {
		...{ name: 'upload.changed', galleryId, by: SYSTEM, fileIds: [] },
		...{ uploadId: test.ctx.ids.next(), orderId: null, status: 'done', isFinal: true }
	});
