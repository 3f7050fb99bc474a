import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { makeIds } from '../db/ids.ts';
import { originalKey } from './keys.ts';
import { s3Storage } from './s3.ts';

beforeEach(() => {
	vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
	vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(() => vi.unstubAllEnvs());

type Answer = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

/** A bucket whose every answer is written by the test, by method. */
async function bucket(answers: Record<string, Answer>) {
	const seen: string[] = [];
	const server = createServer(async (request, response) => {
		const method = request.method ?? '';
		seen.push(method);
		const body = await buffer(request).catch(() => null);
		if (body) answers[method]?.(request, response, seen.filter((one) => one === method).length);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const address = server.address();
	const port = typeof address === 'object' && address ? address.port : 0;
	const settings = { bucket: 'proofs', prefix: '', region: 'us-east-1', forcePathStyle: true };
	return { storage: s3Storage({ ...settings, endpoint: `http://127.0.0.1:${port}` }), seen };
}

const key = () => originalKey(makeIds().next());
const nothing: Answer = (_request, response) => response.writeHead(404).end();

test('a body that ends early fails instead of looking whole', async () => {
	const { storage } = await bucket({
		GET: (_request, response) => {
			response.writeHead(200, { 'Content-Length': 100 });
			response.write(Buffer.alloc(40), () => response.destroy());
		}
	});
	await expect(storage.open(key()).then(buffer)).rejects.toThrow();
});

test('a part of another length than asked for is refused', async () => {
	const { storage } = await bucket({
		GET: (_request, response) => response.writeHead(206, { 'Content-Length': 3 }).end('abc')
	});
	await expect(storage.open(key(), { start: 0, end: 9 })).rejects.toMatchObject({ fault: 'range' });
});

test('a store that is busy is asked again', async () => {
	const { storage, seen } = await bucket({
		HEAD: nothing,
		PUT: (_request, response, nth) => response.writeHead(nth < 3 ? 503 : 200).end()
	});
	expect(await storage.put(key(), Buffer.from('bytes'))).toEqual({ bytes: 5 });
	expect(seen.filter((method) => method === 'PUT')).toHaveLength(3);
});

test('a store that stays away is unavailable', async () => {
	const { storage } = await bucket({
		HEAD: (_request, response) => response.writeHead(500).end()
	});
	await expect(storage.stat(key())).rejects.toMatchObject({ fault: 'unavailable' });
});

test('a write whose answer was lost counts when the bytes are there', async () => {
	const { storage } = await bucket({
		HEAD: (_request, response, nth) =>
			nth === 1 ? response.writeHead(404).end() : response.writeHead(200, { 'Content-Length': 5 }).end(),
		PUT: (_request, response, nth) => (nth === 1 ? response.destroy() : response.writeHead(412).end())
	});
	expect(await storage.put(key(), Buffer.from('bytes'))).toEqual({ bytes: 5 });
});

test('every write asks not to overwrite', async () => {
	const headers: unknown[] = [];
	const { storage } = await bucket({
		HEAD: nothing,
		PUT: (request, response) => {
			headers.push(request.headers['if-none-match']);
			response.writeHead(200).end();
		}
	});
	await storage.put(key(), Buffer.from('bytes'));
	expect(headers).toEqual(['*']);
});

test('unfinished writes of ours are forgotten on every page; those of others and young ones are not', async () => {
	const ours = [key(), key(), key()];
	const old = '2026-01-01T00:00:00.000Z';
	const upload = (name: string, at = old) =>
		`<Upload><Key>${name}</Key><UploadId>u-${name}</UploadId><Initiated>${at}</Initiated></Upload>`;
	const pages = [
		upload(ours[0] ?? '') + upload('backups/of/somebody') + '<IsTruncated>true</IsTruncated>',
		upload(ours[1] ?? '') + upload(ours[2] ?? '', '2026-03-01T00:00:00.000Z')
	];
	const asked: (string | null)[] = [];
	const dropped: string[] = [];
	const pathOf = ({ url = '' }: IncomingMessage) => new URL(url, 'http://bucket');
	const { storage } = await bucket({
		GET: (request, response, nth) => {
			asked.push(pathOf(request).searchParams.get('key-marker'));
			const next = '<NextKeyMarker>there</NextKeyMarker><NextUploadIdMarker>u</NextUploadIdMarker>';
			const body = `<ListMultipartUploadsResult>${pages[nth - 1]}${next}</ListMultipartUploadsResult>`;
			response.writeHead(200, { 'Content-Type': 'application/xml' }).end(body);
		},
		DELETE: (request, response) => {
			dropped.push(pathOf(request).pathname.replace('/proofs/', ''));
			response.writeHead(204).end();
		}
	});
	await storage.forgetUnfinished(Date.UTC(2026, 1, 1));
	expect(asked).toEqual([null, 'there']);
	expect(dropped).toEqual(ours.slice(0, 2));
});
