import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import type { Transaction } from '../db/open.ts';
import { version } from '../db/schema.ts';
import { LeaseLost } from '../jobs/lease.ts';
import { MediaTrouble, type Decoders, type PictureResult } from '../media/decoders.ts';
import { originalKey } from '../storage/keys.ts';
import { renditionsOf } from '../renditions/index.ts';
import { ingestVersion } from './ingest-version.ts';

let app: TestContext;
let versionId: string;
beforeEach(async () => {
	app = await makeContext();
	const { id: galleryId } = await aGallery(app.ctx);
	const unmade = {
		currentVersion: 0,
		releasedVersion: null,
		releasedState: null,
		status: 'processing' as const
	};
	({ versionId } = await aStoredFile(app.ctx, galleryId, unmade));
	const again = { status: 'processing' as const, processedAt: null };
	await app.ctx.db.transaction(
		async (tx) => void (await tx.update(version).set(again).where(eq(version.id, versionId)).run())
	);
});
afterEach(() => app.close());

/** Stands where the decoders stand: a process of its own that writes previews into the folder it is given. */
function decoders(result: (into: string) => Promise<PictureResult>): Decoders {
	return {
		run: ({ into }) => result(into),
		produce: () => Promise.reject(new Error('not asked for')),
		transcode: () => Promise.reject(new Error('not asked')),
		climb: () => Promise.reject(new Error('not asked')),
		close: async () => undefined
	};
}
const pictured = async (into: string): Promise<PictureResult> => {
	const path = join(into, 'large.webp');
	await writeFile(path, 'preview');
	return {
		outcome: 'pictured',
		width: 40,
		height: 30,
		orientation: 1,
		renditions: [{ recipe: 'large', path, width: 40, height: 30, bytes: 7 }],
		fingerprints: { placeholder: 'AAAA', likeness: '0123456789abcdef' },
		capture: {}
	};
};
const lease = {
	last: <T>(work: (tx: Transaction) => Promise<T> | T): Promise<T> => app.ctx.db.transaction(work)
};
const row = () => app.ctx.db.read.select().from(version).where(eq(version.id, versionId)).get();
const previews = () => {
	const folder = join(app.dir, 'objects', 'renditions');
	return existsSync(folder)
		? readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.webp'))
		: [];
};

test('a version is processed once, however often its job runs; nothing is left in the temporary folder', async () => {
	await ingestVersion(app.ctx, { versionId }, lease, decoders(pictured));
	await ingestVersion(
		app.ctx,
		{ versionId },
		lease,
		decoders(() => Promise.reject(new Error('asked twice')))
	);
	expect(await row()).toMatchObject({ status: 'current', width: 40, likeness: '0123456789abcdef' });
	expect(await renditionsOf(app.ctx.db.read, versionId)).toMatchObject([
		{ recipe: 'large', width: 40, bytes: 7 }
	]);
	expect(previews()).toHaveLength(1);
	expect(readdirSync(app.ctx.tempDir)).toEqual([]);
});

test('a run that woke up after its lease was lost writes nothing and leaves nothing', async () => {
	const lost = { last: () => Promise.reject(new LeaseLost('taken over')) };
	await expect(ingestVersion(app.ctx, { versionId }, lost, decoders(pictured))).rejects.toBeInstanceOf(
		LeaseLost
	);
	expect(await row()).toMatchObject({ status: 'processing', processedAt: null });
	expect(previews()).toEqual([]);
});

test("trouble of the machine is not the file's fault: the version waits for the next try", async () => {
	const full = decoders(() => Promise.reject(new MediaTrouble('ENOSPC', 'no space left')));
	await expect(ingestVersion(app.ctx, { versionId }, lease, full)).rejects.toBeInstanceOf(MediaTrouble);
	expect(await row()).toMatchObject({ status: 'processing', error: null });
	await ingestVersion(app.ctx, { versionId }, lease, decoders(pictured));
	expect((await row())?.status).toBe('current');
});

test('a file that kills every decoder is failed with its reason', async () => {
	await ingestVersion(
		app.ctx,
		{ versionId },
		lease,
		decoders(async () => ({ outcome: 'failed', fault: 'crashed' }))
	);
	expect(await row()).toMatchObject({ status: 'failed', error: 'crashed' });
});

const damaged = async (into: string): Promise<PictureResult> => {
	const made = await pictured(into);
	return made.outcome === 'pictured' ? { ...made, remark: 'strip-missing' } : made;
};

test('a damaged picture is shown where there is none yet, and the studio is told', async () => {
	await ingestVersion(app.ctx, { versionId }, lease, decoders(damaged));
	expect(await row()).toMatchObject({ status: 'current', remark: 'strip-missing', error: null });
});

test('a damaged picture replaces none that is whole, and says so', async () => {
	await ingestVersion(app.ctx, { versionId }, lease, decoders(pictured));
	const { fileId } = (await row()) ?? {};
	const id = app.ctx.ids.next();
	const next = {
		...(await row()),
		id,
		n: 2,
		storageKey: originalKey(id),
		status: 'processing',
		processedAt: null
	};
	await app.ctx.db.transaction(
		async (tx) =>
			void (await tx
				.insert(version)
				.values(next as typeof version.$inferInsert)
				.run())
	);
	await ingestVersion(app.ctx, { versionId: id }, lease, decoders(damaged));
	const second = await app.ctx.db.read.select().from(version).where(eq(version.id, id)).get();
	expect(second).toMatchObject({ fileId, status: 'failed', error: 'damaged' });
	expect(await row()).toMatchObject({ status: 'current', remark: null });
});

test('a picture that is too large is kept without one, and is no failure', async () => {
	await ingestVersion(
		app.ctx,
		{ versionId },
		lease,
		decoders(async () => ({ outcome: 'kept', capture: {}, remark: 'too-many-pixels' }))
	);
	expect(await row()).toMatchObject({
		status: 'current',
		picture: false,
		remark: 'too-many-pixels',
		error: null
	});
});

test('a version that was erased meanwhile leaves nothing', async () => {
	const erased = async (into: string) => {
		await app.ctx.db.transaction(
			async (tx) => void (await tx.delete(version).where(eq(version.id, versionId)).run())
		);
		return pictured(into);
	};
	await ingestVersion(app.ctx, { versionId }, lease, decoders(erased));
	expect(previews()).toEqual([]);
});
