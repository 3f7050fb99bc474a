import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test as it } from 'vitest';
import { aClient, aGallery, ann, anOrderIn, aRow, CHOOSES, LOOKS, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { gallery } from '../db/schema.ts';
import { AccessJudge } from './judge.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const CLEO = 'cleo@client.test';
const judge = () => new AccessJudge(test.ctx.db.read, test.ctx.clock.now());

it('shows nobody what is another studio’s, deleted, without orders for a retoucher, or in another gallery', async () => {
	const { ctx } = test;
	const here = await aGallery(ctx);
	const there = await aGallery(ctx);
	await aRow(ctx, here.id, CLEO);
	await aRow(ctx, there.id, 'anybody', LOOKS);
	const cleo = await aClient(ctx, here.id, CLEO);
	const boss = await ann(ctx);
	const foreign = { ...boss, studioId: 'another' };
	const link = { kind: 'link' as const, linkId: 'l', deliveryId: 'd', tokenHash: 'h', email: CLEO };
	for (const [actor, id] of [
		[foreign, here.id],
		[await ray(ctx), here.id],
		[cleo, there.id],
		[link, here.id],
		[boss, 'nowhere']
	] as const) {
		expect(await judge().seenBy(actor, id)).toBeNull();
		await expect(judge().visible(actor, id)).rejects.toMatchObject({ fault: 'not-found' });
	}
	expect((await judge().seenBy(cleo, here.id))?.rights).toEqual(CHOOSES);
	await ctx.db.transaction((tx) =>
		tx.update(gallery).set({ deletedAt: 1 }).where(eq(gallery.id, here.id)).run()
	);
	for (const actor of [cleo, boss]) expect(await judge().seenBy(actor, here.id)).toBeNull();
});

it('says the same of everybody, whether asked one by one or together', async () => {
	const { ctx } = test;
	const root = await aGallery(ctx);
	await aRow(ctx, root.id, CLEO, LOOKS);
	await aRow(ctx, root.id, 'anybody', LOOKS, { passphraseHash: 'of tulips' });
	const below = await aGallery(ctx, { parentId: root.id });
	await anOrderIn(ctx, below.id);
	const people = [root.id, below.id].flatMap((galleryId) =>
		[CLEO, 'ben@client.test', null].flatMap((email) =>
			['of tulips', 'of roses', null].map((passphrase) => ({ galleryId, email, passphrase }))
		)
	);
	const together = judge();
	const asked = await Promise.all(people.map((person) => together.ofPerson(person)));
	const alone = await Promise.all(people.map((person) => judge().ofPerson(person)));
	expect(asked).toEqual(alone);
	expect(new Set(asked.map(({ because }) => because))).toEqual(
		new Set(['own-row', 'anybody', 'passphrase-needed'])
	);
	expect((await together.seenBy(await ray(ctx), below.id))?.gallery.id).toBe(below.id);
});

it('judges its own moment: what is committed afterwards is seen by the next one', async () => {
	const { ctx } = test;
	const { id } = await aGallery(ctx);
	const before = judge();
	expect((await before.ofAddress(id, CLEO)).because).toBe('no-row');
	await aRow(ctx, id, CLEO);
	expect((await before.ofAddress(id, CLEO)).because).toBe('no-row');
	expect((await judge().ofAddress(id, CLEO)).because).toBe('own-row');
});
