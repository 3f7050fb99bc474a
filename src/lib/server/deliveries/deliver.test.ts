import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, ray } from '../../../../tests/support/cast.ts';
import { makeContext, type TestContext } from '../../../../tests/support/context.ts';
import {
	allOf,
	aShoot,
	fileRow,
	final,
	incoming,
	mailsTo,
	order,
	processed,
	runDeliveries,
	statesOf
} from '../../../../tests/support/orders.ts';
import * as rows from '../db/schema.ts';
import { becomeCurrent, changeFile, deleteFiles, restoreVersion } from '../files/index.ts';
import { lookAtOrdersOf, readOrder, withdrawItem } from '../orders/index.ts';
import {
	deliverDue,
	deliverReady,
	holdDelivery,
	recalculateOrder,
	recallDelivery,
	sendNow
} from './index.ts';

const MINUTE = 60_000;

let test: TestContext;
beforeEach(() => void (test = makeContext()));
afterEach(() => test.close());

const dueIn = () => {
	const open = allOf(test.ctx, 'delivery').find(({ deliveredAt }) => deliveredAt === null);
	return open?.dueAt == null ? null : open.dueAt - test.clock.now();
};
const sent = () => allOf(test.ctx, 'delivery').filter(({ deliveredAt }) => deliveredAt !== null);
const later = async (ms: number) => {
	test.clock.forward(ms);
	return runDeliveries(test.ctx);
};

describe('the grace', () => {
	it('starts with the first final and carries all that became ready in one mail', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 3);
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		expect(dueIn()).toBe(2 * MINUTE);
		await later(MINUTE);
		await final(ctx, fileIds[1] ?? '');
		expect(dueIn()).toBe(2 * MINUTE);
		await later(MINUTE);
		expect(sent()).toEqual([]);
		await later(MINUTE);
		expect(statesOf(ctx, id)).toEqual({
			'DSC_0001.jpg': 'delivered',
			'DSC_0002.jpg': 'delivered',
			'DSC_0003.jpg': 'waiting'
		});
		expect(sent()).toHaveLength(1);
		expect(mailsTo(ctx, 'cleo@client.test', 'delivery')).toHaveLength(1);
	});

	it('restarts at most five times', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 9);
		await order(ctx, cleo, fileIds);
		for (const fileId of fileIds.slice(0, 6)) {
			await final(ctx, fileId);
			await later(MINUTE);
		}
		expect(dueIn()).toBe(MINUTE);
		await final(ctx, fileIds[6] ?? '');
		expect(dueIn()).toBe(MINUTE);
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
			expect(dueIn()).toBe(n === 2 ? 2 * MINUTE : null);
		}
		await later(2 * MINUTE);
		expect(sent()).toHaveLength(1);
		expect(allOf(ctx, 'deliveryFile')).toHaveLength(3);
		expect(mailsTo(ctx, 'cleo@client.test', 'delivery')).toHaveLength(1);
	});

	it('waits for an upload until two minutes after its last byte, then goes on by itself', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds);
		await anUpload({ orderId: id, memberId: ann.memberId, galleryId: gallery.id });
		await final(ctx, fileIds[0] ?? '');
		expect(dueIn()).toBeNull();
		await later(2 * MINUTE);
		expect(dueIn()).toBe(2 * MINUTE);
		await later(2 * MINUTE);
		expect(sent()).toHaveLength(1);
	});

	it('waits for a final dropped on the gallery whose name fits a waiting item', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 2);
		await order(ctx, cleo, fileIds);
		const upload = { memberId: ann.memberId, galleryId: gallery.id, state: 'FINAL' as const };
		await anUpload({ ...upload, filename: 'DSC_0002-Edit.tif' });
		await final(ctx, fileIds[0] ?? '');
		expect(dueIn()).toBeNull();
		await endUploads(gallery.id);
		expect(dueIn()).toBe(2 * MINUTE);
		await anUpload({ ...upload, filename: 'IMG_7777.jpg' });
		await ctx.db.transaction((tx) => lookAtOrdersOf(tx, ctx, gallery.id));
		expect(dueIn()).toBe(2 * MINUTE);
	});

	it('does not wait for a retoucher, whose finals wait for an OK anyway', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const { memberId } = await ray(ctx);
		const id = await order(ctx, cleo, fileIds);
		await anUpload({ orderId: id, memberId, galleryId: gallery.id });
		await final(ctx, fileIds[0] ?? '');
		expect(dueIn()).toBe(2 * MINUTE);
	});

	it('keeps two orders apart: each gets its own', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 1);
		const ben = await aClient(ctx, gallery.id, 'ben');
		await order(ctx, cleo, fileIds);
		await order(ctx, ben, fileIds, { again: fileIds });
		await final(ctx, fileIds[0] ?? '');
		await later(2 * MINUTE);
		expect(sent()).toHaveLength(2);
		expect(mailsTo(ctx, 'cleo@client.test', 'delivery')).toHaveLength(1);
		expect(mailsTo(ctx, 'ben@client.test', 'delivery')).toHaveLength(1);
	});

	it('is restarted, uncounted, by a photographer’s OK', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 2);
		await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await later(MINUTE);
		const version = await incoming(ctx, fileIds[1] ?? '', { status: 'asks', asks: 'ok' });
		await ctx.db.transaction((tx) => becomeCurrent(tx, ctx, version, 'accepted'));
		expect(dueIn()).toBe(2 * MINUTE);
		expect(allOf(ctx, 'delivery')).toMatchObject([{ restarts: 0 }]);
	});
});

describe('what a delivery is', () => {
	it('is frozen: names by the camera, exactly the pinned versions, a link each', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds, {
			recipients: [{ participantId: cleo.participantId }, { address: 'x@y.test' }]
		});
		const pins = [];
		for (const fileId of fileIds) pins.push(await final(ctx, fileId, { name: 'anything.tif', kind: 'tiff' }));
		await later(2 * MINUTE);
		const list = allOf(ctx, 'deliveryFile');
		expect(list.map(({ name, versionId }) => [name, versionId])).toEqual([
			['DSC_0001.tif', pins[0]],
			['DSC_0002.tif', pins[1]]
		]);
		const [delivery] = (await readOrder(ctx, ann, id)).deliveries;
		expect(delivery?.mails.map(({ to, status }) => [to, status])).toEqual([
			['cleo@client.test', 'waiting'],
			['x@y.test', 'waiting']
		]);
		const tokens = delivery?.mails.map(({ url }) => url.split('/').at(-1) ?? '') ?? [];
		const hashes = allOf(ctx, 'deliveryLink').map(({ tokenHash }) => tokenHash);
		expect(new Set(tokens.map((token) => ctx.tokens.hash(token)))).toEqual(new Set(hashes));
		expect(JSON.stringify(allOf(ctx, 'deliveryLink'))).not.toContain(tokens[0]);
	});

	it('releases the picture: clients see it from then on, and not before', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 1);
		const [fileId = ''] = fileIds;
		await order(ctx, cleo, fileIds);
		await final(ctx, fileId);
		expect(fileRow(ctx, fileId)).toMatchObject({
			currentVersion: 2,
			state: 'FINAL',
			releasedVersion: 1,
			releasedState: 'PROOF'
		});
		await later(2 * MINUTE);
		expect(fileRow(ctx, fileId)).toMatchObject({ releasedVersion: 2, releasedState: 'FINAL' });
	});

	it('sends nothing twice, however often the job runs', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await later(2 * MINUTE);
		for (let i = 0; i < 3; i++) await deliverDue(ctx, { orderId: id }, { transaction: ctx.db.transaction });
		expect(sent()).toHaveLength(1);
		expect(mailsTo(ctx, 'cleo@client.test', 'delivery')).toHaveLength(1);
	});

	it('moves the pin to a newer version that came before the sending', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 1);
		await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await later(MINUTE);
		const better = await final(ctx, fileIds[0] ?? '');
		expect(dueIn()).toBe(2 * MINUTE);
		await later(2 * MINUTE);
		expect(allOf(ctx, 'deliveryFile')).toMatchObject([{ versionId: better }]);
	});
});

describe('nothing gets out early', () => {
	it('FINAL back to PROOF before the send: the item waits again, nothing is sent', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const [fileId = ''] = fileIds;
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileId);
		await changeFile(ctx, ann, fileId, { state: 'PROOF' });
		expect(statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'waiting' });
		await later(5 * MINUTE);
		expect(allOf(ctx, 'delivery')).toEqual([]);
		expect(mailsTo(ctx, 'cleo@client.test', 'delivery')).toEqual([]);
	});

	it('checks the pins in the transaction that sends, even if nobody looked in between', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds);
		for (const fileId of fileIds) await final(ctx, fileId);
		const isFirst = eq(rows.file.id, fileIds[0] ?? '');
		await tx((t) => void t.update(rows.file).set({ state: 'PROOF' }).where(isFirst).run());
		await later(2 * MINUTE);
		expect(statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'waiting', 'DSC_0002.jpg': 'delivered' });
		expect(allOf(ctx, 'deliveryFile')).toHaveLength(1);
	});

	it('a restore takes the item out of the scheduled delivery', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds);
		for (const fileId of fileIds) await final(ctx, fileId);
		await restoreVersion(ctx, ann, fileIds[0] ?? '', { version: 1 });
		expect(statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'waiting', 'DSC_0002.jpg': 'ready' });
		await later(4 * MINUTE);
		expect(allOf(ctx, 'deliveryFile').map(({ fileId }) => fileId)).toEqual([fileIds[1]]);
	});

	it('deletion cancels the item, and the client is told once', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await expect(deleteFiles(ctx, ann, fileIds, { cancelItems: false })).rejects.toMatchObject({
			fault: 'conflict'
		});
		await deleteFiles(ctx, ann, fileIds, { cancelItems: true });
		expect((await readOrder(ctx, ann, id)).items).toMatchObject([
			{ state: 'cancelled', reason: 'deleted' },
			{ state: 'cancelled', reason: 'deleted' }
		]);
		expect(mailsTo(ctx, 'cleo@client.test', 'order-changed')).toHaveLength(1);
		await later(5 * MINUTE);
		expect(allOf(ctx, 'delivery')).toEqual([]);
	});

	it('state set FINAL by hand is as good as an upload', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		await changeFile(ctx, ann, fileIds[0] ?? '', { state: 'FINAL' });
		await later(2 * MINUTE);
		expect(statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'delivered' });
	});
});

describe('hold and send now', () => {
	it('hold stops it, what becomes ready joins, send now sends all at once', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await holdDelivery(ctx, ann, id, { held: true });
		await later(60 * MINUTE);
		await final(ctx, fileIds[1] ?? '');
		await later(60 * MINUTE);
		expect(sent()).toEqual([]);
		const view = await sendNow(ctx, ann, id);
		expect(view.deliveries).toMatchObject([{ held: false, itemIds: view.items.map(({ id }) => id) }]);
		expect(mailsTo(ctx, 'cleo@client.test', 'delivery')).toHaveLength(1);
	});

	it('go on starts a grace anew', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await later(MINUTE);
		await holdDelivery(ctx, ann, id, { held: true });
		await later(9 * MINUTE);
		await holdDelivery(ctx, ann, id, { held: false });
		expect(dueIn()).toBe(2 * MINUTE);
		await later(2 * MINUTE);
		expect(sent()).toHaveLength(1);
	});

	it('changes no file, and keeps holding when all that was ready falls back', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const [fileId = ''] = fileIds;
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileId);
		await holdDelivery(ctx, ann, id, { held: true });
		expect(fileRow(ctx, fileId)).toMatchObject({ state: 'FINAL', currentVersion: 2 });
		await restoreVersion(ctx, ann, fileId, { version: 1 });
		await final(ctx, fileId);
		await later(60 * MINUTE);
		expect(sent()).toEqual([]);
	});

	it('says when there is nothing to send', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		await expect(sendNow(ctx, ann, id)).rejects.toMatchObject({ fault: 'conflict' });
		await expect(deliverReady(ctx, ann, id)).rejects.toMatchObject({ fault: 'conflict' });
	});

	it('is not for retouchers, and clients have no such call', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		const actor = await ray(ctx);
		for (const act of [sendNow, deliverReady, recalculateOrder])
			await expect(act(ctx, actor, id)).rejects.toMatchObject({ fault: 'forbidden' });
		await expect(holdDelivery(ctx, actor, id, { held: true })).rejects.toMatchObject({ fault: 'forbidden' });
	});
});

describe('delivery rules', () => {
	it('whole order: the grace starts when every item is ready or settled', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 3, { deliveryRule: 'whole-order' });
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await final(ctx, fileIds[1] ?? '');
		await later(60 * MINUTE);
		expect(sent()).toEqual([]);
		const last = (await readOrder(ctx, ann, id)).items.find(({ state }) => state === 'waiting')?.id ?? '';
		await withdrawItem(ctx, ann, id, last, { reason: 'out of focus' });
		expect(dueIn()).toBe(2 * MINUTE);
		await later(2 * MINUTE);
		expect(allOf(ctx, 'deliveryFile')).toHaveLength(2);
	});

	it('by hand: no due time, and Deliver sends at once', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 2, { deliveryRule: 'by-hand' });
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await later(60 * MINUTE);
		expect(dueIn()).toBeNull();
		expect(sent()).toEqual([]);
		await deliverReady(ctx, ann, id);
		expect(statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'delivered', 'DSC_0002.jpg': 'waiting' });
	});

	it('states to deliver at once make an item ready besides FINAL', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 1, { deliverAtOnce: ['PROOF'] });
		const id = await order(ctx, cleo, fileIds);
		expect(statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'ready' });
	});
});

describe('recall', () => {
	it('ends the links and leaves the items delivered', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await sendNow(ctx, ann, id);
		const [delivery] = sent();
		await recallDelivery(ctx, ann, delivery?.id ?? '');
		const view = await readOrder(ctx, ann, id);
		expect(view.items).toMatchObject([{ state: 'delivered' }]);
		expect(view.deliveries[0]?.recalledAt).toBeDefined();
		await expect(recallDelivery(ctx, await ray(ctx), delivery?.id ?? '')).rejects.toMatchObject({
			fault: 'forbidden'
		});
	});
});

describe('two orders for one picture', () => {
	it('a delivery of either releases what it pins, and holds a later version back', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 1);
		const [fileId = ''] = fileIds;
		const ben = await aClient(ctx, gallery.id, 'ben');
		const hers = await order(ctx, cleo, fileIds);
		const his = await order(ctx, ben, fileIds, { again: fileIds });
		await final(ctx, fileId);
		await holdDelivery(ctx, ann, his, { held: true });
		await sendNow(ctx, ann, hers);
		expect(fileRow(ctx, fileId)).toMatchObject({ releasedVersion: 2, releasedState: 'FINAL' });
		await final(ctx, fileId);
		expect(fileRow(ctx, fileId)).toMatchObject({ currentVersion: 3, releasedVersion: 2 });
		await sendNow(ctx, ann, his);
		expect(fileRow(ctx, fileId)).toMatchObject({ releasedVersion: 3 });
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
		(t) =>
			void t
				.insert(rows.upload)
				.values({ ...row, ...bytes, createdAt: now, updatedAt: now, ...facts })
				.run()
	);
}

const endUploads = (galleryId: string) =>
	tx((t) => {
		t.update(rows.upload).set({ status: 'done' }).where(eq(rows.upload.galleryId, galleryId)).run();
		lookAtOrdersOf(t, test.ctx, galleryId);
	});
