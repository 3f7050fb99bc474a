import { expect, it } from 'vitest';
import { aGallery, ann } from '#tests/support/cast/cast.ts';
import { aSeated, Peer, seatOf, studioBrowser, type Live } from '#tests/support/realtime/live.ts';
import { liveForAll } from '#tests/support/realtime/live-hooks.ts';
import { countHere, keepAttendance, renewAttendance } from '../marks/index.ts';
import { readHome } from '../studio/home.ts';

let live: Live;
liveForAll((made) => void (live = made));

const hereIn = async (galleryId: string) =>
	(await readHome(live.ctx, await ann(live.ctx))).find(({ id }) => id === galleryId)?.here;
const becomes = (galleryId: string, n: number) => expect.poll(() => hereIn(galleryId)).toBe(n);

it('counts clients while they have the gallery open, each person once, and no members', async () => {
	const { ctx } = live;
	const gallery = await aGallery(ctx);
	const cleo = await aSeated(ctx, gallery.id, 'cleo');
	expect(await hereIn(gallery.id)).toBe(0);
	const one = new Peer(live, cleo.browser, cleo.seat);
	const two = new Peer(live, cleo.browser, await seatOf(ctx, cleo.browser));
	const studio = await studioBrowser(ctx, gallery.id, await ann(ctx));
	const looksOn = new Peer(live, studio, await seatOf(ctx, studio));
	await Promise.all([one.synced, two.synced, looksOn.synced]);
	await becomes(gallery.id, 1);
	const ben = await aSeated(ctx, gallery.id, 'ben');
	const three = new Peer(live, ben.browser, ben.seat);
	await becomes(gallery.id, 2);
	await Promise.all([one.leave(), three.leave()]);
	await becomes(gallery.id, 1);
	await two.leave();
	await becomes(gallery.id, 0);
	await looksOn.leave();
});

it('tells the studio’s home that somebody came or left', async () => {
	const { ctx } = live;
	const gallery = await aGallery(ctx);
	const cleo = await aSeated(ctx, gallery.id, 'cleo');
	const before = await ctx.hub.last();
	const told = async () =>
		(await ctx.hub.since(before)).filter(
			({ event, payload }) => event === 'people.here' && JSON.stringify(payload).includes(gallery.id)
		);
	const peer = new Peer(live, cleo.browser, cleo.seat);
	await expect.poll(async () => (await told()).length).toBe(1);
	await peer.leave();
	await expect.poll(async () => (await told()).length).toBe(2);
	expect((await told()).every(({ room }) => room === `home:${gallery.studioId}`)).toBe(true);
});

it('counts the sockets of every process, and those of a dead one until their lease ends', async () => {
	const { ctx, clock } = live;
	const gallery = await aGallery(ctx);
	const came = [{ galleryId: gallery.id, clientId: 7, participantId: 'elsewhere' }];
	await keepAttendance(ctx, 'another process', { came, left: [] });
	expect(await hereIn(gallery.id)).toBe(1);
	clock.forward(30_000);
	await renewAttendance(ctx, 'another process');
	clock.forward(30_000);
	expect(await hereIn(gallery.id)).toBe(1);
	await keepAttendance(ctx, 'a third process', { came: [], left: came });
	expect(await hereIn(gallery.id)).toBe(1);
	clock.forward(30_000);
	expect(await hereIn(gallery.id)).toBe(0);
	await renewAttendance(ctx, 'a third process');
	clock.forward(-60_000);
	expect((await countHere(ctx.db.read, [gallery.id], clock.now())).size).toBe(0);
});

it('leaves nobody behind when the process ends', async () => {
	const { ctx } = live;
	const gallery = await aGallery(ctx);
	const cleo = await aSeated(ctx, gallery.id, 'cleo');
	const peer = new Peer(live, cleo.browser, cleo.seat);
	await becomes(gallery.id, 1);
	await live.restart();
	await peer.closed;
	expect(await hereIn(gallery.id)).toBe(0);
});
