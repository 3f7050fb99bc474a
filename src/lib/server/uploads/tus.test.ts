import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { eq } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { picture } from '#tests/support/media/pictures.ts';
import { TUS, tusOf, type Tus } from '#tests/support/app/tus.ts';
import { uploadingStudio, type UploadingStudio } from '#tests/support/app/uploads.ts';
import { file } from '../db/schema.ts';
import { uploadStatus } from './index.ts';

// An upload from its first byte to what it became; refusals and cut lines have files of their own.

let jpeg: Buffer;
beforeAll(async () => void (jpeg = await picture({ width: 600, height: 400 })));

let studio: UploadingStudio;
let tus: Tus;
uploadingStudio((made) => {
	studio = made;
	tus = tusOf(made);
});
const create = (more: Record<string, string> = {}) => tus.create(jpeg.length, more);

test('OPTIONS names version and extensions', async () => {
	const { uploads } = studio;
	const answer = await uploads.fetch('/api/v1/uploads', { method: 'OPTIONS', as: uploads.as });
	expect(answer.headers.get('tus-version')).toBe('1.0.0');
	expect(answer.headers.get('tus-extension')?.split(',')).toEqual(
		expect.arrayContaining(['creation', 'termination'])
	);
});

test('a whole upload in two parts: offsets, the header of the last PATCH, hashes of the whole', async () => {
	const path = await create();
	expect(await tus.offsetOf(path)).toBe(0);
	const first = await tus.patch(path, 0, jpeg.subarray(0, 1000));
	expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '1000']);
	const head = await tus.call('HEAD', path);
	expect(head.headers.get('upload-length')).toBe(String(jpeg.length));
	expect(head.headers.get('cache-control')).toBe('no-store');
	const last = await tus.patch(path, 1000, jpeg.subarray(1000));
	expect(last.status).toBe(204);
	const fileId = last.headers.get('proofsheet-file') ?? '';
	expect((await tus.versions()).find((row) => row.fileId === fileId)).toMatchObject({
		bytes: jpeg.length,
		crc32: crc32(jpeg),
		sha256: createHash('sha256').update(jpeg).digest('hex'),
		kind: 'jpeg'
	});
	expect(await uploadStatus(studio.app.ctx, studio.member, tus.idOf(path))).toMatchObject({
		fileId,
		status: 'done'
	});
	expect(existsSync(tus.temp(path))).toBe(false);
});

test('the picture is made by a decoder', async () => {
	await tus.patch(await create(), 0, jpeg);
	await studio.uploads.work();
	expect(await tus.versions()).toMatchObject([{ status: 'current', width: 600 }]);
});

test('a wrong offset is 409 and changes nothing', async () => {
	const path = await create();
	await tus.patch(path, 0, jpeg.subarray(0, 100));
	expect((await tus.patch(path, 50, jpeg.subarray(50))).status).toBe(409);
	expect(await tus.offsetOf(path)).toBe(100);
});

test('every answer names the version; without an offset, or with none that can be, a PATCH is refused', async () => {
	const path = await create();
	const unnumbered = await tus.call('PATCH', path, {
		headers: { 'content-type': 'application/offset+octet-stream' },
		body: jpeg
	});
	expect([400, 403, 409]).toContain(unnumbered.status);
	for (const offset of ['-1', 'x', '1.5'])
		expect([400, 403, 409]).toContain((await tus.patch(path, 0, jpeg, { 'upload-offset': offset })).status);
	expect(await tus.offsetOf(path)).toBe(0);
	const done = await tus.patch(path, 0, jpeg);
	expect(done.status).toBe(204);
	for (const { headers } of [done, await tus.call('HEAD', path)])
		expect(headers.get('tus-resumable')).toBe(TUS['tus-resumable']);
});

test('two PATCH at once: one wins, the other hears 409, bytes are not mixed', async () => {
	const path = await create();
	const statuses = await Promise.all([tus.patch(path, 0, jpeg), tus.patch(path, 0, jpeg)]);
	expect(statuses.map(({ status }) => status).sort()).toEqual([204, 409]);
	expect((await tus.versions()).map((row) => row.crc32)).toEqual([crc32(jpeg)]);
});

test('more bytes than announced are refused and not stored', async () => {
	const path = await tus.create(1000);
	expect((await tus.patch(path, 0, jpeg)).status).toBe(413);
	expect(await tus.offsetOf(path)).toBeLessThanOrEqual(1000);
});

test('a chunked body without a length is cut where the upload ends, and nothing of it is kept', async () => {
	const path = await tus.create(1000);
	const chunks = Readable.from([jpeg.subarray(0, 600), jpeg.subarray(600, 1400), jpeg.subarray(1400)]);
	expect((await tus.patch(path, 0, chunks)).status).toBe(413);
	expect((await tus.call('HEAD', path)).status).toBe(410);
	expect([await tus.versions(), existsSync(tus.temp(path))]).toEqual([[], false]);
});

test('a finished upload takes no more bytes, and stays what it was', async () => {
	const path = await create();
	await tus.patch(path, 0, jpeg);
	const again = await tus.patch(path, jpeg.length, jpeg);
	expect([204, 403, 409, 410, 413]).toContain(again.status);
	expect(await tus.versions()).toHaveLength(1);
	expect(await tus.offsetOf(path)).toBe(jpeg.length);
});

test('what matches no longer at the end is kept as a question', async () => {
	const { app, uploads, member, galleryId } = studio;
	const bytes = await picture({ width: 60, height: 40 });
	const { id } = await (await uploads.put(`galleries/${galleryId}/files/DSC_1.jpg`, bytes)).json();
	const path = await create({ state: 'FINAL', replace: 'yes' });
	await app.ctx.db.transaction(
		async (tx) => void (await tx.update(file).set({ deletedAt: 1 }).where(eq(file.id, id)).run())
	);
	const last = await tus.patch(path, 0, jpeg);
	expect([last.status, last.headers.get('proofsheet-file')]).toEqual([204, null]);
	expect(last.headers.get('proofsheet-unmatched')).toBeTruthy();
	expect(await uploadStatus(app.ctx, member, tus.idOf(path))).toMatchObject({ problem: { status: 404 } });
});
