import { io, type Socket } from 'socket.io-client';
import { connect as connectTcp, type Socket as Tcp } from 'node:net';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { rooms } from '#lib/contract/announcements.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import { eventually } from '#tests/support/cast/eventually.ts';
import { startLive, type Browser, type Live } from '#tests/support/realtime/live.ts';
import { aRoom } from '#tests/support/realtime/live-hooks.ts';

// Announcements: how many sockets one browser may hold, and what becomes of one that does not read.

let live: Live;
beforeAll(async () => void (live = await startLive()));
afterAll(() => live.stop());

function connect({ cookie }: Browser): Socket {
	const extraHeaders = { cookie, origin: live.origin };
	const options = { extraHeaders, transports: ['websocket'], forceNew: true, reconnection: false };
	const socket = io(live.origin, options);
	onTestFinished(() => void socket.close());
	return socket;
}

const isIn = (socket: Socket) =>
	new Promise<boolean>((resolve) => {
		socket.once('connect', () => resolve(true));
		socket.once('connect_error', () => resolve(false));
	});

describe('sockets of announcements', () => {
	it('are as many for one browser as the limit says; one that closes makes room, others are not concerned', async () => {
		const { browser } = await aRoom(live);
		const { browser: other } = await aRoom(live, 'dan');
		const sockets = Array.from({ length: LIMITS.socketsPerSession }, () => connect(browser));
		expect(await Promise.all(sockets.map(isIn))).toEqual(sockets.map(() => true));
		expect(await isIn(connect(browser))).toBe(false);
		expect(await isIn(connect(other))).toBe(true);
		sockets[0]?.close();
		await eventually(async () => expect(await isIn(connect(browser))).toBe(true));
	});

	it('count also while they never say who they are', async () => {
		const { browser } = await aRoom(live, 'eva');
		const silent = await Promise.all(
			Array.from({ length: LIMITS.socketsPerSession }, () => upgraded(browser))
		);
		expect(await isIn(connect(browser))).toBe(false);
		silent.forEach((tcp) => tcp.destroy());
	});

	it('are ended when more waits for them than the limit, and what is told reaches the others', async () => {
		const { gallery, browser } = await aRoom(live, 'fay');
		const reader = connect(browser);
		expect(await isIn(reader)).toBe(true);
		const deaf = await upgraded(browser);
		deaf.write(textFrame(`40{"gallery":"${gallery.id}"}`));
		await once(deaf, 'data');
		deaf.pause();
		const both = await connections();
		const told = { galleryId: gallery.id, title: 'x'.repeat(LIMITS.backlogBytes / 4) };
		let heard = 0;
		reader.on('gallery.changed', () => heard++);
		// the system keeps some MiB of its own for a connection
		for (let sent = 1; (await connections()) === both; sent++) {
			await live.ctx.db.transaction((tx) =>
				live.ctx.hub.announce(tx, rooms.client(gallery.id), 'gallery.changed', told)
			);
			await eventually(() => expect(heard).toBe(sent));
			expect(sent).toBeLessThan(400);
		}
		deaf.destroy();
		expect(reader.connected).toBe(true);
	});
});

const connections = () => promisify(live.server.getConnections.bind(live.server))();

/** A connection on which the upgrade was answered; nothing else was said. */
async function upgraded({ cookie }: Browser): Promise<Tcp> {
	const tcp = connectTcp(Number(new URL(live.origin).port), '127.0.0.1');
	onTestFinished(() => void tcp.destroy());
	const head = [
		'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
		'Host: x',
		`Origin: ${live.origin}`,
		`Cookie: ${cookie}`,
		'Connection: Upgrade',
		'Upgrade: websocket',
		'Sec-WebSocket-Version: 13',
		'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
	];
	tcp.on('error', () => undefined).write(`${head.join('\r\n')}\r\n\r\n`);
	const [answer] = await once(tcp, 'data');
	expect(String(answer)).toContain(' 101 ');
	return tcp;
}

/** A short text frame, masked with zeros as a browser's must be. */
const textFrame = (text: string) =>
	Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
