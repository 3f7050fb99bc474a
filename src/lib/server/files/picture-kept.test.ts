import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { uploadingStudio, type UploadingStudio } from '#tests/support/app/uploads.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { announcement, job, version } from '../db/schema.ts';
import { quartersJpeg, tiffRaw } from '../media/kinds/made-raw.fixture.ts';
import { giveUpPicture, planKeptPictures } from './picture-kept.ts';
import { viewFile } from './queries.ts';

// What an earlier release kept as a tile, because nobody made pictures of its kind then.

let studio: UploadingStudio;
uploadingStudio((made) => void (studio = made));

let fileId: string;
let versionId: string;
const ctx = () => studio.app.ctx;
const view = () => viewFile(ctx().db.read, fileId);
const change = (facts: Partial<typeof version.$inferInsert>) =>
	ctx().db.transaction(
		async (tx) => void (await tx.update(version).set(facts).where(eq(version.id, versionId)).run())
	);
const plan = () => ctx().db.transaction((tx) => planKeptPictures(tx, ctx()));
const planned = async () =>
	(await ctx().db.read.select().from(job).where(eq(job.name, 'picture')).all()).filter(
		({ state }) => state === 'queued'
	).length;

async function kept(bytes: Buffer, facts: Partial<typeof version.$inferInsert> = {}) {
	({ id: fileId, versionId } = await aStoredFile(ctx(), studio.galleryId, { name: 'DSC_1.NEF', bytes }));
	await change({ kind: 'nef', picture: false, width: null, height: null, placeholder: null, ...facts });
}

beforeEach(async () => kept(tiffRaw({ jpegs: [await quartersJpeg()], orientation: 6 })));

describe('is left alone', () => {
	test.each([
		['what has a picture', { picture: true }],
		['what was kept for a reason', { remark: 'too-many-pixels' as const }],
		['what is damaged', { error: 'truncated' as const }],
		['what is being processed', { processedAt: null }],
		['a kind that nobody makes pictures of', { kind: 'zip' }]
	])('%s', async (_, facts) => {
		await change(facts);
		await plan();
		expect(await planned()).toBe(0);
	});
});

test('it gets its picture, and studio and clients hear of it', async () => {
	await plan();
	await plan();
	expect(await planned()).toBe(1);
	await studio.uploads.work();
	const shown = await view();
	expect(shown).toMatchObject({ picture: 'yes', width: 800, height: 1200, state: 'PROOF', status: 'ready' });
	expect(shown.renditions.length).toBeGreaterThan(0);
	const heard = await ctx().db.read.select().from(announcement).all();
	expect(heard.filter(({ event }) => event === 'file.changed').map(({ room }) => room.split(':')[0])).toEqual(
		expect.arrayContaining(['client', 'studio'])
	);
	await plan();
	expect(await planned()).toBe(0);
});

test('a damaged one stays what it was to its clients; the studio reads why, and it is tried once', async () => {
	await kept(Buffer.concat([tiffRaw({ jpegs: [await quartersJpeg(1200, 800)] }).subarray(0, 700)]));
	await plan();
	await studio.uploads.work();
	expect(await view()).toMatchObject({ picture: 'no', status: 'ready', remarkCode: expect.any(String) });
	await plan();
	expect(await planned()).toBe(0);
});

test('one that is given up stays a tile, with its reason', async () => {
	await ctx().db.transaction((tx) => giveUpPicture(tx, ctx(), { versionId }));
	expect(await view()).toMatchObject({ picture: 'no', remarkCode: 'unreadable' });
	await plan();
	expect(await planned()).toBe(0);
});

test('what the machine cannot show now is not asked for again at once', async () => {
	await change({ kind: 'mp4' });
	await plan();
	await studio.uploads.work();
	expect(await view()).toMatchObject({ picture: 'no', renditions: [] });
	expect((await view()).remarkCode).toBeUndefined();
	await plan();
	expect(await planned()).toBe(0);
});
