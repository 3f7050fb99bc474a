import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOOKS, aFile, aGallery, aRow, ann, CHOOSES } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { invitation } from '../db/schema.ts';
import { readCover, readInvitation, revokeInvitation, sendInvitations } from '../invitations/index.ts';
import { renditionKey } from '../storage/keys.ts';
import { readLanding } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const bytesOf = (name: string, width: number) => Buffer.from(`${name} at ${width}`);

async function invite(galleryId: string) {
	const input = { to: ['cleo@client.test'], message: '', rights: CHOOSES };
	const { links } = await sendInvitations(test.ctx, await ann(test.ctx), galleryId, input);
	return links[0]?.url.split('/').at(-1) ?? '';
}

async function aPicture(galleryId: string, name: string, size: { width: number; height: number }, more = {}) {
	const id = test.ctx.ids.next();
	const renditions = [2100, 1050, 400].map((width) => {
		const height = Math.round((width / size.width) * size.height);
		return { key: renditionKey(id, `w${width}`), width, height, bytes: 1 };
	});
	for (const { key, width } of renditions) await test.ctx.storage.put(key, bytesOf(name, width));
	return aFile(test.ctx, galleryId, { name, ...more }, { ...size, renditions });
}

describe('the picture that greets', () => {
	it('is none unless the studio allows it', async () => {
		const { id } = await aGallery(test.ctx);
		await aPicture(id, 'a.jpg', { width: 3000, height: 2000 });
		const token = await invite(id);
		expect((await readInvitation(test.ctx, null, token)).cover).toBeNull();
		await expect(readCover(test.ctx, token)).rejects.toMatchObject({ fault: 'not-found' });
	});

	it('is the first wide one that clients see, at a size for a page', async () => {
		const { id } = await aGallery(test.ctx, { showCover: true, orderBy: 'name' });
		await aPicture(id, 'a.jpg', { width: 2000, height: 3000 });
		await aPicture(
			id,
			'b.jpg',
			{ width: 3000, height: 2000 },
			{ releasedVersion: null, releasedState: null }
		);
		await aPicture(id, 'c.jpg', { width: 3000, height: 2000 }, { deletedAt: test.ctx.clock.now() });
		await aPicture(id, 'd.jpg', { width: 3000, height: 2000 });
		const token = await invite(id);
		const { cover } = await readInvitation(test.ctx, null, token);
		expect(cover).toEqual({ url: `/i/${token}/cover.webp`, width: 1050, height: 700 });
		expect(Buffer.from(await readCover(test.ctx, token))).toEqual(bytesOf('d.jpg', 1050));
	});

	it('is the first by hand where the gallery is ordered so', async () => {
		const { id } = await aGallery(test.ctx, { showCover: true, orderBy: 'hand' });
		await aPicture(id, 'a.jpg', { width: 3000, height: 2000 }, { place: 2 });
		await aPicture(id, 'b.jpg', { width: 3000, height: 2000 }, { place: 1 });
		expect(Buffer.from(await readCover(test.ctx, await invite(id)))).toEqual(bytesOf('b.jpg', 1050));
	});

	it('ends with the link', async () => {
		const { id } = await aGallery(test.ctx, { showCover: true });
		await aPicture(id, 'a.jpg', { width: 3000, height: 2000 });
		const token = await invite(id);
		const row = await test.ctx.db.read.select().from(invitation).get();
		await revokeInvitation(test.ctx, await ann(test.ctx), row?.id ?? '');
		await expect(readCover(test.ctx, token)).rejects.toMatchObject({ fault: 'gone' });
	});
});

describe('a gallery’s landing page', () => {
	it('names it where anybody may look', async () => {
		const { id } = await aGallery(test.ctx, { title: 'Autumn' });
		await aRow(test.ctx, id, 'anybody', LOOKS);
		expect(await readLanding(test.ctx, id)).toEqual({
			kind: 'open',
			title: 'Autumn',
			studioName: 'Ann Light'
		});
	});

	it('asks for the passphrase and gives nothing away', async () => {
		const { id } = await aGallery(test.ctx, { title: 'Autumn' });
		await aRow(test.ctx, id, 'anybody', LOOKS, { passphraseHash: 'hash' });
		expect(await readLanding(test.ctx, id)).toEqual({ kind: 'passphrase' });
	});

	it('is the same for a hidden gallery and for none', async () => {
		const { id } = await aGallery(test.ctx);
		expect(await readLanding(test.ctx, id)).toEqual(await readLanding(test.ctx, 'nothinglikeit'));
	});
});
