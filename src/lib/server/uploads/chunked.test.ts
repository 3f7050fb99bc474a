import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { aFile } from '#tests/support/cast/cast.ts';
import { uploadingStudio, type UploadingStudio } from '#tests/support/app/uploads.ts';
import { upload, version } from '../db/schema.ts';

// A body that does not say how long it will be, as `curl -T -` sends it.

let studio: UploadingStudio;
uploadingStudio((made) => void (studio = made));

function put(name: string, parts: (string | Buffer)[], query = '') {
	const { uploads, galleryId } = studio;
	const body = Readable.toWeb(Readable.from(parts.map((part) => Buffer.from(part)))) as ReadableStream;
	const path = `/api/v1/galleries/${galleryId}/files/${name}${query}`;
	// the types of fetch do not know what a body that streams needs
	const streaming = { body, duplex: 'half' };
	return uploads.fetch(path, { method: 'PUT', as: uploads.as, ...streaming });
}
const rows = (table: typeof upload | typeof version) => studio.app.ctx.db.read.select().from(table).all();

test('a proof is taken', async () => {
	expect((await put('DSC_1.jpg', ['\xff\xd8\xff', Buffer.alloc(200)])).status).toBe(201);
	expect(await rows(version)).toMatchObject([{ bytes: 206 }]);
});

test('a final is taken, and is under way until then', async () => {
	await aFile(studio.app.ctx, studio.galleryId, { name: 'DSC_1.jpg' });
	const answer = await put('DSC_1.jpg', [Buffer.alloc(200)], '?state=FINAL');
	expect(answer.status).toBe(200);
	expect(await rows(upload)).toMatchObject([{ status: 'done' }]);
});

test.each([
	['a proof', ''],
	['a final', '?state=FINAL&add=yes']
])('%s that is small and dangerous is refused, and nothing of it stays', async (_, query) => {
	expect((await put('x.jpg', ['#!/bin/', 'sh'], query)).status).toBe(415);
	expect(await rows(version)).toEqual([]);
	expect(readdirSync(studio.app.ctx.tempDir)).toEqual([]);
});

test('an empty one is refused', async () => {
	expect((await put('x.jpg', [])).status).toBe(422);
});
