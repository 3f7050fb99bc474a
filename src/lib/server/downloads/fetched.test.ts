import { buffer } from 'node:stream/consumers';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '#tests/support/cast/eventually.ts';
import { aMember } from '#tests/support/cast/cast.ts';
import { aDelivery, aNewVersion, aStoredFile, storeRendition } from '#tests/support/cast/stored.ts';
import { bytesOf, pinsOf, sha256, unpacked, startTaking, type Taking } from '#tests/support/app/taking.ts';
import * as rows from '../db/schema.ts';
import { addRenditions } from '../renditions/index.ts';
import { listDownloads } from './list-downloads.ts';

let test: Taking;
beforeEach(async () => {
	test = await startTaking();
});
afterEach(() => test.close());

describe('what was fetched', () => {
	it('is written down: who, what, how much; asking without taking is not', async () => {
		const { id, as, cleo } = await test.aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'DSC_1.jpg' });
		const path = `/g/${id}/files/${file.id}/download`;
		await test.front.fetch(path, { as, method: 'HEAD' });
		await bytesOf(await test.front.fetch(path, { as }));
		await bytesOf(await test.front.fetch(path, { as, headers: { range: 'bytes=0-9' } }));
		const { token, id: deliveryId } = await aDelivery(test.ctx, id, pinsOf([file]));
		await bytesOf(await test.front.fetch(`/d/${token}/archive.zip`));
		await eventually(async () => expect(await test.logged()).toHaveLength(3));
		expect(await test.logged()).toMatchObject([
			{ who: 'participant', whoId: cleo.participantId, what: 'DSC_1.jpg', bytes: 5000, complete: true },
			{ who: 'participant', versionId: file.versionId, bytes: 10, complete: false },
			{ who: 'link', whoName: 'cleo@client.test', deliveryId, complete: true }
		]);
		expect((await test.ctx.db.read.select().from(rows.deliveryLink).get())?.openedAt).toBe(test.clock.now());
	});

	it('carries headers that no browser runs and no cache keeps', async () => {
		const { id, as } = await test.aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'DSC_1.jpg', renditions: [400] });
		const original = await test.front.fetch(`/g/${id}/files/${file.id}/download`, { as });
		expect(Object.fromEntries(original.headers)).toMatchObject({
			'content-type': 'image/jpeg',
			'content-disposition': `attachment; filename="DSC_1.jpg"; filename*=UTF-8''DSC_1.jpg`,
			'content-security-policy': "sandbox; default-src 'none'",
			'x-content-type-options': 'nosniff',
			'cache-control': 'private, no-store',
			'cross-origin-resource-policy': 'same-origin',
			'accept-ranges': 'bytes'
		});
		const preview = await test.front.fetch(`/r/${id}/${file.id}/1/400.webp`, { as });
		expect(Object.fromEntries(preview.headers)).toMatchObject({
			'content-type': 'image/webp',
			'cache-control': 'private, max-age=31536000, immutable',
			'content-security-policy': "sandbox; default-src 'none'"
		});
	});

	it('has the camera’s stem and its own ending, and survives every name', async () => {
		const { id, as } = await test.aGalleryToTake();
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
				const response = await test.front.fetch(`/g/${id}/files/${file.id}/download`, { as });
				expect(response.status).toBe(200);
				const disposition = response.headers.get('content-disposition') ?? '';
				expect(disposition).toMatch(/^attachment; filename="[^"\\]*"; filename\*=UTF-8''[\w!#$&+.^`|~%-]+$/);
				expect(decodeURIComponent(disposition.split("''")[1] ?? '')).not.toMatch(/[/\\\0\r\n]|^\.\.?$/);
				await response.arrayBuffer();
			}),
			{ numRuns: 60 }
		);
		const { body } = await test.pack(id, as);
		const whole = await bytesOf(await test.front.fetch(body.url, { as }));
		expect(unpacked(whole).size).toBe(body.files.length);
	});
});

describe('a delivery for programs', () => {
	it('lists names, sizes and hashes that are true, with unique names', async () => {
		const { id } = await test.aGalleryToTake();
		const files = [
			await aStoredFile(test.ctx, id, { name: 'DSC_1.jpg' }),
			await aStoredFile(test.ctx, id, { name: 'DSC_1.jpg' })
		];
		await test.set(async (tx) =>
			tx
				.insert(rows.order)
				.values({ id: 'o1', number: 1042, galleryId: id, placedByName: 'c', placedAt: 1 })
				.run()
		);
		const { token } = await aDelivery(test.ctx, id, pinsOf(files), ['cleo@client.test'], { orderId: 'o1' });
		const manifest = await (await test.front.fetch(`/d/${token}/manifest.json`)).json();
		expect(manifest.order).toEqual({ id: 'o1', number: 1042 });
		expect(manifest.files.map((file: { name: string }) => file.name)).toEqual(['DSC_1.jpg', 'DSC_1 (2).jpg']);
		for (const { url, bytes, sha256: hash, name } of manifest.files) {
			const response = await test.front.fetch(url.replace(test.ctx.env.ORIGIN, ''));
			const body = await bytesOf(response);
			expect([body.length, sha256(body)]).toEqual([bytes, hash]);
			expect(response.headers.get('content-disposition')).toContain(`filename="${name}"`);
		}
		const archive = await bytesOf(
			await test.front.fetch(manifest.archive.url.replace(test.ctx.env.ORIGIN, ''))
		);
		expect(archive.length).toBe(manifest.archive.bytes);
		expect([...unpacked(archive).entries()].sort()).toEqual(
			manifest.files.map((file: { name: string; sha256: string }) => [file.name, file.sha256]).sort()
		);
	});
});

describe('a preview', () => {
	it.each(['enormous', 'large', 'toString', '__proto__'])(
		'by the name %j is not there, and nothing is ordered',
		async (name) => {
			const { id, as } = await test.aGalleryToTake();
			const file = await aStoredFile(test.ctx, id, { renditions: [400] });
			expect((await test.front.fetch(`/r/${id}/${file.id}/1/${name}.webp`, { as })).status).toBe(404);
			expect(await test.ctx.db.read.select().from(rows.job).all()).toEqual([]);
		}
	);

	it('of another version is not there', async () => {
		const { id, as } = await test.aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { renditions: [800] });
		const newer = await aNewVersion(test.ctx, file.id, { renditions: [400] });
		const made = { ...(await storeRendition(test.ctx, 3000)), recipe: 'half' };
		await test.ctx.db.transaction((tx) => addRenditions(tx, file.versionId, [made]));
		const asked = (n: number, size: string) =>
			test.front.fetch(`/r/${id}/${file.id}/${n}/${size}.webp`, { as });
		expect((await asked(1, '400')).status).toBe(404);
		expect((await asked(2, '800')).status).toBe(404);
		expect((await asked(1, 'half')).status).toBe(200);
		expect((await asked(2, 'half')).status).toBe(202);
		expect((await bytesOf(await asked(2, '400'))).length).toBe(newer.renditions[0]?.bytes);
	});

	it('that could not be made is the largest there is, and is not ordered again', async () => {
		const { id, as } = await test.aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { renditions: [800, 400] });
		const failed = { versionId: file.versionId, recipe: 'half', state: 'failed' as const };
		await test.ctx.db.transaction(async (tx) => void (await tx.insert(rows.rendition).values(failed).run()));
		const [half, largest] = await Promise.all(
			['half', '800'].map(async (size) =>
				bytesOf(await test.front.fetch(`/r/${id}/${file.id}/1/${size}.webp`, { as }))
			)
		);
		expect(half?.equals(largest ?? Buffer.alloc(0))).toBe(true);
		expect(await test.ctx.db.read.select().from(rows.job).all()).toEqual([]);
	});

	it('that is not made yet is promised, and a half-size one is ordered by asking', async () => {
		const { id, as } = await test.aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { renditions: [400] });
		const half = await test.front.fetch(`/r/${id}/${file.id}/1/half.webp`, { as });
		expect([half.status, half.headers.get('cache-control')]).toEqual([202, 'private, no-store']);
		const jobs = await test.ctx.db.read.select().from(rows.job).all();
		expect(jobs).toMatchObject([{ name: 'render', payload: { versionId: file.versionId, recipe: 'half' } }]);
		expect((await test.front.fetch(`/r/${id}/${file.id}/1/900.webp`, { as })).status).toBe(404);
		expect((await test.front.fetch(`/r/${id}/${file.id}/2/400.webp`, { as })).status).toBe(404);
		expect((await test.front.fetch(`/r/${id}/${file.id}/x/400.webp`, { as })).status).toBe(404);
	});

	it('is of its own picture, byte for byte', async () => {
		const { id, as } = await test.aGalleryToTake();
		const files = [1, 2, 3].map(() => aStoredFile(test.ctx, id, { renditions: [800, 400] }));
		for (const file of await Promise.all(files))
			for (const { width, key } of file.renditions) {
				const response = await test.front.fetch(`/r/${id}/${file.id}/1/${width}.webp`, { as });
				const stored = await buffer(await test.ctx.storage.open(key));
				expect(sha256(await bytesOf(response))).toBe(sha256(stored));
			}
	});

	it('is not sent again to a browser that has it, unless it may no longer be seen', async () => {
		const { id, as } = await test.aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { renditions: [400] });
		const path = `/r/${id}/${file.id}/1/400.webp`;
		const first = await test.front.fetch(path, { as });
		expect((await bytesOf(first)).length).toBe(file.renditions[0]?.bytes);
		const known = { 'if-none-match': String(first.headers.get('etag')) };
		expect((await test.front.fetch(path, { as, headers: known })).status).toBe(304);
		await test.setRow(id, { look: false });
		expect((await test.front.fetch(path, { as, headers: known })).status).toBe(404);
	});

	it('is refused from the very next request on when the clock ends a right', async () => {
		const { id, as } = await test.aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { renditions: [400] });
		await test.setRow(id, { expiresAt: test.clock.now() + 5000 });
		const path = `/r/${id}/${file.id}/1/400.webp`;
		expect((await test.front.fetch(path, { as })).status).toBe(200);
		test.clock.forward(5000);
		expect((await test.front.fetch(path, { as })).status).toBe(404);
	});
});

it('whoever fetched by a link has a name in the list, where it is known, beside the address', async () => {
	const { id } = await test.aGalleryToTake();
	const file = await aStoredFile(test.ctx, id, { name: 'a.jpg' });
	const { token } = await aDelivery(test.ctx, id, pinsOf([file]));
	const { token: plain } = await aDelivery(test.ctx, id, pinsOf([file]), ['ben@client.test'], { number: 2 });
	await test.ctx.db.transaction((tx) =>
		tx
			.update(rows.deliveryLink)
			.set({ name: 'Cleo Marsh' })
			.where(eq(rows.deliveryLink.email, 'cleo@client.test'))
			.run()
	);
	for (const key of [token, plain]) await bytesOf(await test.front.fetch(`/d/${key}/files/${file.id}`));
	const ann = await aMember(test.ctx, 'ann', 'photographer');
	await eventually(async () => expect((await listDownloads(test.ctx, ann, id)).downloads).toHaveLength(2));
	const { downloads } = await listDownloads(test.ctx, ann, id);
	const people = downloads.map(({ who: { name, address } }) => `${name} ${address ?? ''}`.trim()).sort();
	expect(people).toEqual(['Cleo Marsh cleo@client.test', 'ben@client.test']);
});

it('members see who fetched what; retouchers and strangers do not', async () => {
	const { id, as } = await test.aGalleryToTake();
	const file = await aStoredFile(test.ctx, id, { name: 'a.jpg' });
	await bytesOf(await test.front.fetch(`/g/${id}/files/${file.id}/download`, { as }));
	const ann = await aMember(test.ctx, 'ann', 'photographer');
	await eventually(async () => expect((await listDownloads(test.ctx, ann, id)).downloads).toHaveLength(1));
	const [row] = (await listDownloads(test.ctx, ann, id)).downloads;
	expect(row).toMatchObject({
		who: { kind: 'participant', name: 'cleo' },
		what: 'a.jpg',
		version: 1,
		complete: true
	});
	const ray = await aMember(test.ctx, 'ray', 'retoucher');
	await expect(listDownloads(test.ctx, ray, id)).rejects.toMatchObject({ fault: 'not-found' });
});

it('what was fetched is listed to its end, part by part, each row once', async () => {
	const { id } = await test.aGalleryToTake();
	const ann = await aMember(test.ctx, 'ann', 'photographer');
	const row = { galleryId: id, who: 'link' as const, whoId: 'l', whoName: '', bytes: 1, complete: true };
	await test.set(async (tx) => {
		for (const [n, at] of [1, 2, 2, 2, 3].entries())
			await tx
				.insert(rows.downloadLog)
				.values({ ...row, id: `d${n}`, what: `${n}`, at })
				.run();
	});
	const seen: string[] = [];
	for (let before: string | undefined; seen.length < 9;) {
		const { downloads, next } = await listDownloads(test.ctx, ann, id, { before, atMost: 2 });
		seen.push(...downloads.map(({ what }) => what));
		if (!next) break;
		before = next;
	}
	expect(seen).toEqual(['4', '3', '2', '1', '0']);
	const { id: other } = await test.aGalleryToTake();
	await expect(listDownloads(test.ctx, ann, other, { before: 'd0' })).rejects.toMatchObject({
		fault: 'not-found'
	});
});
