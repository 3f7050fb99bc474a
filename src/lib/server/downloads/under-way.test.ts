import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '#tests/support/cast/eventually.ts';
import { ann } from '#tests/support/cast/cast.ts';
import { memberBrowser } from '#tests/support/app/front.ts';
import { aDelivery, aNewVersion, aStoredFile } from '#tests/support/cast/stored.ts';
import { MB, pinsOf, rest, sha256, startTaking, type Taking } from '#tests/support/app/taking.ts';
import { endMemberSessions } from '../auth/sessions.ts';
import { createToken } from '../studio/index.ts';
import * as rows from '../db/schema.ts';
import { stopwatch } from '#tests/support/measure/stopwatch.ts';

let test: Taking;
beforeEach(async () => {
	test = await startTaking();
});
afterEach(() => test.close());

describe('a download under way', () => {
	const size = 16 * MB;
	async function underWay() {
		const { id, as, cleo } = await test.aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'a.jpg', bytes: test.ctx.ids.bytes(size) });
		return { id, as, cleo, file, response: await test.begin(`/g/${id}/files/${file.id}/download`, as) };
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
				test.set(async (tx) => tx.delete(rows.accessRow).where(eq(rows.accessRow.galleryId, galleryId)).run())
		],
		['downloads are taken from the row', ({ galleryId }) => test.setRow(galleryId, { download: 'none' })],
		[
			'the session ends',
			() =>
				test.set(async (tx) => {
					await tx.delete(rows.sessionParticipant).run();
					await tx.delete(rows.clientSession).run();
				})
		],
		['the row expires', ({ galleryId }) => test.setRow(galleryId, { expiresAt: test.clock.now() })],
		['the gallery is deleted', ({ galleryId }) => test.setGallery(galleryId, { deletedAt: 1 })],
		[
			'the file is deleted',
			({ id }) => test.setFile(id, { deletedAt: 1, releasedVersion: null, releasedState: null })
		],
		[
			'the state falls',
			async ({ id, galleryId }) => {
				await test.setGallery(galleryId, { offerDownloads: ['FINAL'] });
				await test.setFile(id, { releasedState: 'PROOF' });
			}
		]
	])('is cut within a second when %s', async (_, revoke) => {
		const { file, response } = await underWay();
		await revoke(file);
		const waited = stopwatch();
		await test.cut();
		expect(waited()).toBeLessThan(1000);
		const { bytes, complete } = await rest(response);
		expect(complete).toBe(false);
		expect(bytes.length).toBeLessThan(size);
		await eventually(async () =>
			expect(await test.logged()).toMatchObject([{ complete: false, who: 'participant' }])
		);
	});

	it.each<[string, (memberId: string) => Promise<unknown>]>([
		['signs out', (id) => endMemberSessions(test.ctx, id)],
		['is removed', () => test.set(async (tx) => tx.update(rows.member).set({ removedAt: 1 }).run())]
	])('of a member is cut when they %s', async (_, end) => {
		const { id } = await test.aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'a.jpg', bytes: Buffer.alloc(size) });
		const member = await ann(test.ctx);
		const as = await memberBrowser(test.ctx, member);
		const response = await test.begin(`/api/v1/files/${file.id}/original`, as);
		await test.ctx.inProgress.recheck();
		expect(test.ctx.inProgress.size()).toBe(1);
		await end(member.memberId);
		await test.cut();
		expect((await rest(response)).complete).toBe(false);
	});

	it('by a token is cut when the token is revoked, and by nothing less', async () => {
		const { id } = await test.aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'a.jpg', bytes: Buffer.alloc(size) });
		const { email } = await ann(test.ctx);
		const authorization = `Bearer ${await createToken(test.ctx, email, 'script')}`;
		await createToken(test.ctx, email, 'other');
		const response = await test.begin(`/api/v1/files/${file.id}/original`, '', { authorization });
		await test.ctx.inProgress.recheck();
		expect(test.ctx.inProgress.size()).toBe(1);
		const script = eq(rows.apiToken.name, 'script');
		await test.set(async (tx) => tx.update(rows.apiToken).set({ revokedAt: 1 }).where(script).run());
		await test.cut();
		expect((await rest(response)).complete).toBe(false);
	});

	it('of a delivery is cut when the delivery is recalled, and its archive when the link is revoked', async () => {
		const { id } = await test.aGalleryToTake();
		const file = await aStoredFile(test.ctx, id, { name: 'a.jpg', bytes: Buffer.alloc(size) });
		const { token } = await aDelivery(test.ctx, id, pinsOf([file]));
		const single = await test.begin(`/d/${token}/files/${file.id}`);
		await test.set(async (tx) => tx.update(rows.delivery).set({ recalledAt: 1 }).run());
		await test.cut();
		expect((await rest(single)).complete).toBe(false);
		await test.set(async (tx) => tx.update(rows.delivery).set({ recalledAt: null }).run());
		const archive = await test.begin(`/d/${token}/archive.zip`);
		await test.set(async (tx) => tx.update(rows.deliveryLink).set({ revokedAt: 1 }).run());
		await test.cut();
		expect((await rest(archive)).complete).toBe(false);
	});

	it('of a file whose bytes are lost is answered 503, and midway through an archive it is cut', async () => {
		const { id, as } = await test.aGalleryToTake();
		await aStoredFile(test.ctx, id, { name: 'a.jpg', bytes: Buffer.alloc(3 * MB) });
		const lost = await aStoredFile(test.ctx, id, { name: 'b.jpg' });
		const { body } = await test.pack(id, as);
		await test.ctx.storage.remove(lost.storageKey);
		const single = await test.front.fetch(`/g/${id}/files/${lost.id}/download`, { as });
		expect(single.status).toBe(503);
		const { complete } = await rest(await test.begin(body.url, as));
		expect(complete).toBe(false);
	});
});
