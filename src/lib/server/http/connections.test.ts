import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { boundConnections, openFilesLimit } from './connections.ts';
import { eventually } from '#tests/support/cast/eventually.ts';

// With forty descriptors a server keeps 24 connections; Linux answers for all of 127.0.0.0/8, so addresses are at hand.

const OPEN_FILES = 40;
const MOST = 24;
let server: Server;
let held: ServerResponse[];
let sockets: Socket[];
beforeEach(async () => {
	held = [];
	sockets = [];
	server = createServer((req, res) => void (req.url === '/hold' ? held.push(res) : res.end('here')));
	boundConnections(server, OPEN_FILES);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
});
afterEach(async () => {
	for (const socket of sockets) socket.destroy();
	server.closeAllConnections();
	await new Promise((done) => server.close(done));
});

async function open(from = '127.0.0.1'): Promise<Socket> {
	const { port } = server.address() as AddressInfo;
	const socket = connect({ port, host: '127.0.0.1', localAddress: from });
	sockets.push(socket.on('error', () => undefined));
	await once(socket, 'connect');
	return socket;
}
const ask = (socket: Socket, path: string) => socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
const count = () => promisify(server.getConnections.bind(server))();

test('a flood that says nothing leaves room for whoever asks', async () => {
	for (let n = 0; n < 4 * MOST; n++) await open();
	await eventually(async () => expect(await count()).toBeLessThanOrEqual(MOST));
	const late = await open();
	ask(late, '/');
	expect(String((await once(late, 'data'))[0])).toContain('here');
});

test.runIf(process.platform === 'linux')(
	'it pushes out itself: not who asked something, nor an idle one of another network',
	async () => {
		const waits = await open();
		ask(waits, '/hold');
		await eventually(() => expect(held).toHaveLength(1));
		const elsewhere = await open('127.0.0.2');
		ask(elsewhere, '/');
		await once(elsewhere, 'data');
		for (let n = 0; n < 4 * MOST; n++) await open();
		await eventually(async () => expect(await count()).toBeLessThanOrEqual(MOST));
		held[0]?.end('at last');
		expect(String((await once(waits, 'data'))[0])).toContain('at last');
		ask(elsewhere, '/');
		expect(String((await once(elsewhere, 'data'))[0])).toContain('here');
	}
);

test('the longest idle of a network goes first', async () => {
	const first = await open();
	const closed = once(first, 'close');
	for (let n = 0; n < MOST; n++) await open();
	await closed;
	expect(sockets.at(-1)?.destroyed).toBe(false);
});

test('the system says how many files may be open', () => {
	expect(openFilesLimit()).toBeGreaterThan(16);
});
