import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { deliveriesOf } from '#tests/support/cast/deliveries.ts';
import { allOf, aShoot, fileRow, final, mailsTo, order, statesOf } from '#tests/support/cast/orders.ts';
import { restoreVersion } from '../files/index.ts';
import { readOrder, withdrawItem } from '../orders/index.ts';
import { deliverReady, holdDelivery, recalculateOrder, recallDelivery, sendNow } from './index.ts';

const MINUTE = 60_000;

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const { dueIn, sent, later } = deliveriesOf(() => test);

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
		expect(await sent()).toEqual([]);
		const view = await sendNow(ctx, ann, id);
		expect(view.deliveries).toMatchObject([{ held: false, itemIds: view.items.map(({ id }) => id) }]);
		expect(await mailsTo(ctx, 'cleo@client.test', 'delivery')).toHaveLength(1);
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
		expect(await dueIn()).toBe(2 * MINUTE);
		await later(2 * MINUTE);
		expect(await sent()).toHaveLength(1);
	});

	it('changes no file, and keeps holding when all that was ready falls back', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const [fileId = ''] = fileIds;
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileId);
		await holdDelivery(ctx, ann, id, { held: true });
		expect(await fileRow(ctx, fileId)).toMatchObject({ state: 'FINAL', currentVersion: 2 });
		await restoreVersion(ctx, ann, fileId, { version: 1 });
		await final(ctx, fileId);
		await later(60 * MINUTE);
		expect(await sent()).toEqual([]);
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
		expect(await sent()).toEqual([]);
		const last = (await readOrder(ctx, ann, id)).items.find(({ state }) => state === 'waiting')?.id ?? '';
		await withdrawItem(ctx, ann, id, last, { reason: 'out of focus' });
		expect(await dueIn()).toBe(2 * MINUTE);
		await later(2 * MINUTE);
		expect(await allOf(ctx, 'deliveryFile')).toHaveLength(2);
	});

	it('by hand: no due time, and Deliver sends at once', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 2, { deliveryRule: 'by-hand' });
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await later(60 * MINUTE);
		expect(await dueIn()).toBeNull();
		expect(await sent()).toEqual([]);
		await deliverReady(ctx, ann, id);
		expect(await statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'delivered', 'DSC_0002.jpg': 'waiting' });
	});

	it('states to deliver at once make an item ready besides FINAL', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 1, { deliverAtOnce: ['PROOF'] });
		const id = await order(ctx, cleo, fileIds);
		expect(await statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'ready' });
	});
});

describe('recall', () => {
	it('ends the links and leaves the items delivered', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await sendNow(ctx, ann, id);
		const [delivery] = await sent();
		await recallDelivery(ctx, ann, delivery?.id ?? '');
		const view = await readOrder(ctx, ann, id);
		expect(view.items).toMatchObject([{ state: 'delivered' }]);
		expect(view.deliveries[0]?.recalledAt).toBeDefined();
		await expect(recallDelivery(ctx, await ray(ctx), delivery?.id ?? '')).rejects.toMatchObject({
			fault: 'forbidden'
		});
	});
});
