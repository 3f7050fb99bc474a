import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, aFile, aGallery, aGuest, aRow, CHOOSES, ann } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { order } from '#tests/support/cast/orders.ts';
import { grant } from '../access/index.ts';
import { accessRow, orderRecipient, participant } from '../db/schema.ts';
import { sendInvitations } from '../invitations/index.ts';
import { draftFor, readOwnOrder } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

async function aChoice() {
	const { ctx } = test;
	const { id } = await aGallery(ctx);
	const cleo = await aClient(ctx, id, 'cleo', CHOOSES);
	await came(cleo.participantId);
	const file = await aFile(ctx, id, { name: 'A.jpg' });
	return { id, cleo, fileIds: [file.id] };
}

const came = (id: string) =>
	test.ctx.db.transaction(
		async (tx) =>
			void (await tx.update(participant).set({ firstSeatAt: 1 }).where(eq(participant.id, id)).run())
	);
const receivers = async (actor: Parameters<typeof draftFor>[1], fileIds: string[]) =>
	(await draftFor(test.ctx, actor, actor.galleryId, { fileIds })).receivers ?? [];
const invite = async (id: string, to: string[]) =>
	sendInvitations(test.ctx, await ann(test.ctx), id, { to, message: '' });
const sentTo = async (orderId: string) =>
	(
		await test.ctx.db.read
			.select({ email: orderRecipient.email })
			.from(orderRecipient)
			.where(eq(orderRecipient.orderId, orderId))
			.all()
	).map(({ email }) => email);

describe('the dialog offers as receivers', () => {
	it.each([
		['a name beside the address', 'Sam Quist <sam.q@private.test>', 'Sam Quist'],
		['an address alone', 'sam.q@private.test', 'sam.q'],
		['an address as the name', '"sam@home.test" <sam.q@private.test>', 'sam.q']
	])('who was invited and has not come: %s', async (_, to, name) => {
		const { id, cleo, fileIds } = await aChoice();
		await invite(id, [to]);
		const listed = await receivers(cleo, fileIds);
		expect(listed.map((one) => one.name)).toEqual(['cleo', name]);
		expect(JSON.stringify(listed)).not.toMatch(/@|private\.test/);
	});

	it('who was invited to the gallery above, and who was given a row alone', async () => {
		const { ctx } = test;
		const top = await aGallery(ctx);
		await invite(top.id, ['Sam Quist <sam@private.test>']);
		await ctx.db.transaction((tx) => grant(tx, ctx, top.id, 'kim@private.test', CHOOSES));
		const below = await aGallery(ctx, { parentId: top.id });
		await ctx.db.transaction((tx) => grant(tx, ctx, top.id, 'cleo@client.test', CHOOSES));
		const cleo = await aClient(ctx, below.id, 'cleo', null);
		const file = await aFile(ctx, below.id, { name: 'A.jpg' });
		const listed = await receivers(cleo, [file.id]);
		expect(listed.map(({ name }) => name).sort()).toEqual(['Sam Quist', 'cleo', 'kim']);
		const recipients = listed.map(({ id }) => ({ participantId: id }));
		const orderId = await order(ctx, cleo, [file.id], { recipients });
		expect((await sentTo(orderId)).sort()).toEqual([
			'cleo@client.test',
			'kim@private.test',
			'sam@private.test'
		]);
		expect(JSON.stringify(await readOwnOrder(ctx, cleo, orderId))).not.toContain('private.test');
	});

	it('nobody whose row ended, was taken away, or does not look', async () => {
		const { id, cleo, fileIds } = await aChoice();
		await invite(id, ['a@x.test', 'b@x.test', 'c@x.test']);
		await test.ctx.db.transaction(async (tx) => {
			await tx.update(accessRow).set({ expiresAt: 1 }).where(eq(accessRow.subject, 'a@x.test')).run();
			await tx.delete(accessRow).where(eq(accessRow.subject, 'b@x.test')).run();
			await tx.update(accessRow).set({ look: false }).where(eq(accessRow.subject, 'c@x.test')).run();
		});
		expect((await receivers(cleo, fileIds)).map(({ name }) => name)).toEqual(['cleo']);
	});

	it('no guest without an address but the one who asks; a guest learns of nobody who has not come', async () => {
		const { id, cleo, fileIds } = await aChoice();
		await aRow(test.ctx, id, 'anybody', CHOOSES);
		const gus = await aGuest(test.ctx, id);
		await came(gus.participantId);
		await invite(id, ['Sam Quist <sam@private.test>']);
		const names = async (who: typeof cleo) => (await receivers(who, fileIds)).map(({ name }) => name).sort();
		expect(await names(cleo)).toEqual(['Sam Quist', 'cleo']);
		expect(await names(gus)).toEqual(['cleo', gus.name].sort());
	});

	it('nobody where the right to order is missing', async () => {
		const { id, fileIds } = await aChoice();
		const ben = await aClient(test.ctx, id, 'ben', { ...CHOOSES, order: false });
		expect(await draftFor(test.ctx, ben, id, { fileIds })).not.toHaveProperty('receivers');
	});
});

describe('an id that is no receiver here is refused', () => {
	it('of a row in another gallery, of Anybody, of a row that ended', async () => {
		const { ctx } = test;
		const { id, cleo, fileIds } = await aChoice();
		const other = await aGallery(ctx);
		await aRow(ctx, other.id, 'dan@else.test', CHOOSES);
		await aRow(ctx, id, 'anybody', CHOOSES);
		await aRow(ctx, id, 'eve@x.test', CHOOSES, { expiresAt: 1 });
		const rows = await ctx.db.read.select().from(accessRow).all();
		for (const subject of ['dan@else.test', 'anybody', 'eve@x.test']) {
			const participantId = rows.find((row) => row.subject === subject)?.id ?? '';
			const placed = order(ctx, cleo, fileIds, { recipients: [{ participantId }] });
			await expect(placed, subject).rejects.toMatchObject({ fault: 'invalid' });
		}
	});
});

describe('an order shows a written address', () => {
	it('to whoever wrote it and to its owner, not to the other receivers', async () => {
		const { ctx } = test;
		const { id, cleo, fileIds } = await aChoice();
		const ben = await aClient(ctx, id, 'ben', CHOOSES);
		const recipients = [{ participantId: ben.participantId }, { address: 'aunt@private.test' }];
		const orderId = await order(ctx, cleo, fileIds, { recipients });
		expect((await readOwnOrder(ctx, cleo, orderId)).recipients).toContain('aunt@private.test');
		const { recipients: shown } = await readOwnOrder(ctx, ben, orderId);
		expect(shown.toSorted()).toEqual(['another address', 'ben']);
	});
});
