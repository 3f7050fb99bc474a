import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, aFile, aGallery, aGuest, aRow, CHOOSES, LOOKS } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { allOf, aShoot, final, order, statesOf } from '#tests/support/cast/orders.ts';
import * as rows from '../db/schema.ts';
import { pendingItemsOf } from '../files/index.ts';
import { draftFor, placeOrder, readOrder, readOwnOrder } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

describe('a draft', () => {
	it('leaves out what is under order, not offered, or not there, and says why', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 3);
		const done = await aFile(ctx, gallery.id, { name: 'DSC_0009.jpg', state: 'FINAL' });
		const [first = ''] = fileIds;
		await order(ctx, cleo, [first]);
		const draft = await draftFor(ctx, cleo, gallery.id, { fileIds: [...fileIds, done.id, 'zz'] });
		expect(draft.fileIds).toEqual(fileIds.slice(1));
		expect(draft.left).toEqual([
			{ fileId: first, why: 'under-order' },
			{ fileId: done.id, why: 'not-offered' },
			{ fileId: 'zz', why: 'not-found' }
		]);
		const insisting = await draftFor(ctx, cleo, gallery.id, { fileIds: [first], again: [first] });
		expect(insisting.fileIds).toEqual([first]);
	});

	it('sees what is under order among more pictures than a statement takes values', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 1);
		await order(ctx, cleo, fileIds);
		const many = [...Array.from({ length: 40_000 }, (_, n) => `none-${n}`), ...fileIds];
		expect(await pendingItemsOf(ctx.db.read, many)).toMatchObject([{ fileId: fileIds[0] }]);
	});

	it('has the same hash in any order, and another one when a picture is ordered by somebody else', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const [a = '', b = ''] = fileIds;
		const one = await draftFor(ctx, cleo, gallery.id, { fileIds: [a, b], again: [a] });
		const two = await draftFor(ctx, cleo, gallery.id, { fileIds: [b, a], again: [a] });
		expect(two.viewHash).toBe(one.viewHash);
		const ben = await aClient(ctx, gallery.id, 'ben');
		await order(ctx, ben, [a]);
		expect((await draftFor(ctx, cleo, gallery.id, { fileIds: [a, b], again: [a] })).viewHash).not.toBe(
			one.viewHash
		);
	});
});

describe('placing an order', () => {
	it('numbers it, makes an item for each picture, and tells studio and client once each', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds, { note: 'For the cover' });
		const view = await readOrder(ctx, ann, id);
		expect(view).toMatchObject({
			number: 1001,
			placedBy: 'cleo',
			note: 'For the cover',
			recipients: ['cleo@client.test']
		});
		expect(view.items.map(({ state, cameraName }) => [state, cameraName])).toEqual([
			['waiting', 'DSC_0001.jpg'],
			['waiting', 'DSC_0002.jpg']
		]);
		expect((await allOf(ctx, 'mail')).map(({ template, to, status }) => [template, to, status])).toEqual([
			['order-placed', 'ann@studio.test', 'kept'],
			['order-received', 'cleo@client.test', 'kept']
		]);
		const told = (await allOf(ctx, 'announcement')).filter(({ event }) => event === 'order.placed');
		expect(told.map(({ room }) => room.split(':')[0]).sort()).toEqual(['home', 'participant', 'studio']);
	});

	it('makes one order of fifty presses of the same button', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const { viewHash } = await draftFor(ctx, cleo, gallery.id, { fileIds });
		const press = () => placeOrder(ctx, cleo, gallery.id, 'one-intent', { fileIds, viewHash, note: '' });
		const ids = await Promise.all(Array.from({ length: 50 }, press));
		expect(new Set(ids).size).toBe(1);
		expect(await allOf(ctx, 'order')).toHaveLength(1);
		expect(await allOf(ctx, 'orderItem')).toHaveLength(2);
		expect(await allOf(ctx, 'mail')).toHaveLength(2);
	});

	it('refuses another body under the same key', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 2);
		await order(ctx, cleo, fileIds.slice(0, 1), { key: 'k' });
		await expect(order(ctx, cleo, fileIds.slice(1), { key: 'k' })).rejects.toMatchObject({
			fault: 'invalid'
		});
		expect(await allOf(ctx, 'order')).toHaveLength(1);
	});

	it('answers 412 with a new draft when somebody was faster', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const ben = await aClient(ctx, gallery.id, 'ben');
		const { viewHash } = await draftFor(ctx, cleo, gallery.id, { fileIds });
		await order(ctx, ben, fileIds.slice(0, 1));
		const late = placeOrder(ctx, cleo, gallery.id, 'k', { fileIds, viewHash, note: '' });
		await expect(late).rejects.toMatchObject({
			fault: 'stale',
			details: { draft: { fileIds: fileIds.slice(1) }, changed: [{ fileId: fileIds[0], why: 'under-order' }] }
		});
		expect(await allOf(ctx, 'order')).toHaveLength(1);
	});

	it('answers 412 when a picture was deleted meanwhile, and not-found for one of another gallery', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const { viewHash } = await draftFor(ctx, cleo, gallery.id, { fileIds });
		await ctx.db.transaction(
			async (tx) =>
				void (await tx
					.update(rows.file)
					.set({ deletedAt: 1 })
					.where(eq(rows.file.id, fileIds[0] ?? ''))
					.run())
		);
		const place = (ids: string[]) =>
			placeOrder(ctx, cleo, gallery.id, 'k', { fileIds: ids, viewHash, note: '' });
		await expect(place(fileIds)).rejects.toMatchObject({ fault: 'stale' });
		const other = await aFile(ctx, (await aGallery(ctx)).id);
		await expect(place([...fileIds, other.id])).rejects.toMatchObject({ fault: 'not-found' });
	});

	it('sends to themselves by default, and otherwise to whom they say, each address once', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const ben = await aClient(ctx, gallery.id, 'ben');
		const recipients = [
			{ participantId: ben.participantId },
			{ address: 'ben@client.test' },
			{ address: 'print@lab.test' }
		];
		const id = await order(ctx, cleo, fileIds, { recipients });
		expect((await readOrder(ctx, ann, id)).recipients.sort()).toEqual(['ben@client.test', 'print@lab.test']);
		const stranger = { recipients: [{ participantId: 'nobody' }] };
		await expect(order(ctx, cleo, fileIds, { ...stranger, again: fileIds })).rejects.toMatchObject({
			fault: 'invalid'
		});
	});

	it('makes a FINAL picture ready at once, if the gallery offers it', async () => {
		const { ctx } = test;
		const { cleo, gallery } = await aShoot(ctx, 1, { offerOrders: ['FINAL'] });
		const done = await aFile(ctx, gallery.id, { name: 'DSC_0009.jpg', state: 'FINAL' });
		const id = await order(ctx, cleo, [done.id]);
		expect(await statesOf(ctx, id)).toEqual({ 'DSC_0009.jpg': 'ready' });
		expect(await allOf(ctx, 'delivery')).toMatchObject([{ orderId: id, dueAt: test.clock.now() + 120_000 }]);
	});

	it('freezes the comments that are open at that moment', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		const [fileId = ''] = fileIds;
		const say = (id: string, text: string) => {
			const commentId = `${cleo.participantId}.${id}`;
			const value = { file: fileId, version: 1, text };
			const { galleryId, participantId } = cleo;
			const row = {
				galleryId,
				book: participantId,
				participantId,
				key: `comment:${commentId}`,
				kind: 'comment' as const
			};
			return ctx.db.transaction(
				async (tx) =>
					void (await tx
						.insert(rows.mark)
						.values({ ...row, fileId, value, at: test.clock.now() })
						.run())
			);
		};
		await say('a', 'less red, please');
		const id = await order(ctx, cleo, fileIds);
		await say('b', 'and crop');
		const [item] = (await readOrder(ctx, ann, id)).items;
		expect(item).toMatchObject({ instructions: ['less red, please'], addedSince: ['and crop'] });
	});

	it.each([
		['somebody who may only look', LOOKS, 'forbidden'],
		['somebody without any right', { ...LOOKS, look: false }, 'not-found']
	])('refuses %s', async (_who, rights, fault) => {
		const { ctx } = test;
		const { gallery, fileIds } = await aShoot(ctx, 1);
		const dan = await aClient(ctx, gallery.id, 'dan', rights);
		const input = { fileIds, viewHash: 'x', note: '' };
		await expect(placeOrder(ctx, dan, gallery.id, 'k', input)).rejects.toMatchObject({ fault });
	});

	it('asks a guest for an address first', async () => {
		const { ctx } = test;
		const { gallery, fileIds } = await aShoot(ctx, 1);
		await aRow(ctx, gallery.id, 'anybody', CHOOSES);
		const gus = await aGuest(ctx, gallery.id);
		await expect(order(ctx, gus, fileIds)).rejects.toMatchObject({
			fault: 'forbidden',
			details: { needsAddress: true }
		});
	});
});

describe('an order as its client sees it', () => {
	it('never says ready, due times or pins', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		await final(ctx, fileIds[0] ?? '');
		expect(await statesOf(ctx, id)).toEqual({ 'DSC_0001.jpg': 'ready' });
		const own = await readOwnOrder(ctx, cleo, id);
		expect(own.items[0]?.state).toBe('waiting');
		expect(JSON.stringify(own)).not.toMatch(/ready|dueAt|asks|versionId|held/);
		const heard = (await allOf(ctx, 'announcement')).filter(
			({ room }) => room.startsWith('participant') || room.startsWith('client')
		);
		expect(JSON.stringify(heard)).not.toMatch(/ready|dueAt|held/);
	});

	it('is not found by another client of the same gallery, until they receive it', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const ben = await aClient(ctx, gallery.id, 'ben');
		const theirs = await order(ctx, cleo, fileIds.slice(0, 1));
		await expect(readOwnOrder(ctx, ben, theirs)).rejects.toMatchObject({ fault: 'not-found' });
		const both = await order(ctx, cleo, fileIds.slice(1), { recipients: [{ address: 'ben@client.test' }] });
		expect((await readOwnOrder(ctx, ben, both)).number).toBe(1002);
	});
});
