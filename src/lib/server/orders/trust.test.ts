import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, aGallery, aRow, LOOKS } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { allOf, aShoot, final, order } from '#tests/support/cast/orders.ts';
import * as rows from '../db/schema.ts';
import { confirmRecipients, deliverReady } from '../deliveries/index.ts';
import { askForChange, changeItems, draftFor, placeOrder, readOrder, readOwnOrder } from './index.ts';
import { FOREIGN_A_DAY } from './trust.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const strangers = (count: number, from = 0) =>
	Array.from({ length: count }, (_, n) => ({ address: `s${from + n}@elsewhere.test` }));
const mailed = async (test: TestContext) =>
	(await allOf(test.ctx, 'mail')).filter(({ template }) => template === 'delivery').map(({ to }) => to);

/** All finals are there, and what was ordered goes out at once. */
async function deliver(fileIds: string[], orderId: string, shoot: Awaited<ReturnType<typeof aShoot>>) {
	for (const id of fileIds) await final(test.ctx, id);
	await deliverReady(test.ctx, shoot.ann, orderId).catch(() => undefined);
}

describe('recipients from outside', () => {
	it('get the finals up to the day’s number; the others wait, and the order stands', async () => {
		const shoot = await aShoot(test.ctx, 1);
		const id = await order(test.ctx, shoot.cleo, shoot.fileIds, { recipients: strangers(FOREIGN_A_DAY + 3) });
		const waiting = ['s10@elsewhere.test', 's11@elsewhere.test', 's12@elsewhere.test'];
		expect((await readOrder(test.ctx, shoot.ann, id)).unconfirmed).toEqual(waiting);
		expect((await readOwnOrder(test.ctx, shoot.cleo, id)).unconfirmed).toEqual(waiting);
		await deliver(shoot.fileIds, id, shoot);
		expect(await mailed(test)).toEqual(strangers(FOREIGN_A_DAY).map(({ address }) => address));
	});

	it('are counted over all orders and people of the studio, each address once', async () => {
		const shoot = await aShoot(test.ctx, 3);
		const [a = '', b = '', c = ''] = shoot.fileIds;
		const ben = await aClient(test.ctx, shoot.gallery.id, 'ben');
		await order(test.ctx, shoot.cleo, [a], { recipients: strangers(6) });
		const second = await order(test.ctx, ben, [b], { recipients: strangers(6, 3) });
		expect((await readOrder(test.ctx, shoot.ann, second)).unconfirmed).toEqual([]);
		const third = await order(test.ctx, ben, [c], { recipients: strangers(3, 8) });
		expect((await readOrder(test.ctx, shoot.ann, third)).unconfirmed).toEqual(['s10@elsewhere.test']);
	});

	it('are counted anew a day later', async () => {
		const shoot = await aShoot(test.ctx, 2);
		const [a = '', b = ''] = shoot.fileIds;
		await order(test.ctx, shoot.cleo, [a], { recipients: strangers(10) });
		test.clock.forward(24 * 3_600_000 + 1);
		const later = await order(test.ctx, shoot.cleo, [b], { recipients: strangers(10, 10) });
		expect((await readOrder(test.ctx, shoot.ann, later)).unconfirmed).toEqual([]);
	});

	it('who are confirmed get what was sent meanwhile, once, and need no word the next time', async () => {
		const shoot = await aShoot(test.ctx, 2);
		const [a = '', b = ''] = shoot.fileIds;
		const id = await order(test.ctx, shoot.cleo, [a], { recipients: strangers(12) });
		await deliver([a], id, shoot);
		const confirmed = await confirmRecipients(test.ctx, shoot.ann, id);
		expect(confirmed.unconfirmed).toEqual([]);
		await confirmRecipients(test.ctx, shoot.ann, id);
		expect(await mailed(test)).toEqual(strangers(12).map(({ address }) => address));
		const next = await order(test.ctx, shoot.cleo, [b], { recipients: strangers(12) });
		expect((await readOrder(test.ctx, shoot.ann, next)).unconfirmed).toEqual([]);
	});

	it('who are confirmed after a recall get no link to what was recalled', async () => {
		const shoot = await aShoot(test.ctx, 1);
		const id = await order(test.ctx, shoot.cleo, shoot.fileIds, { recipients: strangers(11) });
		await deliver(shoot.fileIds, id, shoot);
		const isIt = eq(rows.delivery.orderId, id);
		await test.ctx.db.transaction((tx) => tx.update(rows.delivery).set({ recalledAt: 1 }).where(isIt).run());
		await confirmRecipients(test.ctx, shoot.ann, id);
		expect(await mailed(test)).not.toContain('s10@elsewhere.test');
	});
});

describe('not from outside, whatever the number', () => {
	it.each(['a member', 'a person of the gallery', 'somebody with a row', 'somebody with a row above'])(
		'is %s',
		async (who) => {
			const parent = await aGallery(test.ctx, { title: 'above' });
			const shoot = await aShoot(test.ctx, 2, { parentId: parent.id, inheritAccess: false });
			const [a = '', b = ''] = shoot.fileIds;
			await order(test.ctx, shoot.cleo, [a], { recipients: strangers(10) });
			const address = who === 'a member' ? 'ann@studio.test' : 'dora@client.test';
			if (who === 'a person of the gallery') await aClient(test.ctx, shoot.gallery.id, 'dora');
			if (who === 'somebody with a row') await aRow(test.ctx, shoot.gallery.id, address, LOOKS);
			if (who === 'somebody with a row above') await aRow(test.ctx, parent.id, address, LOOKS);
			const id = await order(test.ctx, shoot.cleo, [b], { recipients: [{ address }] });
			expect((await readOrder(test.ctx, shoot.ann, id)).unconfirmed).toEqual([]);
		}
	);
});

describe('acts of one person within an hour', () => {
	const tooMany = { fault: 'too-many' };

	it('are at most 60 orders, then some again an hour later; the same key is answered again', async () => {
		const { cleo, fileIds } = await aShoot(test.ctx, 1);
		const again = { again: fileIds };
		const draft = await draftFor(test.ctx, cleo, cleo.galleryId, { fileIds });
		const input = { fileIds: draft.fileIds, viewHash: draft.viewHash, note: '' };
		const press = () => placeOrder(test.ctx, cleo, cleo.galleryId, 'one-key', input);
		const first = await press();
		for (let n = 2; n <= 60; n++) await order(test.ctx, cleo, fileIds, again);
		await expect(order(test.ctx, cleo, fileIds, again)).rejects.toMatchObject(tooMany);
		expect(await press()).toBe(first);
		test.clock.forward(3_600_001);
		await order(test.ctx, cleo, fileIds, again);
	});

	it('are at most 120 changes, of items and of wishes together', async () => {
		const { cleo, fileIds } = await aShoot(test.ctx, 2);
		const [a = '', b = ''] = fileIds;
		const id = await order(test.ctx, cleo, [a, b]);
		for (let n = 1; n <= 60; n++) {
			await changeItems(test.ctx, cleo, id, { add: [], remove: [b] });
			await changeItems(test.ctx, cleo, id, { add: [b], remove: [] });
		}
		await expect(changeItems(test.ctx, cleo, id, { add: [], remove: [b] })).rejects.toMatchObject(tooMany);
		await expect(askForChange(test.ctx, cleo, id, { fileId: a, text: 'x' })).rejects.toMatchObject(tooMany);
	});
});
