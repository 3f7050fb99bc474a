import { eq } from 'drizzle-orm';
import { io, type Socket } from 'socket.io-client';
import { describe, expect, it, vi } from 'vitest';
import { rooms, type EventIn, type Room, type Told } from '#lib/contract/announcements.ts';
import { aClient, aGallery, ann } from '#tests/support/cast/cast.ts';
import { browserOf, seatOf, studioBrowser, type Browser, type Live } from '#tests/support/realtime/live.ts';
import { aRoom, liveForAll, NOBODY } from '#tests/support/realtime/live-hooks.ts';
import { accessChanged } from '../access/index.ts';
import { SYSTEM } from '#lib/server/events/index.ts';
import * as rows from '../db/schema.ts';
import { Announcer } from './announcer.ts';
import { stopwatch } from '#tests/support/measure/stopwatch.ts';

let live: Live;
liveForAll((made) => void (live = made));

describe('announcements', () => {
	type Options = { origin?: string | null; auth?: object; transports?: string[] };

	function connect(
		browser: Browser,
		{ origin = live.origin, auth = {}, transports = ['websocket'] }: Options = {}
	): Socket {
		const extraHeaders = { cookie: browser.cookie, ...(origin === null ? {} : { origin }) };
		return io(live.origin, { extraHeaders, auth, transports, forceNew: true, reconnection: false });
	}

	const result = (socket: Socket) =>
		new Promise<unknown>((resolve) => {
			socket.once('connect', () => resolve('in'));
			socket.once('connect_error', (error) => resolve('data' in error ? error.data : error.message));
		});

	const heard = (socket: Socket, event: string) =>
		new Promise<unknown>((resolve) => socket.once(event, resolve));

	const announce = <R extends Room, E extends EventIn<R>>(room: R, event: E, payload: Told<R, E>) =>
		live.ctx.db.transaction((tx) => live.ctx.hub.announce(tx, room, event, payload));

	it.each([
		['a foreign origin', 'https://evil.test', ['websocket']],
		['no origin', null, ['websocket']],
		['a foreign origin by polling', 'https://evil.test', ['polling']],
		['our own origin by polling', undefined, ['polling']]
	])('are refused to %s', async (_, origin, transports) => {
		const { browser } = await aRoom(live);
		const socket = connect(browser, { ...(origin === undefined ? {} : { origin }), transports });
		expect(await result(socket)).not.toBe('in');
		socket.close();
	});

	it('are refused without a session, or for another’s gallery', async () => {
		const { gallery } = await aRoom(live);
		const { browser } = await aRoom(live, 'dan');
		expect(await result(connect(NOBODY))).not.toBe('in');
		expect(await result(connect(browser, { auth: { gallery: gallery.id } }))).toEqual({ code: 4403 });
		expect(await result(connect(browser, { auth: { as: 'studio' } }))).toEqual({ code: 4401 });
	});

	it('reach clients of the gallery and nobody else', async () => {
		const theirs = await aRoom(live);
		const other = await aRoom(live, 'dan');
		const [c, d] = [connect(theirs.browser), connect(other.browser)];
		await Promise.all([result(c), result(d)]);
		const strays: unknown[] = [];
		d.onAny((...each: unknown[]) => strays.push(each));
		const told = heard(c, 'file.removed');
		await announce(rooms.client(theirs.gallery.id), 'file.removed', {
			id: theirs.file.id,
			galleryId: theirs.gallery.id
		});
		expect(await told).toEqual({ id: theirs.file.id, galleryId: theirs.gallery.id });
		const secrets: unknown[] = [];
		c.onAny((...each: unknown[]) => secrets.push(each));
		const mine = heard(d, 'order.changed');
		const anOrder = { id: 'o', number: 1, galleryId: 'g', word: 'seen', delivered: 0, of: 1 } as const;
		await announce(rooms.studio(theirs.gallery.id), 'file.removed', {
			id: 'secret',
			galleryId: theirs.gallery.id
		});
		await announce(rooms.participant(other.actor.participantId), 'order.changed', anOrder);
		expect(await mine).toEqual(anOrder);
		expect([secrets, strays]).toEqual([[], [['order.changed', anOrder]]]);
		c.close();
		d.close();
	});

	it('of the studio reach members with as=studio', async () => {
		const { gallery } = await aRoom(live);
		const studio = await studioBrowser(live.ctx, gallery.id, await ann(live.ctx));
		const socket = connect(studio, { auth: { as: 'studio' } });
		await result(socket);
		const told = heard(socket, 'file.removed');
		await announce(rooms.studio(gallery.id), 'file.removed', { id: 'f', galleryId: gallery.id });
		expect(await told).toEqual({ id: 'f', galleryId: gallery.id });
		socket.close();
	});

	it('reach a page that listens before its seat is taken', async () => {
		const gallery = await aGallery(live.ctx);
		const { participantId } = await aClient(live.ctx, gallery.id, 'cleo');
		const browser = await browserOf(live.ctx, gallery.id, participantId);
		const socket = connect(browser, { auth: { gallery: gallery.id } });
		expect(await result(socket)).toBe('in');
		const told = heard(socket, 'file.removed');
		await announce(rooms.client(gallery.id), 'file.removed', { id: 'f', galleryId: gallery.id });
		expect(await told).toEqual({ id: 'f', galleryId: gallery.id });
		socket.close();
	});

	it('reach a gallery in which the seat was taken after the socket was opened', async () => {
		const { browser } = await aRoom(live);
		const socket = connect(browser);
		await result(socket);
		const next = await aGallery(live.ctx);
		const { participantId } = await aClient(live.ctx, next.id, 'cleo');
		const joined = heard(socket, 'person.joined');
		const row = { sessionId: browser.sessionId, galleryId: next.id, participantId, createdAt: 0 };
		await live.ctx.db.transaction(
			async (tx) => void (await tx.insert(rows.sessionParticipant).values(row).run())
		);
		await seatOf(live.ctx, { ...browser, galleryId: next.id });
		expect(await joined).toMatchObject({ galleryId: next.id, person: { id: participantId, initials: 'CL' } });
		socket.close();
	});

	it('end within a second when access ends', async () => {
		const { gallery, browser } = await aRoom(live);
		const socket = connect(browser, { auth: { gallery: gallery.id } });
		await result(socket);
		const said = heard(socket, 'closed');
		const gone = heard(socket, 'disconnect');
		await live.ctx.db.transaction(async (tx) => {
			await tx.delete(rows.accessRow).where(eq(rows.accessRow.galleryId, gallery.id)).run();
			await accessChanged(tx, live.ctx, SYSTEM, gallery.id, ['cleo@client.test']);
		});
		const waited = stopwatch();
		expect(await said).toEqual({ code: 4403 });
		await gone;
		expect(waited()).toBeLessThan(1_000);
	});

	it('of one batch are judged once, however many concern access', async () => {
		const { gallery, browser } = await aRoom(live);
		const socket = connect(browser, { auth: { gallery: gallery.id } });
		await result(socket);
		const judged = vi.spyOn(Announcer.prototype, 'place');
		const told = heard(socket, 'file.removed');
		await live.ctx.db.transaction(async (tx) => {
			for (let n = 0; n < 5; n++) await accessChanged(tx, live.ctx, SYSTEM, gallery.id, ['cleo@client.test']);
			await live.ctx.hub.announce(tx, rooms.client(gallery.id), 'file.removed', {
				id: 'f',
				galleryId: gallery.id
			});
		});
		await told;
		expect(judged).toHaveBeenCalledTimes(1);
		judged.mockRestore();
		socket.close();
	});

	it('are not disturbed by what a client emits', async () => {
		const { gallery, browser } = await aRoom(live);
		const socket = connect(browser);
		await result(socket);
		for (const event of ['__proto__', 'constructor', 'file.removed', 'closed', 'join'])
			socket.emit(event, { galleryId: 'x' });
		const told = heard(socket, 'file.removed');
		await announce(rooms.client(gallery.id), 'file.removed', { id: 'f', galleryId: gallery.id });
		expect(await told).toEqual({ id: 'f', galleryId: gallery.id });
		socket.close();
	});
});
