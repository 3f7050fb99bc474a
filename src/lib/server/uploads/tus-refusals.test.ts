import { existsSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { owner } from '#tests/support/cast/cast.ts';
import { memberBrowser } from '#tests/support/app/front.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { tusOf, type Tus } from '#tests/support/app/tus.ts';
import { metadata, uploadingStudio, type UploadingStudio } from '#tests/support/app/uploads.ts';
import { inLanguage } from '#lib/messages/current-node.ts';
import { upload } from '../db/schema.ts';
import { uploadStatus } from './index.ts';

// What is refused, and when.

let jpeg: Buffer;
beforeAll(async () => void (jpeg = await picture({ width: 600, height: 400 })));

let studio: UploadingStudio;
let tus: Tus;
uploadingStudio((made) => {
	studio = made;
	tus = tusOf(made);
});
const create = (more: Record<string, string> = {}) => tus.create(jpeg.length, more);

const begin = (headers: Record<string, string>) => tus.call('POST', '/api/v1/uploads', { headers });

test.each([{ 'tus-resumable': '0.2.2' }, { 'tus-resumable': '' }])(
	'another version is 412 and names ours: %o',
	async (headers) => {
		const answer = await begin(headers);
		expect([answer.status, answer.headers.get('tus-version')]).toEqual([412, '1.0.0']);
	}
);

test.each([
	['no length', {}],
	['a length that follows later', { 'upload-defer-length': '1' }],
	['a length in words', { 'upload-length': 'many' }]
])('%s is 400, and no upload begins', async (_, headers) => {
	expect((await begin({ ...headers, 'upload-metadata': tus.words() })).status).toBe(400);
	expect(await tus.uploads()).toEqual([]);
});

test.each([['9223372036854775808'], ['-1'], ['1e9'], ['12.5'], ['x'], ['']])(
	'Upload-Length %s is 400',
	async (length) => void expect((await tus.post(length)).status).toBe(400)
);

test('a length beyond all files is 413; an empty file 422', async () => {
	expect((await tus.post(2 ** 50)).status).toBe(413);
	const empty = await tus.post(0);
	expect([empty.status, empty.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
});

test.each([['filename not-base64!'], ['filename YQ==,filename YQ=='], ['filename YQ== b']])(
	'metadata %s is 400',
	async (sent) => {
		expect((await begin({ 'upload-length': '10', 'upload-metadata': sent })).status).toBe(400);
	}
);

test('metadata of more than 8 kB is 400; of a megabyte the head is too large to be read', async () => {
	const long = (bytes: number) => `${tus.words()},section ${Buffer.alloc(bytes, 'a').toString('base64')}`;
	const post = (bytes: number) => begin({ 'upload-length': '9', 'upload-metadata': long(bytes) });
	expect((await post(7000)).status).toBe(400);
	expect([431, 'cut']).toContain(
		await post(1 << 20).then(
			({ status }) => status,
			() => 'cut'
		)
	);
	expect(await tus.uploads()).toEqual([]);
});

test('metadata without a gallery is 422 and names the field', async () => {
	const answer = await begin({ 'upload-length': '10', 'upload-metadata': metadata({ filename: 'a.jpg' }) });
	expect([answer.status, (await answer.json()).errors[0].field]).toEqual([422, 'galleryId']);
});

test('a foreign page cannot upload', async () => {
	expect((await begin({ origin: 'https://evil.test' })).status).toBe(403);
});

test("another member's upload, and an unknown one, are 404", async () => {
	const path = await create();
	const other = await memberBrowser(studio.app.ctx, await owner(studio.app.ctx));
	expect((await tus.call('HEAD', path, { as: other })).status).toBe(404);
	expect((await tus.call('HEAD', '/api/v1/uploads/nothing')).status).toBe(404);
	expect((await tus.call('HEAD', '/api/v1/uploads/..%2Fnothing')).status).toBe(404);
	expect((await tus.call('HEAD', path, { as: '' })).status).toBe(401);
});

test('a body of another type is 415', async () => {
	const path = await create();
	expect((await tus.patch(path, 0, jpeg, { 'content-type': 'image/jpeg' })).status).toBe(415);
	expect(await tus.offsetOf(path)).toBe(0);
});

test.each(['br', 'gzip', 'deflate', 'zstd'])(
	'a body packed by %s is 415, by tus and by PUT',
	async (encoding) => {
		const path = await create();
		const packed = { 'content-encoding': encoding };
		const sent = await tus.patch(path, 0, jpeg, packed);
		const place = `/api/v1/galleries/${studio.galleryId}/files/a.jpg`;
		const put = await tus.call('PUT', place, { headers: packed, body: jpeg });
		expect([sent.status, put.status, await tus.offsetOf(path)]).toEqual([415, 415, 0]);
		expect(await tus.versions()).toEqual([]);
	}
);

test('a page under a picture’s name is refused at its first bytes, and nothing is stored', async () => {
	const html = Buffer.from('<!doctype html><html><body>'.padEnd(500));
	const path = await tus.create(html.length);
	const answer = await tus.patch(path, 0, html);
	expect([answer.status, (await answer.json()).detail]).toEqual([415, expect.stringContaining('program')]);
	expect(existsSync(tus.temp(path))).toBe(false);
	expect(await uploadStatus(studio.app.ctx, studio.member, tus.idOf(path))).toMatchObject({
		status: 'refused',
		problem: { status: 415 }
	});
	expect((await tus.call('HEAD', path)).status).toBe(410);
});

test('why an upload was refused is read in the language of whoever asks later', async () => {
	const html = Buffer.from('<!doctype html><html><body>'.padEnd(500));
	const path = await tus.create(html.length);
	await tus.patch(path, 0, html);
	const { ctx } = studio.app;
	const read = () => uploadStatus(ctx, studio.member, tus.idOf(path));
	expect((await read()).problem?.detail).toMatch(/^This looks like a web page/);
	expect((await inLanguage('de', read)).problem?.detail).toMatch(/^Das sieht nach einer Webseite/);
	const kept = { status: 415, title: 'Refused', detail: 'As an earlier version kept it.' };
	await ctx.db.transaction((tx) => tx.update(upload).set({ problem: kept }).run());
	expect((await inLanguage('de', read)).problem).toEqual(kept);
});

test('it is judged byte by byte too', async () => {
	const html = Buffer.from('<script>alert(1)</script>'.padEnd(80));
	const path = await tus.create(html.length);
	expect((await tus.patch(path, 0, html.subarray(0, 10))).status).toBe(204);
	expect((await tus.patch(path, 10, html.subarray(10))).status).toBe(415);
});

test('what is ambiguous is 409 with its candidates before a byte is sent; a program by its name 415', async () => {
	for (const seed of [1, 2]) {
		const bytes = await picture({ seed, width: 60, height: 40 });
		const put = await studio.uploads.put(`galleries/${studio.galleryId}/files/DSC_1.jpg`, bytes);
		expect(put.status).toBe(201);
	}
	const answer = await tus.post(jpeg.length, { state: 'FINAL' });
	expect(answer.status).toBe(409);
	expect((await answer.json()).candidates).toHaveLength(2);
	expect((await tus.post(10, { filename: 'setup.exe' })).status).toBe(415);
	expect((await tus.post(10, { filename: '..' })).status).toBe(422);
});
