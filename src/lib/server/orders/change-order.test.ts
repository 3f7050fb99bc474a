import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, aFile, ann, LOOKS, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
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
} from '#tests/support/cast/orders.ts';
import { sendNow } from '../deliveries/index.ts';
import {
	askForChange,
	changeItems,
	editItems,
	offersAfterDrop,
	patchOrder,
	placeStudioOrder,
	listOrders,
	readOrder,
	readOwnOrder,
	seeOrder,
	startOrder,
	withdrawItem
} from './index.ts';

const GRACE_MS = 120_000;

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const afterGrace = () => {
	test.clock.forward(GRACE_MS);
	return runDeliveries(test.ctx);
};

describe('until Start', () => {
	it('the client takes pictures out and adds others', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 3);
		const [a = '', b = '', c = ''] = fileIds;
		const id = await order(ctx, cleo, [a, b]);
		const { left } = await changeItems(ctx, cleo, id, { add: [c], remove: [a] });
		expect(left).toEqual([]);
		expect(await statesOf(ctx, id)).toEqual({
			'DSC_0001.jpg': 'cancelled',
			'DSC_0002.jpg': 'waiting',
			'DSC_0003.jpg': 'waiting'
		});
		expect((await readOwnOrder(ctx, cleo, id)).items.at(-1)).toMatchObject({ cancelledBy: 'client' });
	});

	it('adds nothing twice and says what was left out', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const ben = await aClient(ctx, gallery.id, 'ben');
		await order(ctx, ben, fileIds.slice(1));
		const id = await order(ctx, cleo, fileIds.slice(0, 1));
		const { left } = await changeItems(ctx, cleo, id, { add: fileIds, remove: [] });
		expect(left).toEqual([{ fileId: fileIds[1], why: 'under-order' }]);
		expect(Object.keys(await statesOf(ctx, id))).toEqual(['DSC_0001.jpg']);
	});

	it('ends with Start; they are told that work began', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds);
		expect((await readOwnOrder(ctx, cleo, id)).progress.word).toBe('received');
		await seeOrder(ctx, ann, id);
		expect((await readOwnOrder(ctx, cleo, id)).progress.word).toBe('seen');
		await startOrder(ctx, ann, id);
		await startOrder(ctx, ann, id);
		expect(await readOwnOrder(ctx, cleo, id)).toMatchObject({
			canChange: false,
			progress: { word: 'in-work' }
		});
		const change = changeItems(ctx, cleo, id, { add: [], remove: fileIds });
		await expect(change).rejects.toMatchObject({ fault: 'conflict' });
	});

	it.each([
		['another client', 'not-found', true],
		['the client who may only look by now', 'forbidden', false]
	])('refuses %s', async (_who, fault, another) => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const ben = await aClient(ctx, gallery.id, 'ben', another ? undefined : LOOKS);
		const recipients = another ? [] : [{ participantId: ben.participantId }];
		const id = await order(ctx, cleo, fileIds, { recipients });
		await expect(changeItems(ctx, ben, id, { add: [], remove: fileIds })).rejects.toMatchObject({ fault });
		expect(Object.values(await statesOf(ctx, id))).toEqual(['waiting', 'waiting']);
	});
});

describe('the studio', () => {
	it('swaps a picture with a reason; the client is told once', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds.slice(0, 1));
		const [item] = (await readOrder(ctx, ann, id)).items;
		const view = await editItems(ctx, ann, id, {
			add: fileIds.slice(1),
			withdraw: [item?.id ?? ''],
			reason: 'closed eyes'
		});
		expect(view.items.map(({ state, reason }) => [state, reason])).toEqual([
			['cancelled', 'closed eyes'],
			['waiting', undefined]
		]);
		expect(await mailsTo(ctx, 'cleo@client.test', 'order-changed')).toHaveLength(1);
	});

	it('withdraws also after Start, and the picture shows what is current from then on', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const [fileId = ''] = fileIds;
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileId);
		const [item] = (await readOrder(ctx, ann, id)).items;
		await withdrawItem(ctx, ann, id, item?.id ?? '', { reason: 'double' });
		expect(await fileRow(ctx, fileId)).toMatchObject({ releasedVersion: 2, releasedState: 'FINAL' });
		expect(await allOf(ctx, 'delivery')).toEqual([]);
		await expect(withdrawItem(ctx, ann, id, item?.id ?? '', { reason: 'x' })).rejects.toMatchObject({
			fault: 'conflict'
		});
	});

	it('withdraws, and what was held back stays unseen when the old version is to be restored', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const [fileId = ''] = fileIds;
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileId);
		const before = await fileRow(ctx, fileId);
		const said = (await allOf(ctx, 'announcement')).length;
		const [item] = (await readOrder(ctx, ann, id)).items;
		await withdrawItem(ctx, ann, id, item?.id ?? '', { reason: 'double', heldBack: 'restore' });
		expect(await fileRow(ctx, fileId)).toMatchObject({
			currentVersion: 1,
			state: 'PROOF',
			releasedVersion: before?.releasedVersion,
			releasedState: before?.releasedState
		});
		const toClients = (await allOf(ctx, 'announcement'))
			.slice(said)
			.filter((one) => String(one['event']).startsWith('file.') && String(one['room']).startsWith('client'));
		expect(toClients).toEqual([]);
		expect(await statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'cancelled' });
	});

	it('restores nothing while another order still waits for the same picture', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		const ben = await aClient(ctx, gallery.id, 'ben');
		await order(ctx, ben, fileIds, { again: fileIds });
		await final(ctx, fileIds[0] ?? '');
		const [item] = (await readOrder(ctx, ann, id)).items;
		await withdrawItem(ctx, ann, id, item?.id ?? '', { reason: 'double', heldBack: 'restore' });
		expect(await fileRow(ctx, fileIds[0] ?? '')).toMatchObject({ currentVersion: 2, releasedVersion: 1 });
	});

	it('says when it expects to be done', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		expect(await startOrder(ctx, ann, id, { expectedBy: Date.UTC(2026, 4, 7) })).toMatchObject({
			expectedBy: '2026-05-07T00:00:00.000Z'
		});
		expect(await startOrder(ctx, ann, id)).toMatchObject({ expectedBy: '2026-05-07T00:00:00.000Z' });
		await patchOrder(ctx, ann, id, { expectedBy: Date.UTC(2026, 4, 8) });
		expect((await readOwnOrder(ctx, cleo, id)).expectedBy).toBe('2026-05-08T00:00:00.000Z');
	});

	it('leaves all of it to photographers', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		const actor = await ray(ctx);
		const edit = { add: [], withdraw: [], reason: '' };
		for (const refused of [
			startOrder(ctx, actor, id),
			patchOrder(ctx, actor, id, { expectedBy: null }),
			editItems(ctx, actor, id, edit),
			placeStudioOrder(ctx, actor, gallery.id, { fileIds, holders: true })
		])
			await expect(refused).rejects.toMatchObject({ fault: 'forbidden' });
		expect((await readOrder(ctx, actor, id)).number).toBe(1001);
	});

	it('shows a retoucher what is ordered, but neither an address nor the key to a delivery', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		await afterGrace();
		const actor = await ray(ctx);
		const known = await readOrder(ctx, ann, id);
		expect([known.recipients, known.deliveries.flatMap(({ mails }) => mails).length]).toEqual([
			['cleo@client.test'],
			1
		]);
		for (const view of [...(await listOrders(ctx, actor, {})), await readOrder(ctx, actor, id)]) {
			expect(view).toMatchObject({ recipients: [], deliveries: [{ number: 1, mails: [] }] });
			expect(JSON.stringify(view)).not.toMatch(/client\.test|\/d\//);
		}
	});
});

describe('asking for a change', () => {
	const delivered = async () => {
		const shoot = await aShoot(test.ctx, 1);
		const [fileId = ''] = shoot.fileIds;
		const id = await order(test.ctx, shoot.cleo, shoot.fileIds);
		await final(test.ctx, fileId);
		await sendNow(test.ctx, shoot.ann, id);
		return { ...shoot, fileId, id };
	};

	it('is a new item that only a newer version can finish', async () => {
		const { ctx } = test;
		const { cleo, ann: studio, fileId, id } = await delivered();
		const onItsWay = await incoming(ctx, fileId);
		await askForChange(ctx, cleo, id, { fileId, text: 'less blue' });
		expect(await mailsTo(ctx, 'ann@studio.test', 'change-asked')).toHaveLength(1);
		await processed(ctx, onItsWay);
		const items = () =>
			readOrder(ctx, studio, id).then((view) => view.items.map(({ state }) => state).sort());
		expect(await items()).toEqual(['delivered', 'waiting']);
		expect(await fileRow(ctx, fileId)).toMatchObject({ currentVersion: 3, releasedVersion: 2 });
		await final(ctx, fileId);
		await afterGrace();
		expect(await items()).toEqual(['delivered', 'delivered']);
		expect((await allOf(ctx, 'delivery')).map(({ number }) => number)).toEqual([1, 2]);
		expect(await fileRow(ctx, fileId)).toMatchObject({ releasedVersion: 4 });
	});

	it('asked twice with the same words is asked once', async () => {
		const { cleo, fileId, id } = await delivered();
		const ask = () => askForChange(test.ctx, cleo, id, { fileId, text: 'less blue' });
		expect(await ask()).toBe(await ask());
		expect(await allOf(test.ctx, 'orderItem')).toHaveLength(2);
	});

	it('is for what was delivered in this order, and for whom it was delivered', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileId, id } = await delivered();
		const other = await aFile(ctx, gallery.id, { name: 'DSC_0009.jpg' });
		const ask = (actor: typeof cleo, file: string) =>
			askForChange(ctx, actor, id, { fileId: file, text: 'x' });
		await expect(ask(cleo, other.id)).rejects.toMatchObject({ fault: 'not-found' });
		await expect(ask(await aClient(ctx, gallery.id, 'ben'), fileId)).rejects.toMatchObject({
			fault: 'not-found'
		});
	});
});

describe('orders that the studio places', () => {
	it('sends finals that nobody ordered to the people named, without a word that an order came', async () => {
		const { ctx } = test;
		const { ann: studio, gallery, fileIds } = await aShoot(ctx, 2);
		for (const fileId of fileIds) await final(ctx, fileId);
		const to = ['cleo@client.test', 'ben@client.test'];
		const orders = await placeStudioOrder(ctx, studio, gallery.id, { fileIds, to, note: '' });
		expect(orders).toMatchObject([{ placedBy: 'ann', recipients: to.toSorted() }]);
		expect(await allOf(ctx, 'mail')).toEqual([]);
		await afterGrace();
		expect((await allOf(ctx, 'mail')).map(({ template, to }) => [template, to]).sort()).toEqual([
			['delivery', 'ben@client.test'],
			['delivery', 'cleo@client.test']
		]);
	});

	it('sends a new version only to those who have an older one, and waits for it', async () => {
		const { ctx } = test;
		const { ann: studio, cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const [a = '', b = ''] = fileIds;
		const theirs = await order(ctx, cleo, fileIds, {
			recipients: [{ participantId: cleo.participantId }, { address: 'ben@client.test' }]
		});
		await final(ctx, a);
		await final(ctx, b);
		await sendNow(ctx, studio, theirs);
		const version = await incoming(ctx, a);
		const [made, ...more] = await placeStudioOrder(ctx, studio, gallery.id, { fileIds, holders: true });
		expect(more).toEqual([]);
		expect(made).toMatchObject({ recipients: ['ben@client.test', 'cleo@client.test'] });
		expect(made?.items).toMatchObject([{ fileId: a, afterVersion: 2, state: 'waiting' }]);
		await processed(ctx, version);
		await afterGrace();
		expect(await statesOf(ctx, made?.id ?? '')).toEqual({ 'DSC_0001.jpg': 'delivered' });
		const again = placeStudioOrder(ctx, studio, gallery.id, { fileIds, holders: true });
		await expect(again).rejects.toMatchObject({ fault: 'conflict' });
	});

	it('are offered by what the drop finds', async () => {
		const { ctx } = test;
		const { ann: studio, cleo, gallery, fileIds } = await aShoot(ctx, 3);
		const [a = '', b = '', c = ''] = fileIds;
		const id = await order(ctx, cleo, [a, b]);
		await final(ctx, a);
		await sendNow(ctx, studio, id);
		const offers = () => offersAfterDrop(ctx, studio, gallery.id, { fileIds });
		expect(await offers()).toEqual({
			nobodyOrdered: { fileIds: [c], people: [{ name: 'cleo', email: 'cleo@client.test' }] },
			haveOlder: { fileIds: [], people: [] }
		});
		await incoming(ctx, a);
		const people = [{ name: 'cleo', email: 'cleo@client.test' }];
		expect((await offers()).haveOlder).toEqual({ fileIds: [a], people });
		await placeStudioOrder(ctx, studio, gallery.id, { fileIds, holders: true });
		expect((await offers()).haveOlder).toEqual({ fileIds: [], people: [] });
	});

	it('is not found for galleries of nobody', async () => {
		const { ctx } = test;
		const studio = await ann(ctx);
		const place = placeStudioOrder(ctx, studio, 'nowhere', { fileIds: ['x'], holders: true });
		await expect(place).rejects.toMatchObject({ fault: 'not-found' });
	});
});
