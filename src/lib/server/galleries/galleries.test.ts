import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { aClient, aFile, aGallery, anOrderIn, aRow, ann, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { wrongActors } from '#tests/support/cast/wrong-actors.ts';
import { readAccess, rightsIn } from '../access/index.ts';
import { file, gallery, orderItem, selection } from '../db/schema.ts';
import {
	createGallery,
	deleteGallery,
	listDeletedGalleries,
	listGalleries,
	patchGallery,
	readGallery,
	undeleteGallery
} from './index.ts';

let test: TestContext;
beforeEach(
	async () => void (test = await makeContext({ ORIGIN: 'https://proofs.example', GRACE_SECONDS: '30' }))
);
afterEach(() => test.close());

const rowOf = (id: string) => test.ctx.db.read.select().from(gallery).where(eq(gallery.id, id)).get();
const events = async (room: string) =>
	(await test.ctx.hub.since(0))
		.filter((one) => one.room === room)
		.map(({ event, payload }) => ({ event, payload }));
const looks = async (id: string) =>
	(await rightsIn(test.ctx.db.read, id, 'cleo@client.test', test.ctx.clock.now())).rights.look;

describe('whoever is not a photographer', () => {
	it('neither makes, changes nor deletes a gallery', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		for (const { who, actor, fault } of await wrongActors(ctx, id)) {
			const before = { row: await rowOf(id), last: await ctx.hub.last() };
			const below = { title: 'Mine', preset: 'download' as const, parentId: id };
			await expect(patchGallery(ctx, actor, id, { title: 'Mine' }), who).rejects.toMatchObject({ fault });
			await expect(deleteGallery(ctx, actor, id, { confirm: 'cancel-items' }), who).rejects.toMatchObject({
				fault
			});
			const made = createGallery(ctx, actor, below);
			await expect(made, who).rejects.toMatchObject({ fault: expect.stringMatching(/forbidden|not-found/) });
			expect({ row: await rowOf(id), last: await ctx.hub.last() }, who).toEqual(before);
		}
	});

	it('sees, as a retoucher, the galleries with orders and no others', async () => {
		const { ctx } = test;
		const actor = await ray(ctx);
		const ordered = await aGallery(ctx);
		const plain = await aGallery(ctx);
		await anOrderIn(ctx, ordered.id);
		expect((await listGalleries(ctx, actor)).map(({ id }) => id)).toEqual([ordered.id]);
		await expect(readGallery(ctx, actor, plain.id)).rejects.toMatchObject({ fault: 'not-found' });
	});
});

describe('a new gallery', () => {
	it('is what its preset says, in the words of the contract', async () => {
		const { ctx } = test;
		const made = await createGallery(ctx, await ann(ctx), { title: 'Autumn', preset: 'retouch' });
		expect(made).toEqual({
			id: made.id,
			title: 'Autumn',
			parentId: null,
			preset: 'retouch',
			defaultState: 'PROOF',
			offerDownloads: ['FINAL'],
			offerOrders: ['UNDEFINED', 'PROOF'],
			deliverAtOnce: [],
			deliveryRule: 'as-final',
			graceSeconds: 30,
			codeOnNewDevice: true,
			okForRetoucher: true,
			showCover: false,
			membersChoose: false,
			showLooking: true,
			orderBy: 'time',
			acceptSuffixes: [],
			language: null,
			watermark: null,
			proofEdge: null,
			expiresAt: null,
			fileCount: 0,
			url: `https://proofs.example/g/${made.id}`
		});
	});

	it('has an epoch, a first selection and an empty table with Anybody off', async () => {
		const { ctx } = test;
		const actor = await ann(ctx);
		const { id } = await createGallery(ctx, actor, { title: 'Autumn', preset: 'download' });
		expect(await rowOf(id)).toMatchObject({
			epoch: expect.stringMatching(/^[0-9a-f]{12}$/),
			inheritAccess: false
		});
		expect(await ctx.db.read.select().from(selection).all()).toMatchObject([
			{ galleryId: id, name: 'Choice', rule: 'nobody-against', round: 1, lockedAt: null }
		]);
		expect(await readAccess(ctx, actor, id)).toMatchObject({ inherit: false, rows: [] });
		expect(await events(`home:${actor.studioId}`)).toEqual([
			{ event: 'gallery.changed', payload: { galleryId: id } }
		]);
	});

	it('goes by the table of the gallery that it lies in', async () => {
		const { ctx } = test;
		const actor = await ann(ctx);
		const top = await aGallery(ctx);
		await aRow(ctx, top.id, 'cleo@client.test');
		const below = await createGallery(ctx, actor, { title: 'Day 2', preset: 'archive', parentId: top.id });
		expect(below.parentId).toBe(top.id);
		expect(await looks(below.id)).toBe(true);
		const lost = createGallery(ctx, actor, { title: 'Lost', preset: 'archive', parentId: 'unknown' });
		await expect(lost).rejects.toMatchObject({ fault: 'not-found' });
	});
});

describe('a gallery', () => {
	it('counts its files without the deleted', async () => {
		const { ctx } = test;
		const actor = await ann(ctx);
		const { id } = await aGallery(ctx);
		await aFile(ctx, id);
		await aFile(ctx, id, { deletedAt: 1 });
		expect((await readGallery(ctx, actor, id)).fileCount).toBe(1);
		expect((await listGalleries(ctx, actor)).map((one) => one.fileCount)).toEqual([1]);
	});

	it('takes new settings, and says so to everybody who shows it', async () => {
		const { ctx } = test;
		const { id, changeNumber } = await aGallery(ctx);
		const expiresAt = ctx.clock.now() + 5000;
		const told = await patchGallery(ctx, await ann(ctx), id, {
			title: 'Winter',
			offerDownloads: [],
			expiresAt
		});
		expect(told).toMatchObject({
			title: 'Winter',
			offerDownloads: [],
			expiresAt: new Date(expiresAt).toISOString()
		});
		expect((await rowOf(id))?.changeNumber).toBe(changeNumber + 1);
		const said = { event: 'gallery.changed', payload: { galleryId: id, title: 'Winter' } };
		expect(await events(`client:${id}`)).toEqual([said]);
		expect(await events(`studio:${id}`)).toContainEqual(said);
		expect(await events('web')).toEqual([{ event: 'access.changed', payload: { galleryId: id } }]);
	});

	it('moved to the top keeps the rows that it went by', async () => {
		const { ctx } = test;
		const actor = await ann(ctx);
		const top = await aGallery(ctx);
		await aRow(ctx, top.id, 'cleo@client.test');
		const below = await aGallery(ctx, { parentId: top.id });
		await patchGallery(ctx, actor, below.id, { parentId: null });
		await deleteGallery(ctx, actor, top.id, { confirm: null });
		expect(await readAccess(ctx, actor, below.id)).toMatchObject({
			inherit: false,
			rows: [{ subject: 'cleo@client.test' }]
		});
		expect(await looks(below.id)).toBe(true);
	});

	it('never lies below itself', async () => {
		const { ctx } = test;
		const top = await aGallery(ctx);
		const below = await aGallery(ctx, { parentId: top.id });
		for (const parentId of [top.id, below.id])
			await expect(patchGallery(ctx, await ann(ctx), top.id, { parentId })).rejects.toMatchObject({
				fault: 'invalid'
			});
		expect((await rowOf(top.id))?.parentId).toBeNull();
	});

	it('makes items ready when their state begins to be delivered at once', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const proof = await aFile(ctx, id);
		await anOrderIn(ctx, id, [proof.id]);
		await patchGallery(ctx, await ann(ctx), id, { deliverAtOnce: ['PROOF'] });
		expect(await ctx.db.read.select().from(orderItem).get()).toMatchObject({
			state: 'ready',
			versionId: proof.versionId
		});
	});
});

describe('deleting', () => {
	it('is refused while items are pending here or below, and names them', async () => {
		const { ctx } = test;
		const top = await aGallery(ctx);
		const below = await aGallery(ctx, { parentId: top.id });
		const proof = await aFile(ctx, below.id, { name: 'DSC_7.jpg' });
		const placed = await anOrderIn(ctx, below.id, [proof.id]);
		const refused = deleteGallery(ctx, await ann(ctx), top.id, { confirm: null });
		await expect(refused).rejects.toMatchObject({
			fault: 'conflict',
			key: 'faults:gallery.pending',
			values: { count: 1 },
			details: {
				items: [{ orderId: placed.id, orderNumber: 1001, fileId: proof.id, cameraName: 'DSC_7.jpg' }]
			}
		});
		expect([(await rowOf(top.id))?.deletedAt, (await rowOf(below.id))?.deletedAt]).toEqual([null, null]);
	});

	it('once confirmed cancels them, hides everything below and puts everybody out', async () => {
		const { ctx } = test;
		const actor = await ann(ctx);
		const top = await aGallery(ctx);
		const below = await aGallery(ctx, { parentId: top.id });
		const beside = await aGallery(ctx);
		const proof = await aFile(ctx, below.id);
		await anOrderIn(ctx, below.id, [proof.id]);
		const cleo = await aClient(ctx, below.id);
		await deleteGallery(ctx, actor, top.id, { confirm: 'cancel-items' });
		expect(await ctx.db.read.select().from(orderItem).get()).toMatchObject({
			state: 'cancelled',
			cancelledBy: 'deleted'
		});
		expect((await ctx.db.read.select().from(file).get())?.deletedBy).toBe(actor.memberId);
		expect((await listGalleries(ctx, actor)).map(({ id }) => id)).toEqual([beside.id]);
		expect((await events('web')).map(({ payload }) => payload)).toEqual([
			{ galleryId: top.id },
			{ galleryId: below.id }
		]);
		await expect(readGallery(ctx, actor, below.id)).rejects.toMatchObject({ fault: 'not-found' });
		expect(cleo.galleryId).toBe(below.id);
	});
});

describe('bringing back', () => {
	const day = 86_400_000;

	it('returns a gallery with what went together with it, and nothing that was deleted before', async () => {
		const { ctx, clock } = test;
		const actor = await ann(ctx);
		const top = await aGallery(ctx, { title: 'Clients' });
		const below = await aGallery(ctx, { parentId: top.id });
		const [stays, gone] = [await aFile(ctx, below.id), await aFile(ctx, below.id, { deletedAt: 1 })];
		await aRow(ctx, top.id, 'cleo@client.test');
		clock.forward(day);
		await deleteGallery(ctx, actor, top.id, { confirm: null });
		expect(await looks(below.id)).toBe(false);
		expect(await listDeletedGalleries(ctx, actor)).toMatchObject([{ id: top.id, title: 'Clients' }]);
		expect(await undeleteGallery(ctx, actor, top.id)).toMatchObject({ id: top.id, title: 'Clients' });
		const counts = (await listGalleries(ctx, actor)).map(({ id, fileCount }) => [id, fileCount]);
		expect(Object.fromEntries(counts)).toEqual({ [top.id]: 0, [below.id]: 1 });
		const files = await ctx.db.read.select().from(file).all();
		expect(files.filter(({ deletedAt }) => deletedAt === null).map(({ id }) => id)).toEqual([stays.id]);
		expect(files.find(({ id }) => id === gone.id)?.deletedAt).toBe(1);
		expect(await looks(below.id)).toBe(true);
		expect(await listDeletedGalleries(ctx, actor)).toEqual([]);
	});

	it('puts a gallery at the top and lets nobody in when the one above, whose table it had, is gone', async () => {
		const { ctx, clock } = test;
		const actor = await ann(ctx);
		const top = await aGallery(ctx);
		await aRow(ctx, top.id, 'cleo@client.test');
		const below = await aGallery(ctx, { parentId: top.id });
		await deleteGallery(ctx, actor, below.id, { confirm: null });
		clock.forward(1000);
		await deleteGallery(ctx, actor, top.id, { confirm: null });
		expect(await undeleteGallery(ctx, actor, below.id)).toMatchObject({ id: below.id, parentId: null });
		expect(await looks(below.id)).toBe(false);
		expect(await readAccess(ctx, actor, below.id)).toMatchObject({ inherit: false, rows: [] });
	});

	it('ends after 30 days, and is for managers only', async () => {
		const { ctx, clock } = test;
		const actor = await ann(ctx);
		const { id } = await aGallery(ctx);
		await deleteGallery(ctx, actor, id, { confirm: null });
		await expect(undeleteGallery(ctx, await ray(ctx), id)).rejects.toMatchObject({ fault: 'forbidden' });
		expect(await listDeletedGalleries(ctx, await ray(ctx))).toEqual([]);
		clock.forward(30 * day);
		await expect(undeleteGallery(ctx, actor, id)).rejects.toMatchObject({ fault: 'not-found' });
		expect(await listDeletedGalleries(ctx, actor)).toEqual([]);
	});
});
