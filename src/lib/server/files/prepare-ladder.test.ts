import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ann, aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { job as jobTable } from '../db/schema.ts';
import type { LadderResult, LadderTask, TranscodeTask } from '../media/decoders.ts';
import { removeRenditions, renditionsOf } from '../renditions/index.ts';
import { readFile } from './list-files.ts';
import { prepareFilm } from './prepare-film.ts';
import { giveUpLadder, prepareLadder } from './prepare-ladder.ts';
import * as rows from '../db/schema.ts';
import { eq } from 'drizzle-orm';

let app: TestContext;
let versionId: string;
let fileId: string;
beforeEach(async () => {
	app = await makeContext();
	const { id } = await aGallery(app.ctx);
	({ versionId, id: fileId } = await aStoredFile(app.ctx, id, { name: 'walk.mp4', renditions: [400] }));
	await app.ctx.db.transaction(
		async (tx) =>
			void (await tx
				.update(rows.version)
				.set({ durationMs: 90_000 })
				.where(eq(rows.version.id, versionId))
				.run())
	);
});
afterEach(() => app.close());

const lease = {
	last: <T>(work: Parameters<typeof app.ctx.db.transaction<T>>[0]) => app.ctx.db.transaction(work)
};
const prepared = (durationMs: number) =>
	prepareFilm(app.ctx, { versionId }, lease, {
		transcode: async ({ into }: TranscodeTask) => {
			const path = join(into, 'film.mp4');
			await writeFile(path, 'a film');
			return { outcome: 'transcoded', path, width: 1280, height: 720, durationMs, frameUs: 40_000 };
		}
	});
const decodersThat = (climb: (task: LadderTask) => Promise<LadderResult>) => ({ climb });
const never = decodersThat(() => Promise.reject(new Error('asked without need')));
const climbing = decodersThat(async ({ into }) => {
	const rung = async (name: 'top' | '480', width: number, height: number) => {
		const [pieces, list] = [join(into, `${name}.mp4`), join(into, `${name}.m3u8`)];
		await writeFile(pieces, 'pieces');
		await writeFile(list, '#EXTM3U');
		return { name, width, height, pieces, list };
	};
	return { outcome: 'laddered', rungs: [await rung('top', 1280, 720), await rung('480', 854, 480)] };
});
const seen = async () => (await readFile(app.ctx, await ann(app.ctx), fileId)).film;
const made = async () =>
	(await renditionsOf(app.ctx.db.read, versionId))
		.map(({ recipe }) => recipe)
		.filter((one) => one.startsWith('hls'));
const stored = async () => (await Array.fromAsync(app.ctx.storage.list('renditions/'))).length;
const asked = async () =>
	(await app.ctx.db.read.select({ name: jobTable.name }).from(jobTable).all()).map(({ name }) => name);

describe('a film is not made in several sizes', () => {
	it('while it cannot be played, or where it is gone, or where it was before', async () => {
		await prepareLadder(app.ctx, { versionId: 'gone' }, lease, never);
		await prepareLadder(app.ctx, { versionId }, lease, never);
		await prepared(90_000);
		await prepareLadder(app.ctx, { versionId }, lease, climbing);
		await prepareLadder(app.ctx, { versionId }, lease, never);
		expect(await made()).toHaveLength(4);
	});

	it('where it is shorter than a minute', async () => {
		await prepared(60_000);
		expect(await asked()).not.toContain('ladder');
	});

	it('by a run that was overtaken or killed: nothing of it is left', async () => {
		await prepared(90_000);
		const before = await stored();
		const lost = { last: () => Promise.reject(new Error('taken over')) };
		await expect(prepareLadder(app.ctx, { versionId }, lost, climbing)).rejects.toThrow('taken over');
		expect([await stored(), await made()]).toEqual([before, []]);
		expect((await seen())?.stream).toBeUndefined();
	});

	it.each([
		['damaged', { outcome: 'failed', fault: 'unreadable' }],
		['kept', { outcome: 'kept', capture: {} }]
	] as const)('that is %s: it goes on being played as one file', async (_, result) => {
		await prepared(90_000);
		await prepareLadder(
			app.ctx,
			{ versionId },
			lease,
			decodersThat(async () => result)
		);
		const film = await seen();
		expect([film?.status, film?.stream]).toEqual(['ready', undefined]);
		await prepareLadder(app.ctx, { versionId }, lease, never);
	});

	it('after every try came to an error of ours', async () => {
		await prepared(90_000);
		await app.ctx.db.transaction((tx) => giveUpLadder(tx, app.ctx, { versionId }));
		await prepareLadder(app.ctx, { versionId }, lease, never);
		expect((await seen())?.status).toBe('ready');
	});
});

it('a long film is asked for, made, told of, and removed with all its pieces', async () => {
	const before = await stored();
	await prepared(60_001);
	expect(await asked()).toContain('ladder');
	await prepareLadder(app.ctx, { versionId }, lease, climbing);
	expect(await seen()).toMatchObject({ stream: expect.stringMatching(/\/1\/film\.m3u8$/) });
	expect(await stored()).toBe(before + 5);
	const keys = await app.ctx.db.transaction((tx) => removeRenditions(tx, [versionId]));
	expect(keys.filter((key) => key.includes('-hls'))).toHaveLength(4);
});
