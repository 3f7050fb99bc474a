import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PatchGallery } from '#lib/domain/galleries/settings.ts';
import type { Watermark } from '#lib/domain/galleries/watermark.ts';
import { browserOf, memberBrowser } from '#tests/support/app/front.ts';
import { uploadingStudio, type UploadingStudio } from '#tests/support/app/uploads.ts';
import { aClient, aGallery, CHOOSES } from '#tests/support/cast/cast.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { file, rendition, version } from '../db/schema.ts';
import { patchGallery } from '../galleries/index.ts';
import { sweepProducts } from '../renditions/index.ts';

// A picture at its own pixels, tile by tile: by the same rights, and in the same look, as its previews.

let studio: UploadingStudio;
uploadingStudio((made) => void (studio = made));
const ctx = () => studio.app.ctx;

const MARK: Watermark = { text: '© Ann Müller', place: 'tiled', size: 'medium', opacity: 80 };
let cleo: string;
let fileId: string;

const set = (change: PatchGallery) => patchGallery(ctx(), studio.member, studio.galleryId, change);
const get = (asked: string, as = cleo) =>
	studio.uploads.fetch(`/r/${studio.galleryId}/${fileId}/1/${asked}.webp`, { as });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const rows = async () =>
	(await ctx().db.read.select().from(rendition).all()).filter(({ recipe }) => recipe.endsWith('tiles'));

async function made(asked = 'tile0') {
	expect((await get(asked)).status).toBe(202);
	await studio.uploads.work();
	const response = await get(asked);
	expect(response.status).toBe(200);
	return bytesOf(response);
}

beforeEach(async () => {
	const bytes = await picture({ seed: 1, width: 3000, height: 2000 });
	const put = await studio.uploads.put(`galleries/${studio.galleryId}/files/DSC_1.jpg?state=PROOF`, bytes);
	expect(put.status).toBeLessThan(300);
	await studio.uploads.work();
	fileId = (await ctx().db.read.select({ id: file.id }).from(file).get())?.id ?? '';
	cleo = await browserOf(ctx(), await aClient(ctx(), studio.galleryId, 'cleo', CHOOSES));
});

describe('there is none', () => {
	it.each(['tiles', 'tile', 'tile-1', 'tile1e3', 'tile00000', 'tile0.5'])(
		'by the address %s',
		async (asked) => {
			expect((await get(asked)).status).toBe(404);
			expect(await rows()).toEqual([]);
		}
	);

	it('beyond the last', async () => {
		await made();
		expect([(await get('tile5')).status, (await get('tile6')).status]).toEqual([200, 404]);
	});

	it('for those who do not see the picture, made or not', async () => {
		const { id } = await aGallery(ctx());
		const stranger = await browserOf(ctx(), await aClient(ctx(), id, 'gus'));
		expect((await get('tile0', stranger)).status).toBe(404);
		await made();
		expect((await get('tile0', stranger)).status).toBe(404);
	});

	it('above the edge that proofs may have, made before or not', async () => {
		await made();
		await set({ proofEdge: 2048 });
		await studio.uploads.work();
		const refused = await get('tile0');
		expect([refused.status, refused.headers.get('cache-control')]).toEqual([404, 'private, no-store']);
		expect((await get('tile0', await memberBrowser(ctx(), studio.member))).status).toBe(200);
	});

	it('of more pixels than a decoder holds, and no job is written for it', async () => {
		await ctx().db.transaction(async (tx) => void (await tx.update(version).set({ width: 60_000 }).run()));
		expect((await get('tile0')).status).toBe(404);
	});

	it('without the mark of the gallery, made before or not', async () => {
		const plain = await made();
		await set({ watermark: MARK });
		const waiting = await get('tile0');
		expect([waiting.status, waiting.headers.get('cache-control')]).toEqual([202, 'private, no-store']);
		expect((await bytesOf(waiting)).length).toBeLessThan(100);
		await studio.uploads.work();
		expect(await differenceOf(await bytesOf(await get('tile0')), plain)).toBeGreaterThan(3);
		// and in one look only
		await set({ watermark: { ...MARK, text: 'Proof' } });
		await studio.uploads.work();
		expect((await rows()).map(({ recipe }) => recipe)).toEqual(['tiles']);
	});
});

it('tiles come in the size of the original, and are one row and one object', async () => {
	await made();
	const last = await bytesOf(await get('tile5'));
	expect(await sharp(last).metadata()).toMatchObject({ format: 'webp', width: 952, height: 976 });
	expect(await rows()).toMatchObject([{ recipe: 'tiles', state: 'ready', width: 3000, height: 2000 }]);
});

it('they go a month after somebody looked last, and are made again', async () => {
	await made();
	const [row] = await rows();
	const days = (count: number) => studio.app.clock.forward(count * 86_400_000);
	const swept = async () => {
		await sweepProducts(ctx(), (work) => ctx().db.transaction(work));
		return (await rows()).length === 0;
	};
	days(29);
	expect(await swept()).toBe(false);
	days(2);
	expect(await swept()).toBe(true);
	expect(await ctx().storage.stat(row?.key ?? '')).toBeNull();
});

async function differenceOf(one: Buffer, other: Buffer) {
	const [a, b] = await Promise.all([one, other].map((bytes) => sharp(bytes).removeAlpha().raw().toBuffer()));
	if (!a || !b) return 0;
	return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 0)), 0) / a.length;
}
