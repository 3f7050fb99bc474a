import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { deliveriesOf } from '#tests/support/cast/deliveries.ts';
import { allOf, aShoot, fileRow, final, mailsTo, order, statesOf } from '#tests/support/cast/orders.ts';
import * as rows from '../db/schema.ts';
import { changeFile, deleteFiles, restoreVersion } from '../files/index.ts';
import { readOrder } from '../orders/index.ts';
import { deliverDue, holdDelivery, sendNow } from './index.ts';
import { heldLease } from '#tests/support/cast/held.ts';

const MINUTE = 60_000;

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const { dueIn, sent, later } = deliveriesOf(() => test);

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
		const list = await allOf(ctx, 'deliveryFile');
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
		const hashes = (await allOf(ctx, 'deliveryLink')).map(({ tokenHash }) => tokenHash);
		expect(new Set(tokens.map((token) => ctx.tokens.hash(token)))).toEqual(new Set(hashes));
		expect(JSON.stringify(await allOf(ctx, 'deliveryLink'))).not.toContain(tokens[0]);
	});

	it('releases the picture: clients see it from then on, and not before', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 1);
		const [fileId = ''] = fileIds;
		await order(ctx, cleo, fileIds);
		await final(ctx, fileId);
		expect(await fileRow(ctx, fileId)).toMatchObject({
			currentVersion: 2,
			state: 'FINAL',
			releasedVersion: 1,
			releasedState: 'PROOF'
		});
		await later(2 * MINUTE);
		expect(await fileRow(ctx, fileId)).toMatchObject({ releasedVersion: 2, releasedState: 'FINAL' });
	});

	it('sends nothing twice, however often the job runs', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await later(2 * MINUTE);
		for (let i = 0; i < 3; i++) await deliverDue(ctx, { orderId: id }, heldLease(ctx));
		expect(await sent()).toHaveLength(1);
		expect(await mailsTo(ctx, 'cleo@client.test', 'delivery')).toHaveLength(1);
	});

	it('moves the pin to a newer version that came before the sending', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 1);
		await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await later(MINUTE);
		const better = await final(ctx, fileIds[0] ?? '');
		expect(await dueIn()).toBe(2 * MINUTE);
		await later(2 * MINUTE);
		expect(await allOf(ctx, 'deliveryFile')).toMatchObject([{ versionId: better }]);
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
		expect(await statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'waiting' });
		await later(5 * MINUTE);
		expect(await allOf(ctx, 'delivery')).toEqual([]);
		expect(await mailsTo(ctx, 'cleo@client.test', 'delivery')).toEqual([]);
	});

	it('checks the pins in the transaction that sends, even if nobody looked in between', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds);
		for (const fileId of fileIds) await final(ctx, fileId);
		const isFirst = eq(rows.file.id, fileIds[0] ?? '');
		await tx(async (t) => void (await t.update(rows.file).set({ state: 'PROOF' }).where(isFirst).run()));
		await later(2 * MINUTE);
		expect(await statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'waiting', 'DSC_0002.jpg': 'delivered' });
		expect(await allOf(ctx, 'deliveryFile')).toHaveLength(1);
	});

	it('a restore takes the item out of the scheduled delivery', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds);
		for (const fileId of fileIds) await final(ctx, fileId);
		await restoreVersion(ctx, ann, fileIds[0] ?? '', { version: 1 });
		expect(await statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'waiting', 'DSC_0002.jpg': 'ready' });
		await later(4 * MINUTE);
		expect((await allOf(ctx, 'deliveryFile')).map(({ fileId }) => fileId)).toEqual([fileIds[1]]);
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
		expect(await mailsTo(ctx, 'cleo@client.test', 'order-changed')).toHaveLength(1);
		await later(5 * MINUTE);
		expect(await allOf(ctx, 'delivery')).toEqual([]);
	});

	it('state set FINAL by hand is as good as an upload', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		await changeFile(ctx, ann, fileIds[0] ?? '', { state: 'FINAL' });
		await later(2 * MINUTE);
		expect(await statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'delivered' });
	});
});

describe('two orders for one picture', () => {
	it('a delivery of either releases what it pins, and holds a later version back', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 1);
		const [fileId = ''] = fileIds;
		const ben = await aClient(ctx, gallery.id, 'ben');
		const theirs = await order(ctx, cleo, fileIds);
		const his = await order(ctx, ben, fileIds, { again: fileIds });
		await final(ctx, fileId);
		await holdDelivery(ctx, ann, his, { held: true });
		await sendNow(ctx, ann, theirs);
		expect(await fileRow(ctx, fileId)).toMatchObject({ releasedVersion: 2, releasedState: 'FINAL' });
		await final(ctx, fileId);
		expect(await fileRow(ctx, fileId)).toMatchObject({ currentVersion: 3, releasedVersion: 2 });
		await sendNow(ctx, ann, his);
		expect(await fileRow(ctx, fileId)).toMatchObject({ releasedVersion: 3 });
	});
});

const tx = (work: Parameters<TestContext['ctx']['db']['transaction']>[0]) => test.ctx.db.transaction(work);
