import { connect as connectTcp } from 'node:net';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { describe, expect, it } from 'vitest';
import { MESSAGE, syncFrame, SYNC } from '#lib/realtime/frames.ts';
import { withGap } from '#tests/support/attack/forge.ts';
import { durable, type Live } from '#tests/support/realtime/live.ts';
import { sceneForEach } from '#tests/support/realtime/live-hooks.ts';
import { aScene, booksOf, type Scene } from '#tests/support/realtime/room-scene.ts';

// Whatever one socket says, the others' room stays as it would be without it.

let live: Live;
let scene: Scene;
sceneForEach((...made) => void ([live, scene] = made));

/** Ben still works here, and sees what he saw plus his own. */
async function expectUnharmed(before: Awaited<ReturnType<typeof kept>>) {
	expect(await kept()).toEqual(before);
	const { b } = scene;
	const answers = b.acks.length;
	b.own.set(scene.pick(1), 'maybe');
	await b.answered(answers + 1);
	expect(await durable(live.ctx, scene.gallery.id)).toEqual({
		...before.sql,
		[`${b.seat.participantId} ${scene.pick(1)}`]: 'maybe'
	});
	b.own.delete(scene.pick(1));
	await b.answered(answers + 2);
}

const kept = async () => ({ sql: await durable(live.ctx, scene.gallery.id), seen: booksOf(scene.b.doc) });

const url = ({ seat }: Scene['cleo']) => {
	const params = new URLSearchParams({ seat: String(seat.clientId), epoch: seat.epoch, ack: '1' });
	return `${live.origin.replace('http', 'ws')}/sync/${scene.gallery.id}?${params}`;
};
/** A socket of Cleo’s with nothing in it that helps. */
const rawSocket = () => {
	const { cleo } = scene;
	const socket = new WebSocket(url(cleo), { headers: { cookie: cleo.browser.cookie, origin: live.origin } });
	const closed = new Promise<number>((resolve) => socket.once('close', resolve));
	socket.on('error', () => undefined);
	return { socket, closed, opened: new Promise<void>((resolve) => socket.once('open', () => resolve())) };
};

describe('the room is as it was after', () => {
	it('random bytes, also behind a beginning that is right', async () => {
		const before = await kept();
		const beginnings = [
			[],
			[MESSAGE.sync],
			[0, SYNC.step1],
			[0, SYNC.step2],
			[0, SYNC.update],
			[MESSAGE.awareness],
			[MESSAGE.ack]
		];
		const frames = fc
			.sample(fc.tuple(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 60 })), {
				seed: 77,
				numRuns: 120
			})
			.map(([beginning, rest]) => Buffer.from([...beginning, ...rest]));
		const codes: number[] = [];
		for (const frame of frames) {
			const { socket, closed, opened } = rawSocket();
			await opened;
			socket.send(frame);
			// an empty sync step 1 is no fault: then this ends it
			socket.send(new Uint8Array([77]));
			codes.push(await closed);
		}
		expect(codes.filter((code) => ![4400, 4409, 4413].includes(code))).toEqual([]);
		await expectUnharmed(before);
	});

	it('a frame in a thousand fragments of one byte', async () => {
		const before = await kept();
		const { socket, closed, opened } = rawSocket();
		await opened;
		for (let i = 0; i < 1_000; i++) socket.send(new Uint8Array([0]), { fin: false });
		expect([1006, 1008, 1009]).toContain(await closed);
		await expectUnharmed(before);
	});

	it('three thousand updates whose predecessor is missing, before a sync and after one', async () => {
		const { c, cleo } = scene;
		const before = await kept();
		const parked = syncFrame(
			SYNC.update,
			withGap(c.seat.clientId, c.seat.participantId, scene.pick(), scene.pick(1))
		);
		await c.leave();
		const early = rawSocket();
		await early.opened;
		for (let i = 0; i < 3_000; i++) early.socket.send(parked);
		expect(await early.closed).toBe(4429);
		const late = await scene.join(cleo, { doc: c.doc });
		for (let i = 0; i < 3_000; i++) late.send(parked);
		expect(await late.closed).toBe(4409);
		await expectUnharmed(before);
	});

	it('a quarter of a megabyte said before the sync that it would build on', async () => {
		const before = await kept();
		const { socket, closed, opened } = rawSocket();
		await opened;
		for (let i = 0; i < 5; i++) socket.send(syncFrame(SYNC.update, new Uint8Array(60_000)));
		expect(await closed).toBe(4413);
		await expectUnharmed(before);
	});

	it('an update made for another gallery', async () => {
		const other = await aScene(live);
		const before = await kept();
		const { c } = scene;
		const late = await scene.join(scene.cleo, { doc: c.doc });
		other.c.own.set(other.pick(), 'yes');
		const frame = other.b.frames.length;
		// presence may be told before it
		const update = () => other.b.frames.slice(frame).find((each) => each[0] === MESSAGE.sync);
		await other.b.until(() => update() !== undefined);
		late.send(update() ?? new Uint8Array());
		expect(await late.closed).toBe(4400);
		await expectUnharmed(before);
		await Promise.all(other.peers.map((peer) => peer.leave()));
	});
});

describe('Socket.IO', () => {
	/** A raw engine.io connection; resolves when the server has closed it. */
	async function engineSays(...packets: string[]): Promise<number> {
		const { cookie } = scene.cleo.browser;
		const address = `${live.origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
		const socket = new WebSocket(address, { headers: { cookie, origin: live.origin } });
		socket.on('error', () => undefined);
		const closed = new Promise<number>((resolve) => socket.once('close', resolve));
		socket.once('message', () => packets.forEach((packet) => socket.send(packet)));
		return closed;
	}

	it.each([
		['a million attachments', ['40', '451000000-["a",{"_placeholder":true,"num":0}]']],
		['a packet of no kind', ['40', '49{"broken']],
		['JSON a thousand deep', ['40', `42${'['.repeat(30_000)}`]],
		['a packet of 100 kB', ['40', `42["x","${'y'.repeat(100_000)}"]`]]
	])('closes on %s', async (_, packets) => {
		const before = await kept();
		expect([1000, 1005, 1006, 1009]).toContain(await engineSays(...packets));
		await expectUnharmed(before);
	});

	it.each([
		'EIO=4&transport=websocket&sid=__proto__',
		'EIO=4&transport=polling&sid=constructor',
		'EIO=3&transport=websocket',
		'EIO=4&transport=__proto__',
		'transport=websocket'
	])('is not opened by ?%s', async (query) => {
		const { hostname, port } = new URL(live.origin);
		const socket = connectTcp(Number(port), hostname);
		const said = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
		const lines = [
			`GET /socket.io/?${query} HTTP/1.1`,
			`Host: ${hostname}`,
			`Origin: ${live.origin}`,
			`Cookie: ${scene.cleo.browser.cookie}`,
			'Connection: Upgrade',
			'Upgrade: websocket',
			'Sec-WebSocket-Version: 13',
			'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
		];
		socket.write(`${lines.join('\r\n')}\r\n\r\n`);
		expect(await said).toContain('HTTP/1.1 400 ');
		socket.destroy();
		await expectUnharmed(await kept());
	});
});
