import { eq, getTableColumns, isTable } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { aClient, aGallery, ann, anOrderIn } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aSeated } from '#tests/support/realtime/live.ts';
import { picks } from '#tests/support/cast/orders.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import * as schema from '../db/schema.ts';
import { sendInvitations } from '../invitations/index.ts';
import { sweep } from '../operations/sweep.ts';
import { deleteGallery, undeleteGallery } from './index.ts';

const DAY = 86_400_000;

let test: TestContext;
let boss: MemberActor;
beforeEach(async () => {
	test = await makeContext();
	boss = await ann(test.ctx);
});
afterEach(() => test.close());

const later = async (days: number) => {
	test.clock.forward(days * DAY);
	await sweep(test.ctx, {}, { transaction: test.ctx.db.transaction });
};
const remove = (id: string) => deleteGallery(test.ctx, boss, id, { confirm: 'cancel-items' });

/** Tables that hold rows of this gallery. */
async function placesOf(galleryId: string): Promise<string[]> {
	const places: string[] = [];
	for (const [name, table] of Object.entries(schema)) {
		if (!isTable(table)) continue;
		const columns: Record<string, SQLiteColumn> = getTableColumns(table);
		const column = name === 'gallery' ? columns['id'] : columns['galleryId'];
		if (!column) continue;
		const found = await test.ctx.db.read.select().from(table).where(eq(column, galleryId)).limit(1).all();
		if (found.length) places.push(name);
	}
	return places;
}

async function aLivedInGallery() {
	const { ctx } = test;
	const here = await aGallery(ctx);
	const { id: fileId } = await aStoredFile(ctx, here.id);
	await picks(ctx, await aClient(ctx, here.id, 'cleo'), here.selectionId, [fileId]);
	await aSeated(ctx, here.id, 'ben');
	await sendInvitations(ctx, boss, here.id, { to: ['dan@client.test'], message: '' });
	return here;
}

it('leaves nothing of a gallery that was deleted 30 days ago, and all of the others', async () => {
	const [gone, stays] = [await aLivedInGallery(), await aLivedInGallery()];
	const before = await placesOf(stays.id);
	expect(before.length).toBeGreaterThan(9);
	await remove(gone.id);
	await later(29);
	expect(await placesOf(gone.id)).toEqual(before);
	await later(1);
	expect(await placesOf(gone.id)).toEqual([]);
	expect(await placesOf(stays.id)).toEqual(before);
});

it('keeps what came back on day 29', async () => {
	const { id } = await aLivedInGallery();
	await remove(id);
	await later(29);
	await undeleteGallery(test.ctx, boss, id);
	const before = await placesOf(id);
	await later(2);
	// the browsers' sessions are over by then
	expect(await placesOf(id)).toEqual(before.filter((name) => name !== 'sessionParticipant'));
});

it('keeps the books of a gallery with orders', async () => {
	const here = await aLivedInGallery();
	const order = await anOrderIn(test.ctx, here.id);
	await remove(here.id);
	await later(31);
	expect(await placesOf(here.id)).toContain('order');
	expect((await test.ctx.db.read.select().from(schema.order).get())?.number).toBe(order.number);
});
