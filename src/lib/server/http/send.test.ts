import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '#lib/domain/fault.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { makeInProgress } from './in-progress.ts';
import { problemOf, sendProblem } from './problems.ts';
import { send, type Sent, type Source } from './send.ts';
import { stopwatch } from '#tests/support/measure/stopwatch.ts';

const BYTES = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251));
const ETAG = '"tag"';
const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

const fromBuffer = (bytes: Buffer, step = 1000): Source => ({
	sizeBytes: bytes.length,
	etag: ETAG,
	read: async function* ({ first, last }) {
		for (let at = first; at <= last; at += step) yield bytes.subarray(at, Math.min(at + step, last + 1));
	}
});

type Served = {
	url: string;
	sent: Promise<Sent>;
	inProgress: ReturnType<typeof makeInProgress>;
	/** Ends the connection of the last request. */
	cut: () => void;
};

/** A server that answers everything from one source, like a raw handler behind the listener. */
async function serve(source: Source, stillMay = () => true): Promise<Served> {
	const inProgress = makeInProgress();
	const sent = Promise.withResolvers<Sent>();
	let cut = () => {};
	const server = createServer((req, res) => {
		cut = () => res.socket?.destroy();
		inProgress.track(res, { counted: 'one', stillMay });
		send(req, res, source, { 'content-type': 'image/jpeg' })
			.then((done) => {
				sent.resolve(done);
				if (done.fault) throw new AppError('unavailable', 'faults:detail.bytes-missing');
			})
			.catch((error: unknown) =>
				sendProblem(res, problemOf(error) ?? { status: 500, title: '', detail: '' })
			);
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	closers.push(
		() => server.close(),
		() => server.closeAllConnections()
	);
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	return { url, sent: sent.promise, inProgress, cut: () => cut() };
}

const get = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
	fetch(url, { method, headers });
const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('the whole body', () => {
	it('has an exact length, a tag, and says when it is complete', async () => {
		const { url, sent } = await serve(fromBuffer(BYTES));
		const response = await get(url);
		expect(response.status).toBe(200);
		expect(response.headers.get('content-length')).toBe('100000');
		expect(response.headers.get('etag')).toBe(ETAG);
		expect(response.headers.get('accept-ranges')).toBe('bytes');
		expect((await bodyOf(response)).equals(BYTES)).toBe(true);
		expect(await sent).toEqual({ bytes: 100_000, complete: true, fault: null });
	});

	it('is not sent for HEAD, which ignores ranges', async () => {
		const { url, sent } = await serve(fromBuffer(BYTES));
		const response = await get(url, { range: 'bytes=0-9' }, 'HEAD');
		expect(response.status).toBe(200);
		expect(response.headers.get('content-length')).toBe('100000');
		expect(await sent).toEqual({ bytes: 0, complete: false, fault: null });
	});

	it('is refused to whoever wants to go on with other bytes', async () => {
		const { url } = await serve(fromBuffer(BYTES));
		const response = await get(url, { 'if-match': '"another"', range: 'bytes=10-' });
		expect(response.status).toBe(412);
	});

	it('is not sent again to a browser that has it', async () => {
		const { url } = await serve(fromBuffer(BYTES));
		const response = await get(url, { 'if-none-match': `W/${ETAG}` });
		expect(response.status).toBe(304);
		expect(await response.text()).toBe('');
	});
});

describe('a part of the body', () => {
	it.each([
		['bytes=0-0', 0, 0],
		['bytes=10-1009', 10, 1009],
		['bytes=99990-', 99_990, 99_999],
		['bytes=-7', 99_993, 99_999]
	])('%s', async (range, first, last) => {
		const { url, sent } = await serve(fromBuffer(BYTES));
		const response = await get(url, { range });
		expect(response.status).toBe(206);
		expect(response.headers.get('content-range')).toBe(`bytes ${first}-${last}/100000`);
		expect((await bodyOf(response)).equals(BYTES.subarray(first, last + 1))).toBe(true);
		expect(await sent).toEqual({ bytes: last - first + 1, complete: last === 99_999, fault: null });
	});

	it('is the whole body when several are asked, or when it is of other bytes', async () => {
		const { url } = await serve(fromBuffer(BYTES));
		expect((await get(url, { range: 'bytes=0-1,5-6' })).status).toBe(200);
		expect((await get(url, { range: 'bytes=5-', 'if-range': '"old"' })).status).toBe(200);
		expect((await get(url, { range: 'bytes=5-', 'if-range': ETAG })).status).toBe(206);
	});

	it.each(['bytes=100000-', 'bytes=-0'])('%s lies outside', async (range) => {
		const { url } = await serve(fromBuffer(BYTES));
		const response = await get(url, { range });
		expect(response.status).toBe(416);
		expect(response.headers.get('content-range')).toBe('bytes */100000');
	});
});

describe('a source that fails', () => {
	const failing = (after: number, how: 'throws' | 'ends' | 'runs over'): Source => ({
		...fromBuffer(BYTES),
		read: async function* (span, gone) {
			let given = 0;
			for await (const chunk of fromBuffer(BYTES).read(span, gone)) {
				if (given >= after && how === 'throws') throw new Error('disk gone');
				if (given >= after && how === 'ends') return;
				given += chunk.length;
				yield chunk;
			}
			if (how === 'runs over') yield Buffer.alloc(1);
		}
	});

	it.each(['throws', 'ends', 'runs over'] as const)(
		'midway is seen as a cut, never as an end (%s)',
		async (how) => {
			const { url, sent } = await serve(failing(50_000, how));
			await expect(get(url).then(bodyOf)).rejects.toThrow();
			expect((await sent).fault).toBeInstanceOf(Error);
		}
	);

	it('before its first byte leaves room for an answer', async () => {
		const { url } = await serve(failing(0, 'throws'));
		const response = await get(url);
		expect(response.status).toBe(503);
		expect(await response.json()).toMatchObject({ status: 503, detail: expect.stringContaining('restored') });
	});
});

/** Reads the head and stops reading: what is under way then is stuck at the server. */
async function readSlowly(url: string): Promise<IncomingMessage> {
	const response = await new Promise<IncomingMessage>((resolve, reject) =>
		request(url, resolve).on('error', reject).end()
	);
	response.on('error', () => undefined);
	return response.pause();
}
const big = () => fromBuffer(Buffer.alloc(64 << 20), 1 << 20);

/** Two pieces of memory by turns, as files are read: what is written over too early arrives as other bytes. */
function byTurns(bytes: Buffer, step: number): Source {
	return {
		sizeBytes: bytes.length,
		etag: ETAG,
		read: async function* () {
			const memory = [Buffer.alloc(step), Buffer.alloc(step)];
			for (let at = 0, turn = 0; at < bytes.length; at += step, turn = 1 - turn) {
				const length = bytes.copy(memory[turn] ?? Buffer.alloc(0), 0, at);
				yield memory[turn]?.subarray(0, length) ?? Buffer.alloc(0);
			}
		}
	};
}

it('sends each chunk before its memory is used again, however slowly it is read', async () => {
	const bytes = randomBytes(8 << 20);
	const { url, sent } = await serve(byTurns(bytes, 300_000));
	const response = await readSlowly(url);
	const parts: Buffer[] = [];
	for await (const part of response) {
		parts.push(part);
		if (parts.length % 16 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
	}
	expect(Buffer.concat(parts).equals(bytes)).toBe(true);
	expect(await sent).toMatchObject({ complete: true, bytes: bytes.length });
});

it('hears of a reader whose connection ends just before a chunk goes out', async () => {
	const served = await serve({
		sizeBytes: 2000,
		etag: ETAG,
		read: async function* () {
			yield Buffer.alloc(1000);
			await new Promise((resolve) => setTimeout(resolve, 30));
			served.cut();
			yield Buffer.alloc(1000);
		}
	});
	await readSlowly(served.url);
	expect(await served.sent).toEqual({ bytes: 1000, complete: false, fault: null });
});

describe('responses in progress', () => {
	it('are cut within a second when the right to them ends', async () => {
		const right = { held: true };
		const { url, sent, inProgress } = await serve(big(), () => right.held);
		const response = await readSlowly(url);
		expect(inProgress.count('one')).toBe(1);
		right.held = false;
		const waited = stopwatch();
		expect((await sent).complete).toBe(false);
		expect(waited()).toBeLessThan(1000);
		await new Promise((resolve) => response.resume().on('close', resolve));
		expect(response.complete).toBe(false);
		expect(inProgress.count('one')).toBe(0);
	});

	it('are forgotten when their reader goes', async () => {
		const { url, sent, inProgress } = await serve(big());
		(await readSlowly(url)).destroy();
		expect((await sent).complete).toBe(false);
		expect(inProgress.size()).toBe(0);
	});
});
