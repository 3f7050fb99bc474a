import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UploadOptions } from '#lib/contract/file-inputs.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { aGallery, ann } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { findVisibleGallery } from '../access/index.ts';
import { file, version } from '../db/schema.ts';
import { makeRegistry } from '../jobs/registry.ts';
import { runDueJobs } from '../jobs/runner.ts';
import { DecoderEnded } from '../media/child.ts';
import { MediaTrouble, type Decoders, type PictureResult } from '../media/decoders.ts';
import { originalKey } from '../storage/keys.ts';
import { placeUpload } from './place-upload.ts';
import { viewFile } from './queries.ts';

let app: TestContext;
let galleryId: string;
let member: MemberActor;
beforeEach(async () => {
	app = await makeContext();
	({ id: galleryId } = await aGallery(app.ctx));
	member = await ann(app.ctx);
});
afterEach(() => app.close());

/** The same proof, whenever it is called. */
async function upload() {
	const id = app.ctx.ids.next();
	await app.ctx.storage.put(originalKey(id), Buffer.from('bytes'));
	const received = { id, sha256: 'a'.repeat(64), crc32: 1, bytes: 5, kind: 'jpeg' as const };
	const intent = { ...v.parse(UploadOptions, {}), galleryId, name: 'DSC_1.jpg' };
	return app.ctx.db.transaction(async (tx) => {
		const { gallery } = await findVisibleGallery(tx, member, galleryId, app.clock.now());
		return placeUpload(tx, app.ctx, member, gallery, intent, received);
	});
}

const decodersThat = (run: () => Promise<PictureResult>): Decoders => ({
	run,
	produce: () => Promise.reject(new Error('not asked for')),
	transcode: () => Promise.reject(new Error('not asked')),
	climb: () => Promise.reject(new Error('not asked')),
	close: async () => undefined
});
const failing = (error: Error) => decodersThat(() => Promise.reject(error));
const kept = decodersThat(async () => ({ outcome: 'kept', capture: {} }));

async function tryOften(decoders: Decoders, times = 12) {
	for (let n = 0; n < times; n++) {
		await runDueJobs(app.ctx, makeRegistry(decoders));
		app.clock.forward(3_600_000);
	}
}
const versions = () => app.ctx.db.read.select().from(version).orderBy(version.n).all();

test.each([
	['decoders that will not start', new DecoderEnded('unstarted', '')],
	['decoders that are closing', new MediaTrouble('CLOSING', 'the decoders are closing')],
	['originals that may not be read', new MediaTrouble('EACCES', 'permission denied')]
])('%s are waited for, however long', async (_, trouble) => {
	await upload();
	await tryOften(failing(trouble));
	expect(await versions()).toMatchObject([{ status: 'processing', error: null }]);
	await tryOften(kept, 1);
	expect(await versions()).toMatchObject([{ status: 'current' }]);
});

test('a version that is given up is failed with a reason, and holds nothing up', async () => {
	const placed = await upload();
	await tryOften(failing(new MediaTrouble('ENOENT', 'the original is gone')));
	expect(await versions()).toMatchObject([{ status: 'failed', error: 'given-up' }]);
	if (!('fileId' in placed)) throw new Error('no file');
	const view = await viewFile(app.ctx.db.read, placed.fileId);
	expect(view).toMatchObject({ status: 'failed' });
	expect(view.error).toContain('upload it again');
});

test('the same bytes are taken once more for a file that was given up, and for no other', async () => {
	const first = await upload();
	await tryOften(failing(new Error('a mistake of ours')));
	expect(await upload()).toMatchObject({ outcome: 'replaced', fileId: 'fileId' in first && first.fileId });
	await tryOften(kept, 1);
	expect(await app.ctx.db.read.select().from(file).all()).toMatchObject([
		{ status: 'ready', currentVersion: 2 }
	]);
	expect(await upload()).toMatchObject({ outcome: 'same' });
	const [{ id } = { id: '' }] = await versions();
	expect((await app.ctx.db.read.select().from(version).where(eq(version.id, id)).get())?.status).toBe(
		'failed'
	);
});
