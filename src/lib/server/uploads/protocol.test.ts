import { existsSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { aGallery, ann } from '../../../../tests/support/cast.ts';
import { makeContext, type TestContext } from '../../../../tests/support/context.ts';
import { picture } from '../../../../tests/support/pictures.ts';
import { metadata, realDecoders, startUploads, type Uploads } from '../../../../tests/support/uploads.ts';
import { upload, version } from '../db/schema.ts';
import type { Decoders } from '../media/decoders.ts';
import { sweep } from '../operations/sweep.ts';

// The lines of reliability §4.4 that tus.test.ts does not walk through; ids are for finding them there.

let decoders: Decoders;
let jpeg: Buffer;
beforeAll(async () => {
	decoders = realDecoders();
	jpeg = await picture({ width: 600, height: 400 });
});
afterAll(() => decoders.close());

let app: TestContext;
let uploads: Uploads;
let member: MemberActor;
let galleryId: string;
beforeEach(async () => {
	app = makeContext();
	member = await ann(app.ctx);
	uploads = await startUploads(app.ctx, member, decoders);
	galleryId = (await aGallery(app.ctx)).id;
});
afterEach(() => {
	uploads.close();
	app.close();
});

const TUS = { 'tus-resumable': '1.0.0' };
const STREAM = { ...TUS, 'content-type': 'application/offset+octet-stream' };
const words = () => metadata({ galleryId, filename: 'DSC_1.jpg' });
const call = (method: string, path: string, headers: Record<string, string>, body?: Buffer | Readable) =>
	uploads.fetch(path, {
		method,
		as: uploads.as,
		headers,
		...(body instanceof Buffer ? { body: new Uint8Array(body) } : {}),
		...(body instanceof Readable ? { body: Readable.toWeb(body) as ReadableStream, duplex: 'half' } : {})
	});
const create = async (length = jpeg.length) => {
	const made = await call('POST', '/api/v1/uploads', {
		...TUS,
		'upload-length': String(length),
		'upload-metadata': words()
	});
	expect(made.status).toBe(201);
	return made.headers.get('location') ?? '';
};
const offsetOf = async (path: string) => (await call('HEAD', path, TUS)).headers.get('upload-offset');
const temps = () =>
	app.ctx.db.read
		.select()
		.from(upload)
		.all()
		.filter(({ tempName }) => existsSync(join(app.ctx.tempDir, tempName)));
const versions = () => app.ctx.db.read.select().from(version).all();

test.each([
	['no length', {}],
	['a length that follows later', { 'upload-defer-length': '1' }],
	['a length in words', { 'upload-length': 'many' }]
])('58: %s is 400, and no upload begins', async (_, headers) => {
	const answer = await call('POST', '/api/v1/uploads', { ...TUS, ...headers, 'upload-metadata': words() });
	expect(answer.status).toBe(400);
	expect(app.ctx.db.read.select().from(upload).all()).toEqual([]);
});

test('60: metadata of more than 8 kB is 400; of a megabyte the head is too large to be read', async () => {
	const long = (bytes: number) => `${words()},section ${Buffer.alloc(bytes, 'a').toString('base64')}`;
	const post = (bytes: number) =>
		call('POST', '/api/v1/uploads', { ...TUS, 'upload-length': '9', 'upload-metadata': long(bytes) });
	expect((await post(7000)).status).toBe(400);
	expect([431, 'cut']).toContain(
		await post(1 << 20).then(
			({ status }) => status,
			() => 'cut'
		)
	);
	expect(app.ctx.db.read.select().from(upload).all()).toEqual([]);
});

test('63: a chunked body without a length is cut where the upload ends, and nothing of it is kept', async () => {
	const path = await create(1000);
	const chunks = Readable.from([jpeg.subarray(0, 600), jpeg.subarray(600, 1400), jpeg.subarray(1400)]);
	expect((await call('PATCH', path, { ...STREAM, 'upload-offset': '0' }, chunks)).status).toBe(413);
	expect((await call('HEAD', path, TUS)).status).toBe(410);
	expect([versions(), temps()]).toEqual([[], []]);
});

test.each(['br', 'gzip', 'deflate', 'zstd'])(
	'64: a body packed by %s is 415, by tus and by PUT',
	async (encoding) => {
		const path = await create();
		const packed = { 'content-encoding': encoding };
		const sent = await call('PATCH', path, { ...STREAM, ...packed, 'upload-offset': '0' }, jpeg);
		const put = await call('PUT', `/api/v1/galleries/${galleryId}/files/a.jpg`, packed, jpeg);
		expect([sent.status, put.status, await offsetOf(path)]).toEqual([415, 415, '0']);
		expect(versions()).toEqual([]);
	}
);

test('66: hung up at 99 %, it goes on from there within a day; after that its bytes are gone', async () => {
	const part = Math.floor(jpeg.length * 0.99);
	const [kept, left] = [await create(), await create()];
	await hangUpAt(left, part);
	const offset = await hangUpAt(kept, part);
	const rest = await call(
		'PATCH',
		kept,
		{ ...STREAM, 'upload-offset': String(offset) },
		jpeg.subarray(offset)
	);
	expect(rest.status).toBe(204);
	expect(temps()).toHaveLength(1);
	// file times are the machine's: the app's clock goes to a day after them
	app.clock.set(Date.now() + 2 * 86_400_000);
	await sweep(app.ctx, {}, { transaction: app.ctx.db.transaction });
	expect(temps()).toHaveLength(0);
	expect(versions()).toHaveLength(1);
});

/** Answers how much was safe by then. */
async function hangUpAt(path: string, part: number): Promise<number> {
	const { hostname, port } = new URL(uploads.origin);
	const headers = { cookie: uploads.as, origin: app.ctx.env.ORIGIN, ...STREAM, 'upload-offset': 0 };
	const sending = request({
		...{ hostname, port, path: new URL(path, uploads.origin).pathname, method: 'PATCH' },
		headers: { ...headers, 'content-length': jpeg.length }
	});
	sending.on('error', () => undefined);
	sending.write(jpeg.subarray(0, part));
	const row = () =>
		app.ctx.db.read
			.select()
			.from(upload)
			.all()
			.find(({ id }) => path.endsWith(id));
	const temp = join(app.ctx.tempDir, row()?.tempName ?? '');
	const arrived = () => (existsSync(temp) ? statSync(temp).size : 0);
	await expect.poll(arrived, { timeout: 5000 }).toBeGreaterThan(0);
	sending.destroy();
	await expect.poll(() => row()?.offsetBytes, { timeout: 5000 }).toBeGreaterThan(0);
	return Number(await offsetOf(path));
}

test('tus: every answer names the version; without an offset, or with a wrong one, a PATCH is refused', async () => {
	const path = await create();
	for (const offset of [undefined, '-1', 'x', '1.5']) {
		const headers = { ...STREAM, ...(offset === undefined ? {} : { 'upload-offset': offset }) };
		const answer = await call('PATCH', path, headers, jpeg);
		expect([400, 403, 409]).toContain(answer.status);
	}
	expect(await offsetOf(path)).toBe('0');
	const done = await call('PATCH', path, { ...STREAM, 'upload-offset': '0' }, jpeg);
	expect([done.status, done.headers.get('tus-resumable')]).toEqual([204, '1.0.0']);
	expect((await call('HEAD', path, TUS)).headers.get('tus-resumable')).toBe('1.0.0');
});

test('tus: a finished upload takes no more bytes, and stays what it was', async () => {
	const path = await create();
	await call('PATCH', path, { ...STREAM, 'upload-offset': '0' }, jpeg);
	const again = await call('PATCH', path, { ...STREAM, 'upload-offset': String(jpeg.length) }, jpeg);
	expect([204, 403, 409, 410, 413]).toContain(again.status);
	expect(versions()).toHaveLength(1);
	expect(await offsetOf(path)).toBe(String(jpeg.length));
});
