import { like, not } from 'drizzle-orm';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '#tests/support/cast/eventually.ts';
import { aClient, aGallery, CHOOSES } from '#tests/support/cast/cast.ts';
import { browserOf } from '#tests/support/app/front.ts';
import { aNewVersion, aStoredFile } from '#tests/support/cast/stored.ts';
import { bytesOf, MB, unpacked, startTaking, type Taking } from '#tests/support/app/taking.ts';
import * as rows from '../db/schema.ts';

let test: Taking;
beforeEach(async () => {
	test = await startTaking();
});
afterEach(() => test.close());

describe('an archive', () => {
	it('is what was promised: length, names, bytes; and answers ranges anywhere', async () => {
		const { id, as } = await test.aGalleryToTake();
		const files = [
			await aStoredFile(test.ctx, id, { name: 'one.jpg', bytes: test.ctx.ids.bytes(3 * MB) }),
			await aStoredFile(test.ctx, id, { name: 'two.jpg', bytes: test.ctx.ids.bytes(70_000) }),
			await aStoredFile(test.ctx, id, { name: 'ONE.jpg', bytes: test.ctx.ids.bytes(10) })
		];
		const { status, body } = await test.pack(id, as);
		expect(status).toBe(201);
		expect(body.files).toHaveLength(3);
		expect(body.left).toEqual([]);
		const response = await test.front.fetch(body.url, { as });
		const whole = await bytesOf(response);
		expect(whole.length).toBe(body.bytes);
		expect(response.headers.get('content-length')).toBe(String(body.bytes));
		expect(response.headers.get('content-type')).toBe('application/zip');
		expect(response.headers.get('cache-control')).toBe('private, no-store');
		expect([...unpacked(whole).values()].sort()).toEqual(files.map((file) => file.sha256).sort());
		await fc.assert(
			fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(whole.length - 1), async (a, b) => {
				const [first, last] = [Math.min(a, b), Math.max(a, b)];
				const part = await test.front.fetch(body.url, { as, headers: { range: `bytes=${first}-${last}` } });
				expect(part.status).toBe(206);
				expect((await bytesOf(part)).equals(whole.subarray(first, last + 1))).toBe(true);
			}),
			{ numRuns: 25 }
		);
	});

	it('is asked for a hundred times an hour by one browser, and no oftener', async () => {
		const { id, as, cleo } = await test.aGalleryToTake();
		await aStoredFile(test.ctx, id, { name: 'one.jpg' });
		const other = await browserOf(test.ctx, cleo);
		await test.pack(id, as);
		const theirs = not(like(rows.attempt.key, '%127.0.0.1'));
		await test.set(async (tx) => tx.update(rows.attempt).set({ n: 99 }).where(theirs).run());
		const statuses = [];
		for (const browser of [as, as, other]) statuses.push((await test.pack(id, browser)).status);
		expect(statuses).toEqual([201, 429, 201]);
		test.clock.forward(3_601_000);
		expect((await test.pack(id, as)).status).toBe(201);
	});

	it('that was cut goes on where it stopped, and unpacks whole', async () => {
		const { id, as } = await test.aGalleryToTake();
		for (const name of ['a.jpg', 'b.jpg', 'c.jpg'])
			await aStoredFile(test.ctx, id, { name, bytes: test.ctx.ids.bytes(2 * MB) });
		const { body } = await test.pack(id, as);
		const response = await test.begin(body.url, as);
		const etag = String(response.headers.etag);
		const kept: Buffer[] = [];
		let length = 0;
		for await (const chunk of response) {
			kept.push(chunk);
			length += chunk.length;
			if (length > 3 * MB) break;
		}
		const resume = { range: `bytes=${length}-`, 'if-range': etag };
		const tail = await test.front.fetch(body.url, { as, headers: resume });
		expect(tail.status).toBe(206);
		const whole = Buffer.concat([...kept, await bytesOf(tail)]);
		expect(whole.length).toBe(body.bytes);
		expect([...unpacked(whole).keys()].sort()).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
		await eventually(async () =>
			expect(await test.logged()).toMatchObject([{ bytes: body.bytes, complete: true }])
		);
	});

	it('that was pinned gives the old bytes whole after a replacement', async () => {
		const { id, as } = await test.aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'a.jpg' });
		const { body } = await test.pack(id, as);
		await aNewVersion(test.ctx, file.id);
		const whole = await bytesOf(await test.front.fetch(body.url, { as }));
		expect(unpacked(whole).get('a.jpg')).toBe(file.sha256);
	});

	it.each<[string, (fileId: string, galleryId: string) => Promise<unknown>]>([
		['after 24 hours', async () => test.clock.forward(86_400_001)],
		[
			'when a file of it is deleted',
			(fileId) => test.setFile(fileId, { deletedAt: 1, releasedVersion: null })
		],
		['when the right is gone', (_, id) => test.setRow(id, { download: 'none' })],
		['when they may no longer look', (_, id) => test.setRow(id, { look: false })],
		['when the state is no longer offered', (_, id) => test.setGallery(id, { offerDownloads: ['FINAL'] })]
	])('is not there %s', async (_, end) => {
		const { id, as } = await test.aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'a.jpg' });
		const { body } = await test.pack(id, as);
		expect((await test.front.fetch(body.url, { as })).status).toBe(200);
		await end(file.id, id);
		expect((await test.front.fetch(body.url, { as })).status).toBe(404);
	});

	it('is judged anew after a minute, whatever ended meanwhile by the clock alone', async () => {
		const { id, as } = await test.aGalleryToTake();
		await aStoredFile(test.ctx, id, { name: 'a.jpg' });
		const { body } = await test.pack(id, as);
		// no change number moves, as when a delivery expires
		await test.set(async (tx) => tx.update(rows.version).set({ status: 'refused' }).run());
		expect((await test.front.fetch(body.url, { as })).status).toBe(200);
		test.clock.forward(60_000);
		expect((await test.front.fetch(body.url, { as })).status).toBe(404);
	});

	it('is had by its owner alone', async () => {
		const { id, as } = await test.aGalleryToTake();
		await aStoredFile(test.ctx, id, { name: 'a.jpg' });
		const ben = await browserOf(
			test.ctx,
			await aClient(test.ctx, id, 'ben', { ...CHOOSES, download: 'all' })
		);
		const { body } = await test.pack(id, as);
		expect((await test.front.fetch(body.url, { as: ben })).status).toBe(404);
		expect((await test.front.fetch(body.url)).status).toBe(404);
	});

	it('names what it leaves out', async () => {
		const { id } = await aGallery(test.ctx, { offerDownloads: ['FINAL'] });
		const as = await browserOf(test.ctx, await aClient(test.ctx, id));
		const final = await aStoredFile(test.ctx, id, { name: 'a.jpg', state: 'FINAL' });
		const proof = await aStoredFile(test.ctx, id, { name: 'b.jpg', state: 'PROOF' });
		const { body } = await test.pack(id, as, { fileIds: [proof.id, final.id, final.id, 'nosuch'] });
		expect(body.files).toEqual([{ fileId: final.id, name: 'a.jpg', bytes: final.bytes }]);
		expect(body.left).toEqual([
			{ fileId: proof.id, why: 'not-offered' },
			{ fileId: 'nosuch', why: 'not-found' }
		]);
		expect((await test.pack(id, as, { fileIds: [proof.id] })).status).toBe(409);
		expect((await test.pack(id, as, { fileIds: [] })).status).toBe(422);
		expect((await test.pack(id, as, { everything: true })).status).toBe(422);
	});

	it('is packed for a selection too', async () => {
		const { id, as, cleo } = await test.aGalleryToTake();
		const chosen = await aStoredFile(test.ctx, id, { name: 'a.jpg' });
		await aStoredFile(test.ctx, id, { name: 'b.jpg' });
		const selection = await test.ctx.db.read.select().from(rows.selection).get();
		const selectionId = selection?.id ?? '';
		await test.ctx.db.transaction(async (tx) => {
			const key = `pick:${selectionId}:${chosen.id}`;
			const who = { galleryId: id, book: cleo.participantId, participantId: cleo.participantId };
			const what = { key, kind: 'pick' as const, selectionId, fileId: chosen.id, value: 'yes', at: 1 };
			await tx
				.insert(rows.mark)
				.values({ ...who, ...what })
				.run();
		});
		const { body } = await test.pack(id, as, { selectionId });
		expect(body.files.map((file: { name: string }) => file.name)).toEqual(['a.jpg']);
	});

	it('streams twice at once for a session, not a third time', async () => {
		const { id, as } = await test.aGalleryToTake();
		await aStoredFile(test.ctx, id, { name: 'a.jpg', bytes: Buffer.alloc(16 * MB) });
		const { body } = await test.pack(id, as);
		const running = [await test.begin(body.url, as), await test.begin(body.url, as)];
		const third = await test.front.fetch(body.url, { as });
		expect(third.status).toBe(429);
		expect(third.headers.get('retry-after')).toBe('30');
		running[0]?.destroy();
		await eventually(async () =>
			expect((await test.front.fetch(body.url, { as, method: 'HEAD' })).status).toBe(200)
		);
		running[1]?.destroy();
	});
});
