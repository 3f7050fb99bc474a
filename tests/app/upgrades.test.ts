import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '#tests/support/cast/eventually.ts';
import { startApp, type App } from '#tests/support/app/app.ts';

// Whatever target a request to upgrade names, and however its connection ends: the process lives on, and keeps no descriptor.

let app: App;
beforeAll(async () => void (app = await startApp({ ROLE: 'web' })));
afterAll(() => app?.close());

const TARGETS = [
	'/socket.io/?EIO=4&transport=websocket',
	'/socket.io/?EIO=4&transport=polling',
	'/socket.io/?EIO=3&transport=websocket',
	'/socket.io/',
	'/socket.io',
	'/socket.io/../healthz',
	'/x/../socket.io/',
	'/./socket.io/?EIO=4&transport=websocket',
	'//socket.io/',
	'/socket%2Eio/',
	'/%73ocket.io/',
	'/SOCKET.IO/',
	'/socket.io\\..\\sync/abc',
	'/sync/abc?seat=1&epoch=1',
	'/sync/../socket.io/',
	'/x/../sync/abc',
	'/sync/abc/',
	'/sync//abc',
	'/sync/%61bc',
	'//[',
	'//',
	'*',
	'http://evil.test/socket.io/',
	'/healthz',
	'/studio',
	'/'
];
const HEAD = [
	'Host: x',
	'Connection: Upgrade',
	'Upgrade: websocket',
	'Sec-WebSocket-Version: 13',
	'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
];
const ORIGINS = () => ['', `Origin: ${app.origin}\r\n`, 'Origin: https://evil.test\r\n'];

const ENDINGS: Record<string, (socket: Socket) => void> = {
	'a reset': (socket) => socket.resetAndDestroy(),
	'a polite end': (socket) => socket.end(),
	silence: () => undefined,
	bytes: (socket) => {
		socket.write(Buffer.alloc(4096, 0x81));
		socket.resetAndDestroy();
	},
	'another request': (socket) => socket.end('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
};

async function ask(target: string, origin: string): Promise<Socket> {
	const socket = connect({ port: Number(new URL(app.origin).port), host: '127.0.0.1', allowHalfOpen: true });
	socket.on('error', () => undefined);
	await once(socket, 'connect');
	socket.write(`GET ${target} HTTP/1.1\r\n${HEAD.join('\r\n')}\r\n${origin}\r\n`);
	return socket;
}

const descriptors = () => readdirSync(`/proc/${app.pid}/fd`).length;
const isAlive = async () =>
	(await fetch(`${app.origin}/healthz`, { headers: { connection: 'close' } })).status;

test.runIf(process.platform === 'linux').each(Object.entries(ENDINGS))(
	'after %s, on any path and from any page, the process lives and holds no more descriptors than before',
	async (_, end) => {
		expect(await isAlive()).toBe(200);
		const before = descriptors();
		const sockets: Socket[] = [];
		for (const target of TARGETS)
			for (const origin of ORIGINS()) {
				const socket = await ask(target, origin);
				sockets.push(socket);
				end(socket);
			}
		await eventually(() => expect(descriptors()).toBeLessThanOrEqual(before));
		expect(await isAlive()).toBe(200);
		for (const socket of sockets) socket.destroy();
	},
	40_000
);

test('the same ends before their answer can have been written, many at once', async () => {
	const sockets = await Promise.all(
		TARGETS.flatMap((target) => ORIGINS().map((origin) => ask(target, origin)))
	);
	for (const socket of sockets) socket.resetAndDestroy();
	expect(await isAlive()).toBe(200);
});

const answerTo = async (text: string) => {
	const socket = connect(Number(new URL(app.origin).port), '127.0.0.1');
	socket.on('error', () => undefined);
	socket.write(text);
	let heard = '';
	for await (const chunk of socket) heard += String(chunk);
	return heard.split('\r\n')[0];
};

test.each(['h2c', 'TLS/1.0', 'foo', 'websocket2', 'h2c, websocket'])(
	'an upgrade to %s is ignored: the request is answered',
	async (protocol) => {
		const head = `Host: x\r\nConnection: Upgrade, close\r\nUpgrade: ${protocol}\r\n`;
		expect(await answerTo(`GET /healthz HTTP/1.1\r\n${head}\r\n`)).toBe('HTTP/1.1 200 OK');
	}
);

test.each([
	'//',
	'//[',
	'/\\[',
	'//evil.test:99999/',
	'//evil.test/studio',
	'//evil.test/studio/',
	'http://evil.test/healthz',
	'/\\evil.test/'
])('the target %s is answered with 400', async (target) => {
	expect(await answerTo(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toBe(
		'HTTP/1.1 400 Bad Request'
	);
});

test.each([
	['two hosts', 'Host: a\r\nHost: b\r\n'],
	['the same host twice', 'Host: x\r\nhost: x\r\n'],
	['two hosts and an upgrade', 'Host: a\r\nHOST: b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n']
])('a request with %s is answered with 400, whatever it asks for', async (_, head) => {
	for (const target of ['/healthz', '/studio', '/sync/abc', '/socket.io/?EIO=4&transport=websocket'])
		expect(`${target} ${await answerTo(`GET ${target} HTTP/1.1\r\n${head}Connection: close\r\n\r\n`)}`).toBe(
			`${target} HTTP/1.1 400 Bad Request`
		);
});
