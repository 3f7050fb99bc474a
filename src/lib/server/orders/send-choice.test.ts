import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { allOf, aShoot, mailsTo, picks, statesOf } from '#tests/support/cast/orders.ts';
import * as rows from '../db/schema.ts';
import { draftFor, placeOrder, sendChoice } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const send = async (actor: Parameters<typeof placeOrder>[1], selectionId: string, key = 'k1') => {
	const draft = await draftFor(test.ctx, actor, actor.galleryId, { selectionId });
	const input = { fileIds: draft.fileIds, viewHash: draft.viewHash, selectionId, note: '' };
	return placeOrder(test.ctx, actor, actor.galleryId, key, input);
};

describe('sending a choice', () => {
	it('orders what is in and locks the selection in the same act', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 3);
		await picks(ctx, cleo, gallery.selectionId, fileIds.slice(0, 2));
		const id = await send(cleo, gallery.selectionId);
		expect(Object.keys(await statesOf(ctx, id))).toEqual(['DSC_0001.jpg', 'DSC_0002.jpg']);
		const row = await ctx.db.read
			.select()
			.from(rows.selection)
			.where(eq(rows.selection.id, gallery.selectionId))
			.get();
		expect(row).toMatchObject({ lockedAt: test.clock.now(), lockedBy: cleo.participantId });
		const told = (await allOf(ctx, 'announcement')).filter(({ event }) => event === 'selection.changed');
		expect(told).toHaveLength(2);
	});

	it('tells a second device who sent it', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 2);
		await picks(ctx, cleo, gallery.selectionId, fileIds);
		const { viewHash } = await draftFor(ctx, cleo, gallery.id, { selectionId: gallery.selectionId });
		const ben = await aClient(ctx, gallery.id, 'ben');
		await send(ben, gallery.selectionId);
		const { selectionId } = gallery;
		const late = placeOrder(ctx, cleo, gallery.id, 'k2', { fileIds, viewHash, selectionId, note: '' });
		await expect(late).rejects.toMatchObject({
			fault: 'stale',
			key: 'faults:orders.already-sent',
			values: { by: 'ben' }
		});
	});

	it('refuses when a pick came in between', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 3);
		const { selectionId } = gallery;
		await picks(ctx, cleo, selectionId, fileIds.slice(0, 2));
		const draft = await draftFor(ctx, cleo, gallery.id, { selectionId });
		const ben = await aClient(ctx, gallery.id, 'ben');
		await picks(ctx, ben, selectionId, fileIds.slice(2));
		const late = placeOrder(ctx, cleo, gallery.id, 'k', { ...draftInput(draft), selectionId });
		await expect(late).rejects.toMatchObject({
			fault: 'stale',
			details: { changed: [{ fileId: fileIds[2], why: 'joined' }] }
		});
	});

	it('says in words how many are missing', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 3);
		const { selectionId } = gallery;
		const limit = { kind: 'exactly' as const, n: 3 };
		await ctx.db.transaction(
			async (tx) =>
				void (await tx.update(rows.selection).set({ limit }).where(eq(rows.selection.id, selectionId)).run())
		);
		await picks(ctx, cleo, selectionId, fileIds.slice(0, 1));
		await expect(send(cleo, selectionId)).rejects.toMatchObject({
			fault: 'invalid',
			key: 'faults:orders.missing',
			values: { count: 2, chosen: 1, n: 3 }
		});
		await picks(ctx, cleo, selectionId, fileIds.slice(1));
		await expect(send(cleo, selectionId)).resolves.toBeTypeOf('string');
	});

	it('only locks where nothing of it can be ordered, and tells the studio', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 2, { preset: 'download' });
		await picks(ctx, cleo, gallery.selectionId, fileIds);
		const sent = await sendChoice(ctx, cleo, gallery.id, gallery.selectionId);
		expect(sent.lockedAt).toBeDefined();
		expect(await mailsTo(ctx, 'ann@studio.test', 'selection-sent')).toHaveLength(1);
		await sendChoice(ctx, cleo, gallery.id, gallery.selectionId);
		expect(await mailsTo(ctx, 'ann@studio.test')).toHaveLength(1);
	});

	it('does not lock past pictures that can be ordered', async () => {
		const { ctx } = test;
		const { cleo, gallery, fileIds } = await aShoot(ctx, 2);
		await picks(ctx, cleo, gallery.selectionId, fileIds);
		await expect(sendChoice(ctx, cleo, gallery.id, gallery.selectionId)).rejects.toMatchObject({
			fault: 'conflict'
		});
	});
});

const draftInput = ({ fileIds, viewHash }: { fileIds: string[]; viewHash: string }) => ({
	fileIds,
	viewHash,
	note: ''
});
