import { writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { heldLease } from '#tests/support/cast/held.ts';
import { aNewVersion, aStoredFile } from '#tests/support/cast/stored.ts';
import { job, rendition, version } from '../db/schema.ts';
import { LeaseLost } from '../jobs/lease.ts';
import { MediaTrouble, type Decoders, type PictureResult } from '../media/decoders.ts';
import type { PictureTask } from '../media/wire.ts';
import { removeRenditions, renditionsOf, renderVersion, wantRendition } from './index.ts';

let app: TestContext;
let fileId: string;
let versionId: string;
beforeEach(async () => {
	app = await makeContext();
	const { id: galleryId } = await aGallery(app.ctx);
	({ id: fileId, versionId } = await aStoredFile(app.ctx, galleryId, { renditions: [1500, 750, 400] }));
});
afterEach(() => app.close());

let asked: PictureTask[];
beforeEach(() => void (asked = []));

const decodersThat = (answer: (task: PictureTask) => Promise<PictureResult>): Decoders => ({
	run: (task) => {
		asked.push(task);
		return answer(task);
	},
	produce: () => Promise.reject(new Error('not asked for')),
	transcode: () => Promise.reject(new Error('not asked')),
	climb: () => Promise.reject(new Error('not asked')),
	close: async () => undefined
});

const pictured = async ({ into, recipes: [recipe = 'half'] }: PictureTask): Promise<PictureResult> => {
	const path = join(into, `${recipe}.webp`);
	await writeFile(path, 'rendition');
	const made = { recipe, path, width: 3000, height: 2000, bytes: 9 };
	return { outcome: 'pictured', width: 6000, height: 4000, orientation: 1, renditions: [made], capture: {} };
};
const drawing = decodersThat(pictured);

const rendered = (recipe: string, decoders = drawing, id = versionId) =>
	renderVersion(app.ctx, { versionId: id, recipe }, heldLease(app.ctx), decoders);
const half = async (id = versionId) =>
	(await renditionsOf(app.ctx.db.read, id)).find(({ recipe }) => recipe === 'half');
const storedHalves = () =>
	readdirSync(join(app.dir, 'objects', 'renditions'), { recursive: true }).filter((name) =>
		String(name).endsWith('-half.webp')
	);

test.each(['enormous', 'toString', ''])(
	'the unknown recipe %j is refused, and nothing is made',
	async (recipe) => {
		await expect(rendered(recipe)).rejects.toThrow(/no recipe/);
		expect(asked).toEqual([]);
		expect(await renditionsOf(app.ctx.db.read, versionId)).toHaveLength(3);
	}
);

test('nothing is made of a version that does not exist, or has no previews', async () => {
	await rendered('half', drawing, 'nobody');
	await app.ctx.db.transaction(async (tx) => void (await removeRenditions(tx, [versionId])));
	await rendered('half');
	expect(asked).toEqual([]);
});

test('what cannot be made is noted, and not tried again', async () => {
	const failing = decodersThat(async () => ({ outcome: 'failed', fault: 'crashed' }));
	await rendered('half', failing);
	expect(await half()).toEqual({ recipe: 'half', state: 'failed' });
	await rendered('half', failing);
	expect(asked).toHaveLength(1);
});

test('so is what is more than a decoder may hold', async () => {
	await rendered(
		'half',
		decodersThat(async () => ({ outcome: 'kept', capture: {}, remark: 'too-much-memory' }))
	);
	expect(await half()).toEqual({ recipe: 'half', state: 'failed' });
});

test('trouble of the machine is noted nowhere: the next run makes it', async () => {
	const full = decodersThat(() => Promise.reject(new MediaTrouble('ENOSPC', 'no space left')));
	await expect(rendered('half', full)).rejects.toBeInstanceOf(MediaTrouble);
	expect(await half()).toBeUndefined();
	await rendered('half');
	expect(await half()).toMatchObject({ state: 'ready', width: 3000, height: 2000, bytes: 9 });
});

test('a run that lost its lease writes nothing and leaves nothing', async () => {
	const lost = { last: () => Promise.reject(new LeaseLost('taken over')) };
	const run = renderVersion(app.ctx, { versionId, recipe: 'half' }, lost, drawing);
	await expect(run).rejects.toBeInstanceOf(LeaseLost);
	expect(await half()).toBeUndefined();
	expect(storedHalves()).toEqual([]);
});

test('nor does one whose version was erased meanwhile', async () => {
	const erasing = decodersThat(async (task) => {
		await app.ctx.db.transaction(async (tx) => {
			await removeRenditions(tx, [versionId]);
			await tx.delete(version).where(eq(version.id, versionId)).run();
		});
		return pictured(task);
	});
	await rendered('half', erasing);
	expect(await app.ctx.db.read.select().from(rendition).all()).toEqual([]);
	expect(storedHalves()).toEqual([]);
});

test('a rendition is made once, of the version that it was asked of', async () => {
	const { versionId: other } = await aNewVersion(app.ctx, fileId, { renditions: [1500] });
	await rendered('half');
	await rendered('half');
	expect(asked).toMatchObject([{ recipes: ['half'], learn: [] }]);
	expect(await half()).toMatchObject({ state: 'ready', bytes: 9 });
	expect(await half(other)).toBeUndefined();
	expect(storedHalves()).toHaveLength(1);
});

test('asking again while it waits changes nothing', async () => {
	await wantRendition(app.ctx, versionId, 'half');
	await wantRendition(app.ctx, versionId, 'half');
	expect(await app.ctx.db.read.select().from(job).all()).toMatchObject([
		{ name: 'render', payload: { versionId, recipe: 'half' } }
	]);
});
