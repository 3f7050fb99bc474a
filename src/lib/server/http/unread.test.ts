import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '#tests/support/cast/eventually.ts';
import { readQueues } from './tcp-queues.ts';
import { belongsTo, boundUnread, roomFor } from './unread.ts';

// What the system holds for readers is asked of it, on loopback; the cookie says who asks.

const PICTURE = Buffer.alloc(1 << 20, 'p');
const THUMBNAIL = Buffer.alloc(20_000, 't');
const BOUNDS = { asker: 8 << 20, all: 24 << 20 };
/** Answers that go out while the system is asked. */
const MEANWHILE = 4 << 20;

let server: Server;
let sockets: Socket[];
let answered: Map<string, number>;
beforeEach(async () => {
	sockets = [];
	answered = new Map();
	server = createServer((req, res) => void answer(req, res));
	await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(async () => {
	for (const socket of sockets) socket.destroy();
	server.closeAllConnections();
	await new Promise((done) => server.close(done));
});

async function answer(req: IncomingMessage, res: ServerResponse) {
	const asker = req.headers.cookie ?? '';
	belongsTo(req, asker);
	const picture = req.url === '/thumbnail' ? THUMBNAIL : PICTURE;
	await roomFor(req);
	answered.set(asker, (answered.get(asker) ?? 0) + 1);
	res.setHeader('content-length', picture.length);
	res.end(picture);
}

const port = () => (server.address() as AddressInfo).port;
const open = () => promisify(server.getConnections.bind(server))();

function join(allowHalfOpen = false): Socket {
	const socket = connect({ port: port(), host: '127.0.0.1', allowHalfOpen });
	sockets.push(socket.on('error', () => undefined));
	return socket;
}
const request = (asker: string, { path = '/', last = false } = {}) =>
	`GET ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${asker}\r\n${last ? 'Connection: close\r\n' : ''}\r\n`;

/** Connections that each ask once and take nothing. */
async function flood(n: number, asker: (n: number) => string, last = false) {
	const askers = Array.from({ length: n }, (_, i) => asker(i));
	for (const one of askers) {
		const socket = join().pause();
		await once(socket, 'connect');
		socket.write(request(one, { last }));
	}
	const answers = () => [...new Set(askers)].reduce((sum, one) => sum + (answered.get(one) ?? 0), 0);
	await eventually(() => expect(answers()).toBe(n));
}

/** All that the system holds for peers of this server, whether the server still has the connection or not. */
async function held(): Promise<number> {
	const here = `:${port().toString(16).toUpperCase().padStart(4, '0')} `;
	let bytes = 0;
	for (const [key, queue] of await readQueues()) if (key.includes(here)) bytes += queue;
	return bytes;
}
const heldComesBelow = (bytes: number) => eventually(async () => expect(await held()).toBeLessThan(bytes));

describe.runIf(process.platform === 'linux')('bytes that nobody reads', () => {
	it.each([
		['one', () => 'a', false, 2 * BOUNDS.asker],
		['one who wants each connection closed', () => 'a', true, 2 * BOUNDS.asker],
		['all', (n: number) => `a${n}`, false, 2 * BOUNDS.all]
	])('are bounded for %s', async (_who, asker, last, bound) => {
		boundUnread(server, BOUNDS);
		await flood(100, asker, last);
		await heldComesBelow(bound + MEANWHILE);
		expect(await held()).toBeGreaterThan(0);
	});

	it('are bounded where answers wait for each other on one connection', async () => {
		boundUnread(server, BOUNDS);
		const [socket] = (await Promise.all([
			new Promise<Socket>((resolve) => server.once('connection', resolve)),
			join().pause().write(request('a').repeat(30))
		])) as [Socket, boolean];
		await once(socket, 'close');
		await heldComesBelow(MEANWHILE);
	});

	it('keep an idle connection open, so that they can be dropped', async () => {
		server.keepAliveTimeout = 1;
		boundUnread(server, BOUNDS);
		await flood(1, () => 'a');
		await once(server, 'timeout');
		expect(await open()).toBe(1);
		sockets[0]?.resume();
		await eventually(async () => expect(await open()).toBe(0));
	});
});

describe('a reader', () => {
	const reads = (socket: Socket) => {
		const got = { bytes: 0 };
		socket.on('data', (chunk: Buffer) => (got.bytes += chunk.length)).resume();
		return got;
	};

	it('gets 2,000 thumbnails, asked for at once by six connections and read late, beside one who floods', async () => {
		boundUnread(server);
		const each = 334;
		const readers = Array.from({ length: 6 }, () => join().pause());
		for (const socket of readers) socket.write(request('a', { path: '/thumbnail' }).repeat(each));
		await eventually(async () => expect(answered.get('a')).toBeGreaterThan(each));
		await flood(200, () => 'b');
		await eventually(async () => expect(await open()).toBeLessThan(200));
		const got = readers.map(reads);
		await eventually(() => {
			for (const { bytes } of got) expect(bytes).toBeGreaterThan(each * THUMBNAIL.length);
		});
		expect(readers.map(({ destroyed }) => destroyed)).toEqual(Array(6).fill(false));
	});

	it('who keeps up gets far more than the bound', async () => {
		boundUnread(server, BOUNDS);
		const readers = Array.from({ length: 6 }, () => join());
		const got = readers.map(reads);
		for (let n = 1; n <= 10; n++) {
			for (const socket of readers) socket.write(request('a'));
			await eventually(() => {
				for (const { bytes } of got) expect(bytes).toBeGreaterThan(n * PICTURE.length);
			});
		}
		expect(readers.map(({ destroyed }) => destroyed)).toEqual(Array(6).fill(false));
	});

	it.each([false, true])(
		'gets all of a last answer, and is closed (keeps their own end open: %j)',
		async (half) => {
			boundUnread(server, BOUNDS);
			const socket = join(half);
			const got = reads(socket);
			socket.write(request('a', { last: true }));
			await once(socket, 'end');
			expect(got.bytes).toBeGreaterThan(PICTURE.length);
			await eventually(async () => expect(await open()).toBe(0));
		}
	);
});
