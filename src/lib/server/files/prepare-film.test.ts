import { eq } from 'drizzle-orm';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ann, aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import * as rows from '../db/schema.ts';
import type { TranscodeResult, TranscodeTask } from '../media/decoders.ts';
import { renditionsOf } from '../renditions/index.ts';
import { readFile } from './list-files.ts';
import { giveUpFilm, prepareFilm } from './prepare-film.ts';

let app: TestContext;
let versionId: string;
let fileId: string;
beforeEach(async () => {
	app = await makeContext();
	const { id } = await aGallery(app.ctx);
	({ versionId, id: fileId } = await aStoredFile(app.ctx, id, { name: 'walk.mp4', renditions: [400] }));
	await setLength(42_000);
});
afterEach(() => app.close());

const setLength = (durationMs: number | null) =>
	app.ctx.db.transaction(
		async (tx) =>
			void (await tx.update(rows.version).set({ durationMs }).where(eq(rows.version.id, versionId)).run())
	);
type Hear = ((share: number) => void) | undefined;
const decodersThat = (answer: (task: TranscodeTask, hear: Hear) => Promise<TranscodeResult>) => ({
	transcode: answer
});
const transcoded = async ({ into }: TranscodeTask): Promise<TranscodeResult> => {
	const path = join(into, 'film.mp4');
	await writeFile(path, 'a film');
	return { outcome: 'transcoded', path, width: 1920, height: 1080, durationMs: 42_040, frameUs: 40_000 };
};
const never = decodersThat(() => Promise.reject(new Error('asked without need')));
const lease = {
	last: <T>(work: Parameters<typeof app.ctx.db.transaction<T>>[0]) => app.ctx.db.transaction(work)
};
const seen = async () => readFile(app.ctx, await ann(app.ctx), fileId);
const heard = async () => app.ctx.hub.since(0);

describe('a film is not prepared', () => {
	it('that is none, is gone, or was prepared before', async () => {
		await prepareFilm(app.ctx, { versionId: 'gone' }, lease, never);
		await setLength(null);
		await prepareFilm(app.ctx, { versionId }, lease, never);
		await setLength(42_000);
		await prepareFilm(app.ctx, { versionId }, lease, decodersThat(transcoded));
		await prepareFilm(app.ctx, { versionId }, lease, never);
		expect(
			(await renditionsOf(app.ctx.db.read, versionId)).filter(({ recipe }) => recipe === 'film')
		).toHaveLength(1);
	});

	it('by a run that was overtaken: what it made is removed', async () => {
		const lost = { last: () => Promise.reject(new Error('taken over')) };
		const stored = async () => (await Array.fromAsync(app.ctx.storage.list('renditions/'))).length;
		const before = await stored();
		await expect(prepareFilm(app.ctx, { versionId }, lost, decodersThat(transcoded))).rejects.toThrow(
			'taken over'
		);
		expect(await stored()).toBe(before);
		expect((await seen()).film?.status).toBe('preparing');
	});

	it.each([
		['damaged', { outcome: 'failed', fault: 'unreadable' }],
		['kept', { outcome: 'kept', capture: {} }]
	] as const)('that is %s: everybody learns that it can only be downloaded', async (_, result) => {
		await prepareFilm(
			app.ctx,
			{ versionId },
			lease,
			decodersThat(async () => result)
		);
		expect((await seen()).film).toEqual({ durationMs: 42_000, status: 'failed' });
		expect((await heard()).map(({ event, room }) => `${room.split(':')[0]} ${event}`).sort()).toEqual([
			'client file.changed',
			'studio file.changed'
		]);
	});

	it('after every try came to an error of ours', async () => {
		await app.ctx.db.transaction((tx) => giveUpFilm(tx, app.ctx, { versionId }));
		expect((await seen()).film?.status).toBe('failed');
	});
});

describe('a film is prepared', () => {
	it('and can be played by everybody who sees it', async () => {
		await prepareFilm(app.ctx, { versionId }, lease, decodersThat(transcoded));
		const { film, galleryId } = await seen();
		expect(film).toEqual({
			durationMs: 42_040,
			status: 'ready',
			frameUs: 40_000,
			url: `/r/${galleryId}/${fileId}/1/film.mp4`
		});
		const told = (await heard()).filter(({ room }) => room.startsWith('client'));
		expect(told).toMatchObject([{ event: 'file.changed', payload: { film: { status: 'ready' } } }]);
	});

	it('while members hear how far it is, and clients hear nothing of that', async () => {
		const slow = decodersThat(async (task, hear) => {
			for (const share of [0.1, 0.11, 0.5]) {
				hear?.(share);
				app.clock.forward(2000);
			}
			return transcoded(task);
		});
		await prepareFilm(app.ctx, { versionId }, lease, slow);
		const shares = (await heard()).flatMap(({ room, payload }) => {
			const share = JSON.stringify(payload).match(/"share":([\d.]+)/)?.[1];
			return share ? [`${room.split(':')[0]} ${share}`] : [];
		});
		expect(shares).toEqual(['studio 0.1', 'studio 0.5']);
	});
});
