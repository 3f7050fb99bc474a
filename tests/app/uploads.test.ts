import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '#tests/support/app/app.ts';
import { eventually } from '#tests/support/cast/eventually.ts';

// The web process is killed in the middle of a large upload; what it had said is safe, is safe.

const SIZE = 200 * 1024 * 1024;
const PIECE = 1024 * 1024;

let app: App;
let galleryId: string;
beforeAll(async () => {
	app = await startApp();
	const made = await api('POST', '/galleries', {
		body: JSON.stringify({ title: 'Large', preset: 'download' })
	});
	galleryId = (await made.json()).id;
});
afterAll(() => app?.close());

const TUS = { 'tus-resumable': '1.0.0' };
const api = (method: string, path: string, { headers = {}, body }: RequestInit = {}) =>
	fetch(`${app.origin}/api/v1${path}`, {
		method,
		headers: { authorization: `Bearer ${app.token}`, ...headers },
		...(body ? { body } : {})
	});

/** Every piece differs, so that a shifted one would be seen. */
function piece(n: number) {
	const bytes = Buffer.alloc(PIECE, n % 251);
	bytes.writeUInt32LE(n, 0);
	if (n === 0) bytes.write('\xff\xd8\xff\xe0', 0, 'latin1');
	return bytes;
}

function* bytesFrom(offset: number) {
	for (let n = Math.floor(offset / PIECE); n * PIECE < SIZE; n++)
		yield n * PIECE < offset ? piece(n).subarray(offset - n * PIECE) : piece(n);
}

/** Sends from an offset on; `stopAt` ends it by waiting for `then` there. Answers how many bytes left us. */
async function send(path: string, offset: number, stopAt = SIZE, then = async () => {}) {
	const sending = request(app.origin + path, {
		method: 'PATCH',
		headers: {
			...TUS,
			authorization: `Bearer ${app.token}`,
			'upload-offset': offset,
			'content-type': 'application/offset+octet-stream',
			'content-length': SIZE - offset
		}
	});
	let isCut = false;
	sending.on('error', () => (isCut = true));
	const gone = once(sending, 'close')
		.catch(() => [])
		.then(() => (isCut = true));
	const answer = once(sending, 'response').catch(() => []);
	let sent = 0;
	for (const bytes of bytesFrom(offset)) {
		if (isCut) break;
		sent += bytes.length;
		if (!sending.write(bytes)) await Promise.race([once(sending, 'drain').catch(() => []), gone]);
		if (offset + sent >= stopAt) {
			stopAt = Infinity;
			await then();
		}
	}
	sending.end();
	const [response] = await answer;
	return { sent, response };
}

/** Bytes of the largest upload that have come as far as a file. */
function stored() {
	const folder = join(app.dataDir, 'tmp');
	const sizes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
		Number(statSync(join(folder, name), { throwIfNoEntry: false })?.size)
	);
	return Math.max(0, ...sizes.filter(Number.isFinite));
}

test('killed at 60 % of 200 MB, the upload goes on from what was safe; at most a tenth is sent twice', async () => {
	const words = Object.entries({ galleryId, filename: 'large.jpg' })
		.map(([key, word]) => `${key} ${Buffer.from(word).toString('base64')}`)
		.join(',');
	const made = await api('POST', '/uploads', {
		headers: { ...TUS, 'upload-length': String(SIZE), 'upload-metadata': words }
	});
	const path = new URL(made.headers.get('location') ?? '', app.origin).pathname;
	const first = await send(path, 0, SIZE * 0.6, async () => {
		// what still waits in the system's buffers is nobody's; how much that is depends on the machine
		await eventually(() => expect(stored()).toBeGreaterThan(SIZE * 0.58));
		await app.end('SIGKILL');
	});
	await app.again();
	const head = await fetch(app.origin + path, {
		method: 'HEAD',
		headers: { ...TUS, authorization: `Bearer ${app.token}` }
	});
	const offset = Number(head.headers.get('upload-offset'));
	expect(offset).toBeGreaterThan(SIZE * 0.5);
	const rest = await send(path, offset);
	expect(rest.response.statusCode).toBe(204);
	expect((first.sent + rest.sent) / SIZE).toBeLessThan(1.1);
	const file = await (await api('GET', `/files/${rest.response.headers['proofsheet-file']}`)).json();
	const hash = createHash('sha256');
	for (const bytes of bytesFrom(0)) hash.update(bytes);
	expect(file).toMatchObject({ bytes: SIZE, sha256: hash.digest('hex') });
});
