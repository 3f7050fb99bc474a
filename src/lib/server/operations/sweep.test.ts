import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { settleInstallation } from './installation.ts';
import { sweep } from './sweep.ts';

// What a killed server leaves half written is erased by the sweep itself, a day later.

const HOUR = 3_600_000;
let app: TestContext;
beforeEach(async () => {
	app = await makeContext();
	await settleInstallation(app.ctx);
});
afterEach(() => app.close());

const sweepNow = (ctx = app.ctx) => sweep(ctx, {}, { transaction: ctx.db.transaction });

test('pieces of unfinished writes go after a day, on the disk’s clock; objects and fresh pieces stay', async () => {
	const gallery = await aGallery(app.ctx);
	const kept = app.ctx.storage.localPath((await aStoredFile(app.ctx, gallery.id)).storageKey) ?? '';
	const piece = (folder: string, name: string, hoursOld: number) => {
		const path = join(folder, name);
		writeFileSync(path, 'half');
		const at = new Date(app.clock.now() - hoursOld * HOUR);
		utimesSync(path, at, at);
		return path;
	};
	const folders: [folder: string, name: string][] = [
		[dirname(kept), '.part-left'],
		[app.ctx.tempDir, 'put-left'],
		[app.ctx.tempDir, 'upload-left']
	];
	const old = folders.map(([folder, name]) => piece(folder, `${name}-old`, 25));
	const fresh = folders.map(([folder, name]) => piece(folder, `${name}-new`, 23));
	await sweepNow();
	expect(old.filter((path) => existsSync(path))).toEqual([]);
	expect(fresh.filter((path) => !existsSync(path))).toEqual([]);
	expect(existsSync(kept)).toBe(true);
});

test('a bucket is asked for its unfinished uploads once a day', async () => {
	const asked: number[] = [];
	const storage = {
		...app.ctx.storage,
		forgetUnfinished: async (before: number) => void asked.push(app.clock.now() - before)
	};
	for (let hour = 0; hour < 48; hour++) {
		await sweepNow({ ...app.ctx, storage });
		app.clock.forward(HOUR);
	}
	// in the hours 0, 23 and 46
	expect(asked).toEqual([24 * HOUR, 24 * HOUR, 24 * HOUR]);
});
