import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PatchGallery } from '#lib/domain/galleries/settings.ts';
import type { Watermark } from '#lib/domain/galleries/watermark.ts';
import { browserOf } from '#tests/support/app/front.ts';
import { uploadingStudio, type UploadingStudio } from '#tests/support/app/uploads.ts';
import { aClient, CHOOSES } from '#tests/support/cast/cast.ts';
import { aDelivery } from '#tests/support/cast/stored.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { announcement, file, gallery, order, rendition, version } from '../db/schema.ts';
import { changeFile, readLookProgress, releasedFiles } from '../files/index.ts';
import { coverOf, patchGallery } from '../galleries/index.ts';
import { readDeliveryPage } from './index.ts';

// What is not final reaches clients in the gallery's look, or not at all.

let studio: UploadingStudio;
uploadingStudio((made) => void (studio = made));
const ctx = () => studio.app.ctx;

const MARK: Watermark = { text: '© Ann Müller', place: 'tiled', size: 'medium', opacity: 80 };
let cleo: string;
let fileId: string;

const set = (change: PatchGallery) => patchGallery(ctx(), studio.member, studio.galleryId, change);
const row = async () => {
	const found = await ctx().db.read.select().from(gallery).where(eq(gallery.id, studio.galleryId)).get();
	if (!found) throw new Error('no gallery');
	return found;
};
const seen = async () => {
	const [first] = await releasedFiles(ctx(), await row(), CHOOSES);
	if (!first) throw new Error('nothing is shown');
	return first;
};
const get = (path: string, as = cleo) => studio.uploads.fetch(path, { as });
const at = (asked: string, n = 1) => `/r/${studio.galleryId}/${fileId}/${n}/${asked}.webp`;
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const progress = () => readLookProgress(ctx(), studio.member, studio.galleryId);
const looks = async () =>
	(await ctx().db.read.select().from(rendition).all()).filter(({ recipe }) => recipe.startsWith('w'));

async function upload(name: string, query: string, seed = 1) {
	const bytes = await picture({ seed, width: 3000, height: 2000 });
	const put = await studio.uploads.put(`galleries/${studio.galleryId}/files/${name}?${query}`, bytes);
	expect(put.status).toBeLessThan(300);
	await studio.uploads.work();
}

beforeEach(async () => {
	await upload('DSC_1.jpg', 'state=PROOF');
	const only = await ctx().db.read.select({ id: file.id }).from(file).get();
	fileId = only?.id ?? '';
	const client = await aClient(ctx(), studio.galleryId, 'cleo', CHOOSES);
	cleo = await browserOf(ctx(), client);
});

describe('nobody but the studio gets a proof without its mark', () => {
	it.each(['1500', '750', '400', 'half', '1500-000000000000', '1500-wait'])(
		'by the address %s, before it was made and after',
		async (asked) => {
			const plain = await bytesOf(await get(at('1500')));
			await set({ watermark: MARK });
			const waiting = await get(at(asked));
			expect([waiting.status, waiting.headers.get('cache-control')]).toEqual([202, 'private, no-store']);
			expect((await bytesOf(waiting)).length).toBeLessThan(100);
			await studio.uploads.work();
			const marked = await get(at(asked));
			expect([marked.status, marked.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
			expect(await differenceOf(await bytesOf(marked), plain)).toBeGreaterThan(3);
		}
	);

	it('as the picture that greets: none until it is marked', async () => {
		await set({ showCover: true });
		const before = await coverOf(ctx().db.read, await row());
		await set({ watermark: MARK });
		expect(await coverOf(ctx().db.read, await row())).toBeNull();
		await studio.uploads.work();
		const after = await coverOf(ctx().db.read, await row());
		expect(after).toMatchObject({ width: before?.width });
		expect(after?.key).not.toBe(before?.key);
	});

	it('beside what was delivered, by a link', async () => {
		await set({ watermark: MARK });
		await studio.uploads.work();
		await upload('DSC_1.jpg', 'state=FINAL', 2);
		const second = await ctx().db.read.select().from(version).where(eq(version.n, 2)).get();
		const now = ctx().clock.now();
		const placed = { id: 'o1', number: 1, galleryId: studio.galleryId, placedByName: 'cleo', placedAt: now };
		await ctx().db.transaction(async (tx) => void (await tx.insert(order).values(placed).run()));
		const pins = [{ fileId, versionId: second?.id ?? '', name: 'DSC_1.jpg' }];
		const { tokens } = await aDelivery(ctx(), studio.galleryId, pins, ['cleo@client.test'], {
			orderId: 'o1'
		});
		const token = tokens['cleo@client.test'] ?? '';
		const [shown] = (await readDeliveryPage(ctx(), token)).files;
		expect(shown?.before?.renditions.map(({ url }) => url)).toEqual(
			expect.arrayContaining([expect.stringMatching(/\/1500-[0-9a-f]{12}\.webp$/)])
		);
		expect(shown?.picture?.renditions.at(-1)?.url).toMatch(/\/1500\.webp$/);
		const marked = await bytesOf(await studio.uploads.fetch(`/d/${token}/r/${fileId}/1/1500.webp`));
		const plain = await bytesOf(await get(at('1500'), studio.uploads.as));
		expect(await differenceOf(marked, plain)).toBeGreaterThan(3);
	});

	it('while another mark is made: not by the old one either', async () => {
		await set({ watermark: MARK });
		await studio.uploads.work();
		const [first] = (await seen()).renditions;
		await set({ watermark: { ...MARK, text: 'Other' } });
		expect((await get(first?.url ?? '')).status).toBe(202);
		await studio.uploads.work();
		const now = await get(first?.url ?? '');
		expect([now.status, now.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
		const versionRow = await ctx().db.read.select().from(version).get();
		expect((await looks()).every(({ recipe }) => recipe.startsWith(`w${versionRow?.look}`))).toBe(true);
	});
});

it.each(['日本', 'Ann 🙂', 'Ελλάς'])('a mark that could not be drawn is refused: %s', async (text) => {
	await expect(set({ watermark: { ...MARK, text } })).rejects.toMatchObject({ fault: 'invalid' });
	expect((await row()).watermark).toBeNull();
});

it('clients are told of it at once and again when it is there, by addresses that name its look', async () => {
	await set({ watermark: MARK });
	expect((await seen()).renditions.map(({ url }) => url.split('/').at(-1))).toEqual([
		'1500-wait.webp',
		'750-wait.webp',
		'400-wait.webp'
	]);
	expect(await progress()).toEqual({ of: 1, left: 1 });
	await ctx().db.transaction(async (tx) => void (await tx.delete(announcement).run()));
	await studio.uploads.work();
	expect(await progress()).toEqual({ of: 1, left: 0 });
	const heard = await ctx().db.read.select().from(announcement).all();
	expect(heard.map(({ room, event }) => `${room.split(':')[0]} ${event}`)).toEqual(['client file.changed']);
	for (const { url } of (await seen()).renditions) {
		expect(url).toMatch(/\/\d+-[0-9a-f]{12}\.webp$/);
		const got = await get(url);
		expect([got.status, got.headers.get('cache-control')]).toEqual([
			200,
			'private, max-age=31536000, immutable'
		]);
	}
});

it('a proof that comes later is marked before anybody sees it', async () => {
	await set({ watermark: MARK });
	await upload('DSC_2.jpg', 'state=PROOF', 3);
	expect(await progress()).toEqual({ of: 2, left: 0 });
});

it('a final is whole; taken back to a proof it is marked again', async () => {
	const plain = await bytesOf(await get(at('1500')));
	await set({ watermark: MARK, proofEdge: 1280 });
	await studio.uploads.work();
	await changeFile(ctx(), studio.member, fileId, { state: 'FINAL' });
	expect((await seen()).renditions[0]?.url).toBe(at('1500'));
	expect(hashOf(await bytesOf(await get(at('1500'))))).toBe(hashOf(plain));
	await changeFile(ctx(), studio.member, fileId, { state: 'PROOF' });
	expect(await differenceOf(await bytesOf(await get(at('1500'))), plain)).toBeGreaterThan(3);
});

it('the studio sees it as it is, and as clients do where it asks for that', async () => {
	const plain = await bytesOf(await get(at('1500')));
	await set({ watermark: MARK });
	await studio.uploads.work();
	const url = (await seen()).renditions[0]?.url ?? '';
	const { as } = studio.uploads;
	expect(hashOf(await bytesOf(await get(at('1500'), as)))).toBe(hashOf(plain));
	expect(hashOf(await bytesOf(await get(url, as)))).toBe(hashOf(await bytesOf(await get(url))));
});

it('proofs are never larger than the gallery says, zoomed neither', async () => {
	await set({ proofEdge: 1280 });
	await studio.uploads.work();
	expect((await seen()).renditions.map(({ width }) => width)).toEqual([1280, 750, 400]);
	for (const asked of ['1500', '1280', 'half']) {
		const { width, height } = await sharp(await bytesOf(await get(at(asked)))).metadata();
		expect([width, height]).toEqual([1280, 853]);
	}
	expect((await get(at('half'), studio.uploads.as)).status).toBe(202);
});

it('taken off, pictures are at once what they were', async () => {
	await set({ watermark: MARK });
	await studio.uploads.work();
	await set({ watermark: null });
	expect((await seen()).renditions[0]?.url).toBe(at('1500'));
	expect((await get(at('1500'))).headers.get('cache-control')).toContain('immutable');
});

/** Mean difference a channel, 0 to 255. */
async function differenceOf(one: Buffer, other: Buffer) {
	const raw = (bytes: Buffer) =>
		sharp(bytes).resize(600, 400, { fit: 'fill' }).removeAlpha().raw().toBuffer();
	const [a, b] = await Promise.all([raw(one), raw(other)]);
	return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}
