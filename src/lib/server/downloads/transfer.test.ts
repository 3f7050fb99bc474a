import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aClient, aGallery, aMember, CHOOSES } from '../../../../tests/support/cast.ts';
import { makeContext, type TestContext } from '../../../../tests/support/context.ts';
import { browserOf, memberBrowser, startFront, type Front } from '../../../../tests/support/front.ts';
import { aDelivery, aNewVersion, aStoredFile } from '../../../../tests/support/stored.ts';
import * as rows from '../db/schema.ts';

let test: TestContext;
let front: Front;
let folder: string;
beforeEach(async () => {
	test = makeContext();
	front = await startFront(test.ctx);
	folder = mkdtempSync(join(tmpdir(), 'proofsheet-zip-'));
});
afterEach(() => {
	front.close();
	test.close();
	rmSync(folder, { recursive: true, force: true });
});

const MB = 1 << 20;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

/** A gallery whose client may have everything, and her browser. */
async function aGalleryToTake() {
	const { id } = await aGallery(test.ctx, { preset: 'download' });
	const cleo = await aClient(test.ctx, id, 'cleo', { ...CHOOSES, download: 'all' });
	return { id, cleo, as: await browserOf(test.ctx, cleo) };
}

const pinsOf = (files: { id: string; versionId: string; name: string }[]) =>
	files.map(({ id: fileId, versionId, name }) => ({ fileId, versionId, name }));

async function pack(id: string, as: string, wanted: unknown = { all: true }) {
	const response = await front.fetch(`/g/${id}/archives`, {
		as,
		method: 'POST',
		body: JSON.stringify(wanted)
	});
	return { status: response.status, body: await response.json() };
}

/** Names and hashes of what `unzip` finds, after `unzip -t` found no fault. */
function unpacked(zip: Buffer): Map<string, string> {
	const path = join(folder, 'a.zip');
	const into = join(folder, 'out');
	writeFileSync(path, zip);
	execFileSync('unzip', ['-tq', path]);
	execFileSync('unzip', ['-q', path, '-d', into], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
	return new Map(readdirSync(into).map((name) => [name, sha256(readFileSync(join(into, name)))]));
}

/** Begins a GET and holds its body back after the first bytes. */
function begin(path: string, as = ''): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		const asked = request(front.origin + path, { headers: { cookie: as } }, (response) => {
			response.on('error', () => undefined);
			resolve(response.pause());
		});
		asked.on('error', reject).end();
	});
}

async function rest(response: IncomingMessage): Promise<{ bytes: Buffer; complete: boolean }> {
	const chunks: Buffer[] = [];
	response.on('data', (chunk: Buffer) => chunks.push(chunk));
	await new Promise((resolve) => response.resume().on('close', resolve));
	return { bytes: Buffer.concat(chunks), complete: response.complete };
}

/** Until nothing is being sent any more: a second at most. */
const cut = () =>
	vi.waitFor(() => expect(test.ctx.inProgress.size()).toBe(0), { timeout: 1000, interval: 10 });
const logged = () => test.ctx.db.read.select().from(rows.downloadLog).all();

describe('an archive', () => {
	it('is what was promised: length, names, bytes; and answers ranges anywhere', async () => {
		const { id, as } = await aGalleryToTake();
		const files = [
			await aStoredFile(test.ctx, id, { name: 'one.jpg', bytes: test.ctx.ids.bytes(3 * MB) }),
			await aStoredFile(test.ctx, id, { name: 'two.jpg', bytes: test.ctx.ids.bytes(70_000) }),
			await aStoredFile(test.ctx, id, { name: 'ONE.jpg', bytes: test.ctx.ids.bytes(10) })
		];
		const { status, body } = await pack(id, as);
		expect(status).toBe(201);
		expect(body.files).toHaveLength(3);
		expect(body.left).toEqual([]);
		const response = await front.fetch(body.url, { as });
		const whole = await bytesOf(response);
		expect(whole.length).toBe(body.bytes);
		expect(response.headers.get('content-length')).toBe(String(body.bytes));
		expect(response.headers.get('content-type')).toBe('application/zip');
		expect(response.headers.get('cache-control')).toBe('private, no-store');
		expect([...unpacked(whole).values()].sort()).toEqual(files.map((file) => file.sha256).sort());
		await fc.assert(
			fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(whole.length - 1), async (a, b) => {
				const [first, last] = [Math.min(a, b), Math.max(a, b)];
				const part = await front.fetch(body.url, { as, headers: { range: `bytes=${first}-${last}` } });
				expect(part.status).toBe(206);
				expect((await bytesOf(part)).equals(whole.subarray(first, last + 1))).toBe(true);
			}),
			{ numRuns: 25 }
		);
	});

	it('that was cut goes on where it stopped, and unpacks whole', async () => {
		const { id, as } = await aGalleryToTake();
		for (const name of ['a.jpg', 'b.jpg', 'c.jpg'])
			await aStoredFile(test.ctx, id, { name, bytes: test.ctx.ids.bytes(2 * MB) });
		const { body } = await pack(id, as);
		const response = await begin(body.url, as);
		const etag = String(response.headers.etag);
		const kept: Buffer[] = [];
		let length = 0;
		for await (const chunk of response) {
			kept.push(chunk);
			length += chunk.length;
			if (length > 3 * MB) break;
		}
		const resume = { range: `bytes=${length}-`, 'if-range': etag };
		const tail = await front.fetch(body.url, { as, headers: resume });
		expect(tail.status).toBe(206);
		const whole = Buffer.concat([...kept, await bytesOf(tail)]);
		expect(whole.length).toBe(body.bytes);
		expect([...unpacked(whole).keys()].sort()).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
		await vi.waitFor(() =>
			expect(logged().map((row) => row.complete)).toEqual(expect.arrayContaining([true, false]))
		);
	});

	it('that was pinned gives the old bytes whole after a replacement', async () => {
		const { id, as } = await aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'a.jpg' });
		const { body } = await pack(id, as);
		await aNewVersion(test.ctx, file.id);
		const whole = await bytesOf(await front.fetch(body.url, { as }));
		expect(unpacked(whole).get('a.jpg')).toBe(file.sha256);
	});

	it.each<[string, (fileId: string, galleryId: string) => Promise<unknown>]>([
		['after 24 hours', async () => test.clock.forward(86_400_001)],
		['when a file of it is deleted', (fileId) => setFile(fileId, { deletedAt: 1, releasedVersion: null })],
		['when the right is gone', (_, id) => setRow(id, { download: 'none' })],
		['when she may no longer look', (_, id) => setRow(id, { look: false })],
		['when the state is no longer offered', (_, id) => setGallery(id, { offerDownloads: ['FINAL'] })]
	])('is not there %s', async (_, end) => {
		const { id, as } = await aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'a.jpg' });
		const { body } = await pack(id, as);
		expect((await front.fetch(body.url, { as })).status).toBe(200);
		await end(file.id, id);
		expect((await front.fetch(body.url, { as })).status).toBe(404);
	});

	it('is had by its owner alone', async () => {
		const { id, as } = await aGalleryToTake();
		await aStoredFile(test.ctx, id, { name: 'a.jpg' });
		const ben = await browserOf(
			test.ctx,
			await aClient(test.ctx, id, 'ben', { ...CHOOSES, download: 'all' })
		);
		const { body } = await pack(id, as);
		expect((await front.fetch(body.url, { as: ben })).status).toBe(404);
		expect((await front.fetch(body.url)).status).toBe(404);
	});

	it('names what it leaves out', async () => {
		const { id } = await aGallery(test.ctx, { offerDownloads: ['FINAL'] });
		const as = await browserOf(test.ctx, await aClient(test.ctx, id));
		const final = await aStoredFile(test.ctx, id, { name: 'a.jpg', state: 'FINAL' });
		const proof = await aStoredFile(test.ctx, id, { name: 'b.jpg', state: 'PROOF' });
		const { body } = await pack(id, as, { fileIds: [proof.id, final.id, final.id, 'nosuch'] });
		expect(body.files).toEqual([{ fileId: final.id, name: 'a.jpg', bytes: final.bytes }]);
		expect(body.left).toEqual([
			{ fileId: proof.id, why: 'not-offered' },
			{ fileId: 'nosuch', why: 'not-found' }
		]);
		expect((await pack(id, as, { fileIds: [proof.id] })).status).toBe(409);
		expect((await pack(id, as, { fileIds: [] })).status).toBe(422);
		expect((await pack(id, as, { everything: true })).status).toBe(422);
	});

	it('is packed for a selection too', async () => {
		const { id, as, cleo } = await aGalleryToTake();
		const chosen = await aStoredFile(test.ctx, id, { name: 'a.jpg' });
		await aStoredFile(test.ctx, id, { name: 'b.jpg' });
		const selection = test.ctx.db.read.select().from(rows.selection).get();
		const selectionId = selection?.id ?? '';
		await test.ctx.db.transaction((tx) => {
			const key = `pick:${selectionId}:${chosen.id}`;
			const who = { galleryId: id, book: cleo.participantId, participantId: cleo.participantId };
			const what = { key, kind: 'pick' as const, selectionId, fileId: chosen.id, value: 'yes', at: 1 };
			tx.insert(rows.mark)
				.values({ ...who, ...what })
				.run();
		});
		const { body } = await pack(id, as, { selectionId });
		expect(body.files.map((file: { name: string }) => file.name)).toEqual(['a.jpg']);
	});

	it('streams twice at once for a session, not a third time', async () => {
		const { id, as } = await aGalleryToTake();
		await aStoredFile(test.ctx, id, { name: 'a.jpg', bytes: Buffer.alloc(16 * MB) });
		const { body } = await pack(id, as);
		const running = [await begin(body.url, as), await begin(body.url, as)];
		const third = await front.fetch(body.url, { as });
		expect(third.status).toBe(429);
		expect(third.headers.get('retry-after')).toBe('30');
		running[0]?.destroy();
		await vi.waitFor(async () =>
			expect((await front.fetch(body.url, { as, method: 'HEAD' })).status).toBe(200)
		);
		running[1]?.destroy();
	});
});

const set = <T>(work: (tx: Parameters<Parameters<TestContext['ctx']['db']['transaction']>[0]>[0]) => T) =>
	test.ctx.db.transaction((tx) => void work(tx));
const setFile = (id: string, values: Partial<typeof rows.file.$inferInsert>) =>
	set((tx) => tx.update(rows.file).set(values).where(eq(rows.file.id, id)).run());
const setRow = (id: string, values: Partial<typeof rows.accessRow.$inferInsert>) =>
	set((tx) => tx.update(rows.accessRow).set(values).where(eq(rows.accessRow.galleryId, id)).run());
const setGallery = (id: string, values: Partial<typeof rows.gallery.$inferInsert>) =>
	set((tx) => tx.update(rows.gallery).set(values).where(eq(rows.gallery.id, id)).run());

describe('a download under way', () => {
	const size = 16 * MB;
	async function underWay() {
		const { id, as, cleo } = await aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'a.jpg', bytes: test.ctx.ids.bytes(size) });
		return { id, as, cleo, file, response: await begin(`/g/${id}/files/${file.id}/download`, as) };
	}

	it('gives the old bytes whole when the file is replaced meanwhile', async () => {
		const { file, response } = await underWay();
		await aNewVersion(test.ctx, file.id);
		await test.ctx.inProgress.recheck();
		const { bytes, complete } = await rest(response);
		expect(complete).toBe(true);
		expect(sha256(bytes)).toBe(file.sha256);
	});

	it.each<[string, (file: { id: string; galleryId: string }) => Promise<unknown>]>([
		[
			'the row is taken away',
			({ galleryId }) =>
				set((tx) => tx.delete(rows.accessRow).where(eq(rows.accessRow.galleryId, galleryId)).run())
		],
		['downloads are taken from the row', ({ galleryId }) => setRow(galleryId, { download: 'none' })],
		[
			'the session ends',
			() =>
				set((tx) => {
					tx.delete(rows.sessionParticipant).run();
					tx.delete(rows.clientSession).run();
				})
		],
		['the row expires', ({ galleryId }) => setRow(galleryId, { expiresAt: test.clock.now() })],
		['the gallery is deleted', ({ galleryId }) => setGallery(galleryId, { deletedAt: 1 })],
		[
			'the file is deleted',
			({ id }) => setFile(id, { deletedAt: 1, releasedVersion: null, releasedState: null })
		],
		[
			'the state falls',
			async ({ id, galleryId }) => {
				await setGallery(galleryId, { offerDownloads: ['FINAL'] });
				await setFile(id, { releasedState: 'PROOF' });
			}
		]
	])('is cut within a second when %s', async (_, revoke) => {
		const { file, response } = await underWay();
		await revoke(file);
		const since = performance.now();
		await cut();
		expect(performance.now() - since).toBeLessThan(1000);
		const { bytes, complete } = await rest(response);
		expect(complete).toBe(false);
		expect(bytes.length).toBeLessThan(size);
		await vi.waitFor(() => expect(logged()).toMatchObject([{ complete: false, who: 'participant' }]));
	});

	it('of a delivery is cut when the delivery is recalled, and its archive when the link is revoked', async () => {
		const { id } = await aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'a.jpg', bytes: Buffer.alloc(size) });
		const { token } = await aDelivery(test.ctx, id, pinsOf([file]));
		const single = await begin(`/d/${token}/files/${file.id}`);
		await set((tx) => tx.update(rows.delivery).set({ recalledAt: 1 }).run());
		await cut();
		expect((await rest(single)).complete).toBe(false);
		await set((tx) => tx.update(rows.delivery).set({ recalledAt: null }).run());
		const archive = await begin(`/d/${token}/archive.zip`);
		await set((tx) => tx.update(rows.deliveryLink).set({ revokedAt: 1 }).run());
		await cut();
		expect((await rest(archive)).complete).toBe(false);
	});

	it('of a file whose bytes are lost is answered 503, and midway through an archive it is cut', async () => {
		const { id, as } = await aGalleryToTake();
		await aStoredFile(test.ctx, id, { name: 'a.jpg', bytes: Buffer.alloc(3 * MB) });
		const lost = await aStoredFile(test.ctx, id, { name: 'b.jpg' });
		const { body } = await pack(id, as);
		await test.ctx.storage.remove(lost.storageKey);
		const single = await front.fetch(`/g/${id}/files/${lost.id}/download`, { as });
		expect(single.status).toBe(503);
		const { complete } = await rest(await begin(body.url, as));
		expect(complete).toBe(false);
	});
});

describe('what was fetched', () => {
	it('is written down: who, what, how much; asking without taking is not', async () => {
		const { id, as, cleo } = await aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'DSC_1.jpg' });
		const path = `/g/${id}/files/${file.id}/download`;
		await front.fetch(path, { as, method: 'HEAD' });
		await bytesOf(await front.fetch(path, { as }));
		await bytesOf(await front.fetch(path, { as, headers: { range: 'bytes=0-9' } }));
		const { token, id: deliveryId } = await aDelivery(test.ctx, id, pinsOf([file]));
		await bytesOf(await front.fetch(`/d/${token}/archive.zip`));
		await vi.waitFor(() => expect(logged()).toHaveLength(3));
		expect(logged()).toMatchObject([
			{ who: 'participant', whoId: cleo.participantId, what: 'DSC_1.jpg', bytes: 5000, complete: true },
			{ who: 'participant', versionId: file.versionId, bytes: 10, complete: false },
			{ who: 'link', whoName: 'cleo@client.test', deliveryId, complete: true }
		]);
		expect(test.ctx.db.read.select().from(rows.deliveryLink).get()?.openedAt).toBe(test.clock.now());
	});

	it('carries headers that no browser runs and no cache keeps', async () => {
		const { id, as } = await aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'DSC_1.jpg', renditions: [400] });
		const original = await front.fetch(`/g/${id}/files/${file.id}/download`, { as });
		expect(Object.fromEntries(original.headers)).toMatchObject({
			'content-type': 'image/jpeg',
			'content-disposition': `attachment; filename="DSC_1.jpg"; filename*=UTF-8''DSC_1.jpg`,
			'content-security-policy': "sandbox; default-src 'none'",
			'x-content-type-options': 'nosniff',
			'cache-control': 'private, no-store',
			'cross-origin-resource-policy': 'same-origin',
			'accept-ranges': 'bytes'
		});
		const preview = await front.fetch(`/r/${id}/${file.id}/1/400.webp`, { as });
		expect(Object.fromEntries(preview.headers)).toMatchObject({
			'content-type': 'image/webp',
			'cache-control': 'private, max-age=31536000, immutable',
			'content-security-policy': "sandbox; default-src 'none'"
		});
	});

	it('has the camera’s stem and its own ending, and survives every name', async () => {
		const { id, as } = await aGalleryToTake();
		const nasty = fc.oneof(
			fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
			fc.constantFrom(
				'../../etc/x.jpg',
				'a\\b.jpg',
				'CON.jpg',
				'"q";n=\'x\'.jpg',
				'日本.jpg',
				'\u202egpj.exe',
				'a'.repeat(400)
			)
		);
		await fc.assert(
			fc.asyncProperty(nasty, async (name) => {
				const file = await aStoredFile(test.ctx, id, { name, cameraName: name });
				const response = await front.fetch(`/g/${id}/files/${file.id}/download`, { as });
				expect(response.status).toBe(200);
				const disposition = response.headers.get('content-disposition') ?? '';
				expect(disposition).toMatch(/^attachment; filename="[^"\\]*"; filename\*=UTF-8''[\w!#$&+.^`|~%-]+$/);
				expect(decodeURIComponent(disposition.split("''")[1] ?? '')).not.toMatch(/[/\\\0\r\n]|^\.\.?$/);
				await response.arrayBuffer();
			}),
			{ numRuns: 60 }
		);
		const { body } = await pack(id, as);
		const whole = await bytesOf(await front.fetch(body.url, { as }));
		expect(unpacked(whole).size).toBe(body.files.length);
	});
});

describe('a delivery for programs', () => {
	it('lists names, sizes and hashes that are true, with unique names', async () => {
		const { id } = await aGalleryToTake();
		const files = [
			await aStoredFile(test.ctx, id, { name: 'DSC_1.jpg' }),
			await aStoredFile(test.ctx, id, { name: 'DSC_1.jpg' })
		];
		await set((tx) =>
			tx
				.insert(rows.order)
				.values({ id: 'o1', number: 1042, galleryId: id, placedByName: 'c', placedAt: 1 })
				.run()
		);
		const { token } = await aDelivery(test.ctx, id, pinsOf(files), ['cleo@client.test'], { orderId: 'o1' });
		const manifest = await (await front.fetch(`/d/${token}/manifest.json`)).json();
		expect(manifest.order).toEqual({ id: 'o1', number: 1042 });
		expect(manifest.files.map((file: { name: string }) => file.name)).toEqual(['DSC_1.jpg', 'DSC_1 (2).jpg']);
		for (const { url, bytes, sha256: hash, name } of manifest.files) {
			const response = await front.fetch(url.replace(test.ctx.env.ORIGIN, ''));
			const body = await bytesOf(response);
			expect([body.length, sha256(body)]).toEqual([bytes, hash]);
			expect(response.headers.get('content-disposition')).toContain(`filename="${name}"`);
		}
		const archive = await bytesOf(await front.fetch(manifest.archive.url.replace(test.ctx.env.ORIGIN, '')));
		expect(archive.length).toBe(manifest.archive.bytes);
		expect([...unpacked(archive).entries()].sort()).toEqual(
			manifest.files.map((file: { name: string; sha256: string }) => [file.name, file.sha256]).sort()
		);
	});
});

describe('a preview', () => {
	it('that is not made yet is promised, and a half-size one is ordered by asking', async () => {
		const { id, as } = await aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { renditions: [400] });
		const half = await front.fetch(`/r/${id}/${file.id}/1/half.webp`, { as });
		expect([half.status, half.headers.get('cache-control')]).toEqual([202, 'private, no-store']);
		const jobs = test.ctx.db.read.select().from(rows.job).all();
		expect(jobs).toMatchObject([{ name: 'half', payload: { versionId: file.versionId } }]);
		expect((await front.fetch(`/r/${id}/${file.id}/1/900.webp`, { as })).status).toBe(404);
		expect((await front.fetch(`/r/${id}/${file.id}/2/400.webp`, { as })).status).toBe(404);
		expect((await front.fetch(`/r/${id}/${file.id}/x/400.webp`, { as })).status).toBe(404);
	});

	it('is not sent again to a browser that has it, unless it may no longer be seen', async () => {
		const { id, as } = await aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { renditions: [400] });
		const path = `/r/${id}/${file.id}/1/400.webp`;
		const first = await front.fetch(path, { as });
		expect((await bytesOf(first)).length).toBe(file.renditions[0]?.bytes);
		const known = { 'if-none-match': String(first.headers.get('etag')) };
		expect((await front.fetch(path, { as, headers: known })).status).toBe(304);
		await setRow(id, { look: false });
		expect((await front.fetch(path, { as, headers: known })).status).toBe(404);
	});

	it('is refused from the very next request on when the clock ends a right', async () => {
		const { id, as } = await aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { renditions: [400] });
		await setRow(id, { expiresAt: test.clock.now() + 5000 });
		const path = `/r/${id}/${file.id}/1/400.webp`;
		expect((await front.fetch(path, { as })).status).toBe(200);
		test.clock.forward(5000);
		expect((await front.fetch(path, { as })).status).toBe(404);
	});
});

it('members see who fetched what; retouchers and strangers do not', async () => {
	const { id, as } = await aGalleryToTake();
	const file = await aStoredFile(test.ctx, id, { name: 'a.jpg' });
	await bytesOf(await front.fetch(`/g/${id}/files/${file.id}/download`, { as }));
	const { listDownloads } = await import('./list-downloads.ts');
	const ann = await aMember(test.ctx, 'ann', 'photographer');
	await vi.waitFor(async () => expect(await listDownloads(test.ctx, ann, id)).toHaveLength(1));
	const [row] = await listDownloads(test.ctx, ann, id);
	expect(row).toMatchObject({
		who: { kind: 'participant', name: 'cleo' },
		what: 'a.jpg',
		version: 1,
		complete: true
	});
	const ray = await aMember(test.ctx, 'ray', 'retoucher');
	await expect(listDownloads(test.ctx, ray, id)).rejects.toMatchObject({ fault: 'not-found' });
	expect(await memberBrowser(test.ctx, ann)).toContain('adm=');
});
