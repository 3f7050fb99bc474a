import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { aGallery, ann, owner } from '../../../../tests/support/cast.ts';
import { makeContext, type TestContext } from '../../../../tests/support/context.ts';
import { memberBrowser } from '../../../../tests/support/front.ts';
import { picture } from '../../../../tests/support/pictures.ts';
import { metadata, realDecoders, startUploads, type Uploads } from '../../../../tests/support/uploads.ts';
import { file, upload, version } from '../db/schema.ts';
import type { Decoders } from '../media/decoders.ts';
import { uploadStatus } from './index.ts';

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

type More = { headers?: Record<string, string>; body?: Buffer; as?: string };
const call = (method: string, path: string, { headers = {}, body, as = uploads.as }: More = {}) =>
	uploads.fetch(path, {
		method,
		as,
		headers: { 'tus-resumable': '1.0.0', ...headers },
		...(body ? { body: new Uint8Array(body) } : {})
	});
const words = (more: Record<string, string> = {}) => metadata({ galleryId, filename: 'DSC_1.jpg', ...more });
const post = (length: number | string, more: Record<string, string> = {}) =>
	call('POST', '/api/v1/uploads', {
		headers: { 'upload-length': String(length), 'upload-metadata': words(more) }
	});
async function create(length = jpeg.length, more: Record<string, string> = {}) {
	const made = await post(length, more);
	expect(made.status).toBe(201);
	return made.headers.get('location') ?? '';
}
const patch = (path: string, offset: number, body: Buffer, headers: Record<string, string> = {}) =>
	call('PATCH', path, {
		headers: {
			'upload-offset': String(offset),
			'content-type': 'application/offset+octet-stream',
			...headers
		},
		body
	});
const offsetOf = async (path: string) => Number((await call('HEAD', path)).headers.get('upload-offset'));
const idOf = (path: string) => path.split('/').at(-1) ?? '';
const rowOf = (path: string) =>
	app.ctx.db.read
		.select()
		.from(upload)
		.where(eq(upload.id, idOf(path)))
		.get();
const temp = (path: string) => join(app.ctx.tempDir, `upload-${idOf(path)}`);

/** A PATCH whose sender hangs up after these bytes have gone out. */
async function hangUp(path: string, offset: number, part: Buffer) {
	const url = new URL(path, uploads.origin);
	const sending = request(url, {
		method: 'PATCH',
		headers: {
			cookie: uploads.as,
			origin: app.ctx.env.ORIGIN,
			'tus-resumable': '1.0.0',
			'upload-offset': offset,
			'content-type': 'application/offset+octet-stream',
			'content-length': jpeg.length - offset
		}
	});
	sending.on('error', () => undefined);
	await new Promise((resolve) => sending.write(part, resolve));
	return sending;
}

test('OPTIONS names version and extensions', async () => {
	const answer = await uploads.fetch('/api/v1/uploads', { method: 'OPTIONS', as: uploads.as });
	expect(answer.headers.get('tus-version')).toBe('1.0.0');
	expect(answer.headers.get('tus-extension')?.split(',')).toEqual(
		expect.arrayContaining(['creation', 'termination'])
	);
});

test.each([{ headers: { 'tus-resumable': '0.2.2' } }, { headers: { 'tus-resumable': '' } }])(
	'another version is 412 and names ours: %o',
	async (more) => {
		const answer = await call('POST', '/api/v1/uploads', more);
		expect([answer.status, answer.headers.get('tus-version')]).toEqual([412, '1.0.0']);
	}
);

test('a whole upload in two parts: offsets, the header of the last PATCH, hashes of the whole', async () => {
	const path = await create();
	expect(await offsetOf(path)).toBe(0);
	const first = await patch(path, 0, jpeg.subarray(0, 1000));
	expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '1000']);
	const head = await call('HEAD', path);
	expect(head.headers.get('upload-length')).toBe(String(jpeg.length));
	expect(head.headers.get('cache-control')).toBe('no-store');
	const last = await patch(path, 1000, jpeg.subarray(1000));
	expect(last.status).toBe(204);
	const fileId = last.headers.get('proofsheet-file') ?? '';
	const row = app.ctx.db.read.select().from(version).where(eq(version.fileId, fileId)).get();
	expect(row).toMatchObject({
		bytes: jpeg.length,
		crc32: crc32(jpeg),
		sha256: createHash('sha256').update(jpeg).digest('hex'),
		kind: 'jpeg'
	});
	expect(await uploadStatus(app.ctx, member, idOf(path))).toMatchObject({ fileId, status: 'done' });
	expect(existsSync(temp(path))).toBe(false);
});

test('a wrong offset is 409 and changes nothing', async () => {
	const path = await create();
	await patch(path, 0, jpeg.subarray(0, 100));
	expect((await patch(path, 50, jpeg.subarray(50))).status).toBe(409);
	expect(await offsetOf(path)).toBe(100);
});

test('two PATCH at once: one wins, the other hears 409, bytes are not mixed', async () => {
	const path = await create();
	const statuses = await Promise.all([patch(path, 0, jpeg), patch(path, 0, jpeg)]);
	expect(statuses.map(({ status }) => status).sort()).toEqual([204, 409]);
	expect(app.ctx.db.read.select().from(version).all()).toHaveLength(1);
	expect(app.ctx.db.read.select().from(version).get()?.crc32).toBe(crc32(jpeg));
});

test('more bytes than announced are refused and not stored', async () => {
	const path = await create(1000);
	expect((await patch(path, 0, jpeg)).status).toBe(413);
	expect(await offsetOf(path)).toBeLessThanOrEqual(1000);
});

test.each([['9223372036854775808'], ['-1'], ['1e9'], ['12.5'], ['x'], ['']])(
	'Upload-Length %s is 400',
	async (length) => void expect((await post(length)).status).toBe(400)
);

test('a length beyond all files is 413; an empty file 422', async () => {
	expect((await post(2 ** 50)).status).toBe(413);
	const empty = await post(0);
	expect([empty.status, empty.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
});

test.each([['filename not-base64!'], ['filename YQ==,filename YQ=='], ['filename YQ== b']])(
	'metadata %s is 400',
	async (sent) => {
		const headers = { 'upload-length': '10', 'upload-metadata': sent };
		expect((await call('POST', '/api/v1/uploads', { headers })).status).toBe(400);
	}
);

test('metadata without a gallery is 422 and names the field', async () => {
	const headers = { 'upload-length': '10', 'upload-metadata': metadata({ filename: 'a.jpg' }) };
	const answer = await call('POST', '/api/v1/uploads', { headers });
	expect([answer.status, (await answer.json()).errors[0].field]).toEqual([422, 'galleryId']);
});

test("another member's upload, and an unknown one, are 404", async () => {
	const path = await create();
	const other = await memberBrowser(app.ctx, await owner(app.ctx));
	expect((await call('HEAD', path, { as: other })).status).toBe(404);
	expect((await call('HEAD', '/api/v1/uploads/nothing')).status).toBe(404);
	expect((await call('HEAD', '/api/v1/uploads/..%2Fnothing')).status).toBe(404);
	expect((await call('HEAD', path, { as: '' })).status).toBe(401);
});

test('encoded bodies and other content types are 415', async () => {
	const path = await create();
	expect((await patch(path, 0, jpeg, { 'content-encoding': 'gzip' })).status).toBe(415);
	expect((await patch(path, 0, jpeg, { 'content-type': 'image/jpeg' })).status).toBe(415);
	expect(await offsetOf(path)).toBe(0);
});

test('a page under a picture’s name is refused at its first bytes, and nothing is stored', async () => {
	const html = Buffer.from('<!doctype html><html><body>'.padEnd(500));
	const path = await create(html.length);
	const answer = await patch(path, 0, html);
	expect([answer.status, (await answer.json()).detail]).toEqual([415, expect.stringContaining('program')]);
	expect(existsSync(temp(path))).toBe(false);
	expect(await uploadStatus(app.ctx, member, idOf(path))).toMatchObject({
		status: 'refused',
		problem: { status: 415 }
	});
	expect((await call('HEAD', path)).status).toBe(410);
});

test('it is judged byte by byte too', async () => {
	const html = Buffer.from('<script>alert(1)</script>'.padEnd(80));
	const path = await create(html.length);
	expect((await patch(path, 0, html.subarray(0, 10))).status).toBe(204);
	expect((await patch(path, 10, html.subarray(10))).status).toBe(415);
});

test('what is ambiguous is 409 with its candidates before a byte is sent; a program by its name 415', async () => {
	for (const seed of [1, 2]) {
		const put = await uploads.put(
			`galleries/${galleryId}/files/DSC_1.jpg`,
			await picture({ seed, width: 60, height: 40 })
		);
		expect(put.status).toBe(201);
	}
	const answer = await post(jpeg.length, { state: 'FINAL' });
	expect(answer.status).toBe(409);
	expect((await answer.json()).candidates).toHaveLength(2);
	expect((await post(10, { filename: 'setup.exe' })).status).toBe(415);
	expect((await post(10, { filename: '..' })).status).toBe(422);
});

test('what matches no longer at the end is kept as a question', async () => {
	const put = await uploads.put(
		`galleries/${galleryId}/files/DSC_1.jpg`,
		await picture({ width: 60, height: 40 })
	);
	const { id } = await put.json();
	const path = await create(jpeg.length, { state: 'FINAL', replace: 'yes' });
	await app.ctx.db.transaction(
		(tx) => void tx.update(file).set({ deletedAt: 1 }).where(eq(file.id, id)).run()
	);
	const last = await patch(path, 0, jpeg);
	expect([last.status, last.headers.get('proofsheet-file')]).toEqual([204, null]);
	expect(last.headers.get('proofsheet-unmatched')).toBeTruthy();
	expect(await uploadStatus(app.ctx, member, idOf(path))).toMatchObject({ problem: { status: 404 } });
});

test('a sender that hangs up loses nothing that came; the rest follows from there', async () => {
	const path = await create();
	const sending = await hangUp(path, 0, jpeg.subarray(0, 5000));
	await new Promise((resolve) => setTimeout(resolve, 100));
	sending.destroy();
	await expect.poll(() => rowOf(path)?.offsetBytes).toBe(5000);
	expect((await patch(path, 5000, jpeg.subarray(5000))).status).toBe(204);
	expect(app.ctx.db.read.select().from(version).get()?.crc32).toBe(crc32(jpeg));
});

test('a sender whose line went dead gives way to the one who asks', async () => {
	const path = await create();
	await hangUp(path, 0, jpeg.subarray(0, 5000));
	await new Promise((resolve) => setTimeout(resolve, 2200));
	expect(await offsetOf(path)).toBe(5000);
	expect((await patch(path, 5000, jpeg.subarray(5000))).status).toBe(204);
});

test('killed between the last byte and its answer: whoever asks next finishes it, once', async () => {
	const path = await create();
	await patch(path, 0, jpeg.subarray(0, -10));
	const { writeFileSync } = await import('node:fs');
	writeFileSync(temp(path), jpeg);
	const whole = { offsetBytes: jpeg.length, crc32: crc32(jpeg) };
	await app.ctx.db.transaction(
		(tx) =>
			void tx
				.update(upload)
				.set(whole)
				.where(eq(upload.id, idOf(path)))
				.run()
	);
	const [first, second] = [await call('HEAD', path), await call('HEAD', path)];
	expect(first.headers.get('upload-offset')).toBe(String(jpeg.length));
	expect(second.headers.get('proofsheet-file')).toBe(first.headers.get('proofsheet-file'));
	expect(app.ctx.db.read.select().from(version).all()).toHaveLength(1);
});

test('after a day of silence it is 410; DELETE ends it at once', async () => {
	const path = await create();
	await patch(path, 0, jpeg.subarray(0, 100));
	app.clock.forward(24 * 3_600_000);
	uploads.as = await memberBrowser(app.ctx, member);
	expect((await patch(path, 100, jpeg.subarray(100))).status).toBe(410);
	expect(existsSync(temp(path))).toBe(false);
	const other = await create();
	expect((await call('DELETE', other)).status).toBe(204);
	expect((await call('HEAD', other)).status).toBe(410);
});

test('the picture is made by a decoder, and a foreign page cannot upload', async () => {
	const path = await create();
	await patch(path, 0, jpeg);
	await uploads.work();
	expect(app.ctx.db.read.select().from(version).get()).toMatchObject({ status: 'current', width: 600 });
	const foreign = await call('POST', '/api/v1/uploads', { headers: { origin: 'https://evil.test' } });
	expect(foreign.status).toBe(403);
});
