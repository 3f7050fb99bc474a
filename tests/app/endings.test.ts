import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { enter, makeApi, sha256, until, type Api, type Client } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { metadata } from '#tests/support/app/uploads.ts';
import { childrenOf, workerOf } from '#tests/support/app/processes.ts';
import { stopwatch } from '#tests/support/measure/stopwatch.ts';

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

const workerPid = () => workerOf(app.pid);

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
	const waited = stopwatch(app.pid);
	await until(
		async () => workerPid(),
		(pid) => pid > 0 && pid !== first
	);
	expect(waited(workerPid())).toBeLessThan(2000);
	const files = await until(
		() => api.json(`/galleries/${galleryId}/files`),
		(list) => list.every((file: { status: string }) => file.status !== 'processing')
	);
	expect(files.map((file: { status: string }) => file.status)).toEqual(files.map(() => 'ready'));
});

const GIB = 1024 ** 3;
const tus = { 'tus-resumable': '1.0.0' };

/** Makes an uploaded file a gigabyte long, of nothing: no test has time to send it. */
async function stretched(fileId: string) {
	await app.end();
	const db = new Database(join(app.dataDir, 'proofsheet.db'));
	const key = db.prepare('select storage_key from version where file_id = ?').pluck().get(fileId);
	db.prepare('update version set bytes = ? where file_id = ?').run(GIB, fileId);
	db.close();
	truncateSync(join(app.dataDir, 'objects', String(key)), GIB);
	await app.again();
}

/** Begins a download and holds it back after the first bytes; the rest is lost with the line. */
const begun = (url: URL, headers: Record<string, string>) =>
	new Promise<Buffer>((resolve, reject) => {
		const asked = request(url, { headers }, (response) => {
			response.once('data', (chunk: Buffer) => resolve((response.pause(), chunk)));
			response.on('error', () => undefined);
		});
		asked.on('error', reject).end();
	});

test('SIGTERM during a download of 1 GB, an upload and twenty sockets: gone within 5 s, and both go on', async () => {
	const auth = { authorization: `Bearer ${app.token}` };
	const put = await api.put(`/galleries/${galleryId}/files/big.bin`, randomBytes(1 << 20));
	const { id: fileId }: { id: string } = await put.json();
	const start = Buffer.from(await (await api.get(`/files/${fileId}/original`)).arrayBuffer());
	await stretched(fileId);
	const sent = await api.send('POST', `/galleries/${galleryId}/invitations`, { to: ['cleo@client.test'] });
	const { links }: { links: { url: string }[] } = await sent.json();
	const cleo = await enter(app.origin, links[0]?.url ?? '', galleryId);
	cleo.close();

	const url = new URL(`${app.origin}/api/v1/files/${fileId}/original`);
	const first = await begun(url, auth);
	const upload = await beginUpload(auth);
	const codes = await Promise.all(Array.from({ length: 20 }, () => seated(cleo)));
	expect(await app.end('SIGTERM')).toBeLessThan(5000);
	expect(await Promise.all(codes.map(({ code }) => code))).toEqual(codes.map(() => 1012));
	await app.again();

	const rest = await fetch(url, { headers: { ...auth, range: `bytes=${first.length}-` } });
	expect([rest.status, rest.headers.get('content-length')]).toEqual([206, String(GIB - first.length)]);
	const hash = createHash('sha256').update(first);
	for await (const chunk of rest.body ?? []) hash.update(chunk);
	const whole = createHash('sha256').update(start);
	for (let n = 1; n < 1024; n++) whole.update(NOTHING);
	expect(hash.digest('hex')).toBe(whole.digest('hex'));
	await upload.goOn();
});

const NOTHING = Buffer.alloc(1 << 20);

/** One more tab of theirs, with a seat of its own; `code` is what it is closed with. */
async function seated({ cookie, post }: Client) {
	const seat: { clientId: number; epoch: string } = await (await post(`/g/${galleryId}/seat`, {})).json();
	const query = new URLSearchParams({ seat: String(seat.clientId), epoch: seat.epoch });
	const ws = new WebSocket(`${app.origin.replace('http', 'ws')}/sync/${galleryId}?${query}`, {
		headers: { cookie, origin: app.origin }
	});
	ws.on('error', () => undefined);
	const code = once(ws, 'close').then(([closed]) => closed as number);
	await once(ws, 'message');
	return { code };
}

const LENGTH = 24 << 20;

async function beginUpload(auth: Record<string, string>) {
	const bytes = randomBytes(LENGTH);
	const words = metadata({ galleryId, filename: 'half.bin' });
	const headers = { ...auth, ...tus, 'upload-length': String(LENGTH), 'upload-metadata': words };
	const created = await fetch(`${app.origin}/api/v1/uploads`, { method: 'POST', headers });
	const url = new URL(created.headers.get('location') ?? '', `${app.origin}/api/v1/uploads/`);
	const type = { 'content-type': 'application/offset+octet-stream' };
	const sending = request(url, {
		method: 'PATCH',
		headers: { ...auth, ...tus, ...type, 'upload-offset': '0', 'content-length': String(LENGTH) }
	});
	sending.on('error', () => undefined);
	await new Promise((resolve) => sending.write(bytes.subarray(0, LENGTH / 2), resolve));
	return {
		goOn: async () => {
			const head = await fetch(url, { method: 'HEAD', headers: { ...auth, ...tus } });
			const offset = Number(head.headers.get('upload-offset'));
			expect(offset).toBeGreaterThan(LENGTH / 4);
			const done = await fetch(url, {
				method: 'PATCH',
				headers: { ...auth, ...tus, ...type, 'upload-offset': String(offset) },
				body: bytes.subarray(offset)
			});
			expect(done.status).toBe(204);
			const file = await api.json(`/files/${done.headers.get('proofsheet-file')}`);
			expect(file).toMatchObject({ bytes: LENGTH, sha256: sha256(bytes) });
		}
	};
}
