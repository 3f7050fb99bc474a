import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, aGallery, ann } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aShoot, final, order } from '#tests/support/cast/orders.ts';
import type { Context } from '../context.ts';
import { announcement, fact } from '../db/schema.ts';
import { deleteFiles } from '../files/index.ts';
import { createGallery, patchGallery } from '../galleries/index.ts';
import { readOrder, startOrder, withdrawItem } from '../orders/index.ts';
import { factSchemas, PASSING, SYSTEM, type Fact } from './facts.ts';
import { record } from './record.ts';
import { reactions } from './registry.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const facts = (ctx: Context) => ctx.db.read.select().from(fact).all();
const placed: Fact = { name: 'order.placed', galleryId: null, by: SYSTEM, orderId: 'o', byStudio: false };

/** The context with other reactions to one fact. */
const reacting = (ctx: Context, react: Context['reactions']['order.placed']): Context => ({
	...ctx,
	reactions: { ...ctx.reactions, 'order.placed': react }
});

describe('a fact', () => {
	it('is no fact when somebody who has to react cannot: nothing of the transaction stays', async () => {
		const ctx = reacting(test.ctx, [
			(tx) => test.ctx.hub.announce(tx, 'web', 'access.changed', {}),
			() => Promise.reject(new Error('the mail could not be written'))
		]);
		await expect(ctx.db.transaction((tx) => record(tx, ctx, placed))).rejects.toThrow('could not be written');
		expect(await facts(ctx)).toEqual([]);
		expect(await ctx.db.read.select().from(announcement).all()).toEqual([]);
	});

	it('is heard by everybody in the order of the registry, each after the one before has ended', async () => {
		const heard: string[] = [];
		const ctx = reacting(test.ctx, [
			async () => {
				await Promise.resolve();
				heard.push('first');
			},
			() => void heard.push('second')
		]);
		await ctx.db.transaction((tx) => record(tx, ctx, placed));
		expect(heard).toEqual(['first', 'second']);
	});

	it('that only sets reactions going leaves no row', async () => {
		const about = { galleryId: null, by: SYSTEM, unmatchedId: 'u' };
		await test.ctx.db.transaction((tx) => record(tx, test.ctx, { name: 'unmatched.changed', ...about }));
		expect(PASSING.has('unmatched.changed')).toBe(true);
		expect(await facts(test.ctx)).toEqual([]);
	});

	it('says who did what to what, and when; every row is what its schema says', async () => {
		const { ctx, clock } = test;
		const { ann: photographer, cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const orderId = await order(ctx, cleo, fileIds);
		clock.forward(1000);
		await startOrder(ctx, photographer, orderId);
		await final(ctx, fileIds[0] ?? '');
		await deleteFiles(ctx, photographer, [fileIds[1] ?? ''], { cancelItems: true });
		const rows = (await facts(ctx)).filter(({ galleryId }) => galleryId === gallery.id);
		expect(rows.map(({ name, byKind, byId }) => [name, byKind, byId])).toEqual([
			['order.placed', 'client', cleo.participantId],
			['order.started', 'member', photographer.memberId],
			['version.arrived', 'system', null],
			['file.becameCurrent', 'system', null],
			['file.deleted', 'member', photographer.memberId]
		]);
		expect(rows.map(({ at }) => at - clock.now())).toEqual([-1000, 0, 0, 0, 0]);
		for (const { name, payload } of rows) {
			const schema = Object.entries(factSchemas).find(([each]) => each === name)?.[1];
			expect(schema && Object.keys(schema.entries).toSorted()).toEqual(Object.keys(payload).toSorted());
		}
	});

	it('holds no address, name, title or reason', async () => {
		const { ctx } = test;
		const photographer = await ann(ctx);
		const { id } = await createGallery(ctx, photographer, { title: 'Canary wedding', preset: 'retouch' });
		await patchGallery(ctx, photographer, id, { title: 'Canary album' });
		await aClient(ctx, (await aGallery(ctx)).id, 'canary');
		const { ann: boss, cleo, fileIds } = await aShoot(ctx, 2);
		const orderId = await order(ctx, cleo, fileIds);
		const item = (await readOrder(ctx, boss, orderId)).items[0]?.id ?? '';
		await withdrawItem(ctx, boss, orderId, item, { reason: 'Canary asked', heldBack: undefined });
		expect((await facts(ctx)).map(({ name }) => name)).toContain('order.itemsChanged');
		expect(JSON.stringify(await facts(ctx))).not.toMatch(/canary/i);
	});
});

it('everything that can happen has somebody who reacts', () => {
	expect(Object.keys(reactions).toSorted()).toEqual(Object.keys(factSchemas).toSorted());
	expect(Object.entries(reactions).filter(([, all]) => all.length === 0)).toEqual([]);
});
