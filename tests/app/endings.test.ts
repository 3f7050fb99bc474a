import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { makeApi, sha256, until, type Api } from '../journeys/people.ts';
import { startApp, type App } from '../support/app.ts';
import { picture } from '../support/pictures.ts';

// What a customer's machine does to us: kills, restarts, cut lines. Only processes that the test started are ended.

let app: App;
let api: Api;
let galleryId: string;

beforeAll(async () => {
	app = await startApp();
	api = makeApi(app.origin, app.token);
	galleryId = (await (await api.send('POST', '/galleries', { title: 'Endings', preset: 'download' })).json())
		.id;
});
afterAll(() => app.close());

/** Processes started by this one, with their command lines. */
function childrenOf(pid: number): { pid: number; command: string }[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.flatMap((name) => {
			try {
				const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
				const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
				return parent === pid ? [{ pid: Number(name), command }] : [];
			} catch {
				return [];
			}
		});
}
const workerPid = () => childrenOf(app.pid).find(({ command }) => command.includes('worker.js'))?.pid ?? 0;

test('a worker and a decoder killed during a batch of 24 are back within 2 s, and nothing is stuck', async () => {
	for (let n = 0; n < 24; n++)
		await api.put(
			`/galleries/${galleryId}/files/KILL_${n}.jpg`,
			await picture({ seed: 100 + n, width: 1200, height: 800 })
		);
	const first = workerPid();
	const [decoder] = childrenOf(first);
	if (decoder) process.kill(decoder.pid, 'SIGKILL');
	process.kill(first, 'SIGKILL');
	const began = performance.now();
	await until(
		async () => workerPid(),
		(pid) => pid > 0 && pid !== first
	);
	expect(performance.now() - began).toBeLessThan(2000);
	const files = await until(
		() => api.json(`/galleries/${galleryId}/files`),
		(list) => list.every((file: { status: string }) => file.status !== 'processing'),
		45_000
	);
	expect(files.map((file: { status: string }) => file.status)).toEqual(files.map(() => 'ready'));
}, 60_000);

const SIZE = 40 * 1024 * 1024;
const tus = { 'tus-resumable': '1.0.0' };

test('web killed at 60 % of an upload: it goes on from the server’s offset', async () => {
	const bytes = randomBytes(SIZE);
	const auth = { authorization: `Bearer ${app.token}` };
	const metadata = Object.entries({ galleryId, filename: 'big.bin' }).map(
		([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`
	);
	const created = await fetch(`${app.origin}/api/v1/uploads`, {
		method: 'POST',
		headers: { ...auth, ...tus, 'upload-length': String(SIZE), 'upload-metadata': metadata.join(',') }
	});
	expect(created.status).toBe(201);
	const url = new URL(created.headers.get('location') ?? '', `${app.origin}/api/v1/uploads/`);
	const headers = { ...auth, ...tus, 'content-type': 'application/offset+octet-stream' };
	const part = Math.floor(SIZE * 0.6);
	await new Promise<void>((resolve) => {
		const sending = request(url, {
			method: 'PATCH',
			headers: { ...headers, 'upload-offset': '0', 'content-length': String(SIZE) }
		});
		sending.on('error', () => resolve());
		sending.write(bytes.subarray(0, part), () => void app.end('SIGKILL'));
	});
	await app.end('SIGKILL');
	await app.again();
	const head = await fetch(url, { method: 'HEAD', headers: { ...auth, ...tus } });
	const offset = Number(head.headers.get('upload-offset'));
	expect(offset).toBeGreaterThan(SIZE * 0.3);
	const done = await fetch(url, {
		method: 'PATCH',
		headers: { ...headers, 'upload-offset': String(offset) },
		body: bytes.subarray(offset)
	});
	expect(done.status).toBe(204);
	const fileId = done.headers.get('proofsheet-file');
	const file = await api.json(`/files/${fileId}`);
	expect(file).toMatchObject({ bytes: SIZE, sha256: sha256(bytes) });
	expect(part + (SIZE - offset)).toBeLessThan(SIZE * 1.35);
}, 60_000);

test('SIGTERM during a slow download and twenty sockets: gone within 5 s, and the download resumes', async () => {
	const files = await api.json(`/galleries/${galleryId}/files`);
	const big = files.find((file: { name: string }) => file.name === 'big.bin');
	const url = new URL(`${app.origin}/api/v1/files/${big.id}/original`);
	const headers = { authorization: `Bearer ${app.token}` };
	const got: Buffer[] = [];
	const started = new Promise<void>((resolve) => {
		request(url, { headers }, (response) => {
			response.once('data', (chunk: Buffer) => {
				got.push(chunk);
				response.pause();
				resolve();
			});
			response.on('error', () => undefined);
		})
			.on('error', () => undefined)
			.end();
	});
	await started;
	const sockets = Array.from(
		{ length: 20 },
		() =>
			new WebSocket(`${app.origin.replace('http', 'ws')}/sync/${galleryId}?seat=1&epoch=x`, {
				origin: app.origin
			})
	);
	for (const socket of sockets) socket.on('error', () => undefined);
	expect(await app.end('SIGTERM')).toBeLessThan(5000);
	await app.again();
	const rest = await fetch(url, { headers: { ...headers, range: `bytes=${got[0]?.length ?? 0}-` } });
	expect(rest.status).toBe(206);
	expect(sha256(Buffer.concat([...got, Buffer.from(await rest.arrayBuffer())]))).toBe(big.sha256);
}, 60_000);
