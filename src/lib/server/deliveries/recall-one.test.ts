import type { MemberActor } from '#lib/domain/access/actor.ts';
import { isPending } from '#lib/domain/orders/item.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { deliveriesOf } from '#tests/support/cast/deliveries.ts';
import { allOf, aShoot, final, order, statesOf } from '#tests/support/cast/orders.ts';
import { restoreVersion } from '../files/index.ts';
import { listVersions } from '../orders/index.ts';
import { editItems, placeStudioOrder, readOrder } from '../orders/index.ts';
import { listSent, recallDelivery, sendFiles, sendNow } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());
const { sent } = deliveriesOf(() => test);

/** Two finals that went out to cleo by an order. */
async function delivered() {
	const { ctx } = test;
	const shoot = await aShoot(ctx, 3);
	const orderId = await order(ctx, shoot.cleo, shoot.fileIds.slice(0, 2));
	for (const id of shoot.fileIds.slice(0, 2)) await final(ctx, id);
	await sendNow(ctx, shoot.ann, orderId);
	const [one = '', two = '', notSent = ''] = shoot.fileIds;
	return { ...shoot, ctx, orderId, one, two, notSent, deliveryId: (await sent())[0]?.id ?? '' };
}

describe('recall of one picture', () => {
	it('leaves the items delivered and the delivery standing, and says which is off', async () => {
		const { ctx, ann, orderId, one, deliveryId } = await delivered();
		const view = await recallDelivery(ctx, ann, deliveryId, { fileIds: [one] });
		expect(view).toMatchObject({ deliveries: [{ id: deliveryId, recalledFileIds: [one] }] });
		expect(await statesOf(ctx, orderId)).toEqual({
			'DSC_0001.jpg': 'delivered',
			'DSC_0002.jpg': 'delivered'
		});
		expect((await readOrder(ctx, ann, orderId)).deliveries[0]?.recalledAt).toBeUndefined();
	});

	it('twice is once, and the last one recalls the delivery', async () => {
		const { ctx, ann, orderId, one, two, deliveryId } = await delivered();
		for (const fileIds of [[one], [one], [two]]) await recallDelivery(ctx, ann, deliveryId, { fileIds });
		expect((await readOrder(ctx, ann, orderId)).deliveries[0]?.recalledAt).toBeDefined();
	});

	it('of a picture that is not in it is refused, and takes nothing off', async () => {
		const { ctx, ann, one, notSent, deliveryId } = await delivered();
		const recall = recallDelivery(ctx, ann, deliveryId, { fileIds: [one, notSent] });
		await expect(recall).rejects.toMatchObject({ fault: 'not-found' });
		expect((await allOf(ctx, 'deliveryFile')).map(({ recalledAt }) => recalledAt)).toEqual([null, null]);
	});

	it('is not for retouchers', async () => {
		const { ctx, one, deliveryId } = await delivered();
		const recall = recallDelivery(ctx, await ray(ctx), deliveryId, { fileIds: [one] });
		await expect(recall).rejects.toMatchObject({ fault: 'forbidden' });
	});

	it('works on files sent without an order, and is told to the studio once', async () => {
		const { ctx, ann, gallery, fileIds } = await delivered();
		const { id } = await sendFiles(ctx, ann, gallery.id, { fileIds, to: ['lab@print.test'], message: '' });
		const before = (await allOf(ctx, 'announcement')).length;
		for (let n = 0; n < 2; n++) await recallDelivery(ctx, ann, id, { fileIds: fileIds.slice(0, 1) });
		expect(await listSent(ctx, ann, gallery.id)).toMatchObject([
			{ id, recalledFileIds: fileIds.slice(0, 1) }
		]);
		expect((await allOf(ctx, 'announcement')).slice(before)).toHaveLength(2);
	});
});

describe('who still has a version', () => {
	const told = async (actor: MemberActor, fileId: string) =>
		(await listVersions(test.ctx, actor, fileId)).map(({ version, takenBack, deliveries }) => ({
			version,
			takenBack,
			deliveries
		}));

	it('is told after a restore, until it is taken off', async () => {
		const { ctx, ann, one, orderId, deliveryId } = await delivered();
		await restoreVersion(ctx, ann, one, { version: 1 });
		const out = {
			id: deliveryId,
			orderId,
			to: [{ email: 'cleo@client.test' }],
			isServed: false,
			isAwaited: false
		};
		expect(await told(ann, one)).toMatchObject([
			{ version: 2, takenBack: true, deliveries: [out] },
			{ version: 1, takenBack: false, deliveries: [] }
		]);
		await recallDelivery(ctx, ann, deliveryId, { fileIds: [one] });
		expect(await told(ann, one)).toMatchObject([{ deliveries: [] }, { deliveries: [] }]);
	});

	it('says when the right one is on its way to them, and when they have it', async () => {
		const { ctx, ann, one, orderId, deliveryId } = await delivered();
		await restoreVersion(ctx, ann, one, { version: 1 });
		await editItems(ctx, ann, orderId, { add: [one], withdraw: [], reason: '' });
		expect((await told(ann, one))[0]).toMatchObject({ version: 2, deliveries: [{ isServed: true }] });
		await final(ctx, one);
		await sendNow(ctx, ann, orderId);
		expect(await told(ann, one)).toMatchObject([
			{ version: 3, deliveries: [{ number: 2 }] },
			{ version: 2, deliveries: [{ id: deliveryId, isServed: true }] },
			{ version: 1, deliveries: [] }
		]);
	});

	it('is not told to a retoucher, who knows no recipients', async () => {
		const { ctx, one } = await delivered();
		expect(await told(await ray(ctx), one)).toMatchObject([{ deliveries: [] }, { deliveries: [] }]);
	});
});

describe('the right one instead of a wrong one that was sent', () => {
	it('is the next final, where the wrong one is current still', async () => {
		const { ctx, ann, one, orderId } = await delivered();
		const renewed = await editItems(ctx, ann, orderId, { add: [], renew: [one], withdraw: [], reason: '' });
		expect(renewed.items.filter(isPending)).toMatchObject([
			{ fileId: one, state: 'waiting', afterVersion: 2 }
		]);
		const [wrong] = await listVersions(ctx, ann, one);
		expect(wrong).toMatchObject({ version: 2, deliveries: [{ isAwaited: true }] });
		await editItems(ctx, ann, orderId, { add: [], renew: [one], withdraw: [], reason: '' });
		await final(ctx, one);
		await sendNow(ctx, ann, orderId);
		const { items } = await readOrder(ctx, ann, orderId);
		const versions = items.filter(({ fileId }) => fileId === one).map(({ version }) => version);
		expect(versions.sort()).toEqual([2, 3]);
	});

	it('is not asked for by a retoucher', async () => {
		const { ctx, one, orderId } = await delivered();
		const asked = editItems(ctx, await ray(ctx), orderId, {
			add: [],
			renew: [one],
			withdraw: [],
			reason: ''
		});
		await expect(asked).rejects.toMatchObject({ fault: 'forbidden' });
	});

	it('goes out at once where an earlier final was restored, by its order', async () => {
		const { ctx, ann, one, orderId } = await delivered();
		await final(ctx, one);
		await editItems(ctx, ann, orderId, { add: [one], withdraw: [], reason: '' });
		await sendNow(ctx, ann, orderId);
		await restoreVersion(ctx, ann, one, { version: 2 });
		const view = await editItems(ctx, ann, orderId, { add: [one], withdraw: [], reason: '' });
		expect(view.items.filter(isPending)).toMatchObject([{ fileId: one, state: 'ready', version: 2 }]);
	});

	it('goes out to whom files were sent without an order, though they have a later one', async () => {
		const { ctx, ann, gallery, one } = await delivered();
		await final(ctx, one);
		await sendFiles(ctx, ann, gallery.id, { fileIds: [one], to: ['lab@print.test'], message: '' });
		await restoreVersion(ctx, ann, one, { version: 2 });
		const [placed] = await placeStudioOrder(ctx, ann, gallery.id, {
			fileIds: [one],
			to: ['lab@print.test'],
			note: ''
		});
		expect(placed?.items).toMatchObject([{ fileId: one, state: 'ready', version: 2 }]);
	});

	it('waits for its final where a proof was restored', async () => {
		const { ctx, ann, one, orderId } = await delivered();
		await restoreVersion(ctx, ann, one, { version: 1 });
		const view = await editItems(ctx, ann, orderId, { add: [one], withdraw: [], reason: '' });
		expect(view.items.filter(isPending)).toMatchObject([{ fileId: one, state: 'waiting' }]);
	});
});
