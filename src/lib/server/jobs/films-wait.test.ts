import { afterEach, beforeEach, expect, it } from 'vitest';
import { aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { eventually } from '#tests/support/cast/eventually.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { eq } from 'drizzle-orm';
import * as rows from '../db/schema.ts';
import type { Decoders } from '../media/decoders.ts';
import { makeRegistry } from './registry.ts';
import { startRunner } from './runner.ts';

let app: TestContext;
beforeEach(async () => {
	app = await makeContext();
});
afterEach(() => app.close());

/** A version whose processing is asked for. */
async function arrived(galleryId: string, name: string, kind: string) {
	const { versionId } = await aStoredFile(app.ctx, galleryId, { name });
	await app.ctx.db.transaction(async (tx) => {
		const fresh = { kind, processedAt: null, status: 'processing' as const };
		await tx.update(rows.version).set(fresh).where(eq(rows.version.id, versionId)).run();
		const lane = kind === 'jpeg' ? 'ingest' : 'ingest-film';
		await app.ctx.jobs.enqueue(tx, lane, { versionId }, { key: `ingest:${versionId}` });
	});
	return versionId;
}

it('a picture is taken up at once, however many films were there before it', async () => {
	const taken: string[] = [];
	let endFilms = () => undefined as void;
	const untilThen = new Promise<void>((resolve) => (endFilms = resolve));
	const decoders: Decoders = {
		run: async ({ kind }) => {
			taken.push(kind);
			if (kind !== 'jpeg') await untilThen;
			return { outcome: 'kept', capture: {} };
		},
		climb: () => Promise.reject(new Error('not asked')),
		transcode: async () => {
			taken.push('transcode');
			await untilThen;
			return { outcome: 'kept', capture: {} };
		},
		produce: () => Promise.reject(new Error('not asked for')),
		close: async () => undefined
	};
	const { id } = await aGallery(app.ctx);
	for (let nth = 0; nth < 30; nth++) {
		const versionId = await arrived(id, `${nth}.mp4`, 'mp4');
		await app.ctx.db.transaction(async (tx) => {
			await tx.update(rows.version).set({ durationMs: 1 }).where(eq(rows.version.id, versionId)).run();
			await app.ctx.jobs.enqueue(tx, 'transcode', { versionId }, { key: `transcode:${versionId}` });
		});
	}
	const still = await arrived(id, 'still.jpg', 'jpeg');
	const runner = startRunner(app.ctx, makeRegistry(decoders));
	try {
		await eventually(async () => {
			const row = await app.ctx.db.read.select().from(rows.version).where(eq(rows.version.id, still)).get();
			expect(row?.processedAt).not.toBeNull();
		});
		// one of each lane, whichever of them was taken up first, and the picture
		await eventually(async () => expect(taken.toSorted()).toEqual(['jpeg', 'mp4', 'transcode']));
	} finally {
		endFilms();
		await runner.stop();
	}
});
