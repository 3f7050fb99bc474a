import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnv } from '#src/env.ts';
import { aGallery, aMember } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aDelivery, aNewVersion, aStoredFile } from '#tests/support/cast/stored.ts';
import { pinsOf } from '#tests/support/app/taking.ts';
import type { Context } from '../context.ts';
import { createContext } from '../create-context.ts';
import { file, gallery, installation, upload, version } from '../db/schema.ts';
import { removeRenditions } from '../renditions/index.ts';
import { backup } from './backup.ts';
import { settleInstallation } from './installation.ts';
import { renewSecret } from './renew-secret.ts';
import { restore } from './restore.ts';

let test: TestContext;
let folder: string;
const said: string[] = [];
const say = (line: string) => void said.push(line);

beforeEach(async () => {
	test = await makeContext();
	folder = mkdtempSync(join(tmpdir(), 'proofsheet-backup-'));
	said.length = 0;
});
afterEach(async () => {
	await test.close();
	rmSync(folder, { recursive: true, force: true });
});

const kept = () => join(folder, 'kept');
const fresh = () => readEnv({ DATA_DIR: join(folder, 'fresh') });

async function aShoot({ ctx }: TestContext) {
	const { id: galleryId } = await aGallery(ctx);
	const first = await aStoredFile(ctx, galleryId, { name: 'one.jpg', renditions: [400, 800] });
	const second = await aStoredFile(ctx, galleryId, { name: 'two.jpg' });
	const newer = await aNewVersion(ctx, second.id);
	return { galleryId, first, second, newer };
}

async function openRestored<T>(read: (ctx: Context) => Promise<T>): Promise<T> {
	const ctx = await createContext(fresh(), { migrations: resolve('drizzle') });
	try {
		return await read(ctx);
	} finally {
		await ctx.db.close();
	}
}

const read = async (ctx: Context, key: string) => {
	const chunks: Buffer[] = [];
	for await (const chunk of await ctx.storage.open(key)) chunks.push(chunk);
	return Buffer.concat(chunks);
};

describe('a backup', () => {
	it('brings back every version, preview and link, with new epochs', async () => {
		const { galleryId, first, second, newer } = await aShoot(test);
		const token = test.ctx.tokens.make('delivery', 'a', 1);
		await backup(test.ctx.env, kept(), say);
		await restore(fresh(), kept(), say);
		await openRestored(async (ctx) => {
			expect((await read(ctx, first.storageKey)).equals(first.content)).toBe(true);
			expect((await read(ctx, second.storageKey)).equals(second.content)).toBe(true);
			expect((await read(ctx, newer.storageKey)).equals(newer.content)).toBe(true);
			for (const { key, bytes } of first.renditions) expect((await read(ctx, key)).length).toBe(bytes);
			expect(ctx.tokens.make('delivery', 'a', 1)).toBe(token);
			const [restored] = await ctx.db.read.select().from(gallery).all();
			expect(restored?.id).toBe(galleryId);
			expect(restored?.epoch).toMatch(/^[0-9a-f]{12}$/);
			expect(restored?.epoch).not.toBe('00000000a001');
		});
		expect(statSync(join(folder, 'fresh', 'secret')).mode & 0o777).toBe(0o600);
		expect(readdirSync(kept()).sort()).toEqual(['objects', 'proofsheet.db', 'secret']);
	});

	it('taken while files arrive holds every object that its database names', async () => {
		const { galleryId } = await aShoot(test);
		const arriving = (async () => {
			for (let i = 0; i < 40; i++) await aStoredFile(test.ctx, galleryId, { name: `${i}.jpg` });
		})();
		await backup(test.ctx.env, kept(), say);
		await arriving;
		await restore(fresh(), kept(), say);
		await openRestored(async (ctx) => {
			for (const { storageKey, bytes } of await ctx.db.read.select().from(version).all())
				expect((await ctx.storage.stat(storageKey))?.bytes).toBe(bytes);
		});
	});

	it('over an earlier one copies only what is new and forgets what was erased', async () => {
		const { first } = await aShoot(test);
		await backup(test.ctx.env, kept(), say);
		const before = statSync(join(kept(), 'objects', first.storageKey)).mtimeMs;
		const [gone] = await test.ctx.db.read.select().from(version).where(eq(version.name, 'two.jpg')).all();
		await test.ctx.db.transaction(async (tx) => {
			await removeRenditions(tx, [gone?.id ?? '']);
			await tx
				.delete(version)
				.where(eq(version.id, gone?.id ?? ''))
				.run();
		});
		await backup(test.ctx.env, kept(), say);
		expect(statSync(join(kept(), 'objects', first.storageKey)).mtimeMs).toBe(before);
		expect(existsSync(join(kept(), 'objects', gone?.storageKey ?? ''))).toBe(false);
	});

	it('ends the uploads whose bytes so far it does not hold', async () => {
		const { galleryId } = await aShoot(test);
		const { memberId } = await aMember(test.ctx, 'ann', 'photographer');
		await test.ctx.db.transaction(async (tx) => {
			const facts = { id: 'u1', galleryId, memberId, filename: 'x.jpg', replace: false, add: false };
			const bytes = { lengthBytes: 9, offsetBytes: 3, tempName: 'u1' };
			const at = { createdAt: 1, updatedAt: 1 };
			await tx
				.insert(upload)
				.values({ ...facts, ...bytes, ...at, match: 'exact', status: 'receiving' })
				.run();
		});
		await backup(test.ctx.env, kept(), say);
		await restore(fresh(), kept(), say);
		await openRestored(async (ctx) =>
			expect((await ctx.db.read.select().from(upload).get())?.status).toBe('cancelled')
		);
	});

	it('says what the studio itself has lost, and fails', async () => {
		const { first } = await aShoot(test);
		await test.ctx.storage.remove(first.storageKey);
		await expect(backup(test.ctx.env, kept(), say)).rejects.toThrow('one file');
		expect(said.join('\n')).toContain('one.jpg');
	});

	it('misses a deleted picture only while a delivery hands it out', async () => {
		const { galleryId, first } = await aShoot(test);
		const deletedAt = test.ctx.clock.now();
		await test.ctx.db.transaction(
			async (tx) => void (await tx.update(file).set({ deletedAt }).where(eq(file.id, first.id)).run())
		);
		await test.ctx.storage.remove(first.storageKey);
		await backup(test.ctx.env, kept(), say);
		await aDelivery(test.ctx, galleryId, pinsOf([first]));
		await expect(backup(test.ctx.env, kept(), say)).rejects.toThrow('one file');
	});

	it.each([
		['inside the data folder', () => join(test.dir, 'backup')],
		['among other things', () => folderWithOthers()]
	])('is not made %s', async (_, where) => {
		await aShoot(test);
		await expect(backup(test.ctx.env, where(), say)).rejects.toThrow();
	});

	it('of nothing is refused', async () => {
		await expect(backup(fresh(), kept(), say)).rejects.toThrow('nothing to back up');
	});
});

function folderWithOthers() {
	writeFileSync(join(folder, 'holiday.txt'), 'x');
	return folder;
}

describe('a restore', () => {
	const backedUp = async () => {
		const shoot = await aShoot(test);
		await backup(test.ctx.env, kept(), say);
		return shoot;
	};

	it('is refused into a folder that holds anything', async () => {
		await backedUp();
		await expect(restore(test.ctx.env, kept(), say)).rejects.toThrow('not empty');
		expect(await test.ctx.db.read.select().from(file).all()).toHaveLength(2);
	});

	it('that was cut off is refused by a start, goes on when asked again, and is another installation then', async () => {
		await settleInstallation(test.ctx);
		const { first } = await backedUp();
		const path = join(kept(), 'objects', first.storageKey);
		const bytes = readFileSync(path);
		rmSync(path);
		await expect(restore(fresh(), kept(), say)).rejects.toThrow('lacks one file');
		await expect(openRestored(async () => undefined)).rejects.toThrow('has not finished');
		writeFileSync(path, bytes);
		await restore(fresh(), kept(), say);
		await openRestored(async (ctx) => {
			expect((await read(ctx, first.storageKey)).equals(first.content)).toBe(true);
			await settleInstallation(ctx);
			const identity = async (from: Context) =>
				(await from.db.read.select().from(installation).get())?.identity;
			expect(await identity(ctx)).not.toBe(await identity(test.ctx));
		});
	});

	it('is refused without a finished backup', async () => {
		await expect(restore(fresh(), kept(), say)).rejects.toThrow('no finished backup');
	});

	it('is refused of a data folder, whose last rows stand in a journal', async () => {
		await backedUp();
		writeFileSync(join(kept(), 'proofsheet.db-wal'), 'rows');
		await expect(restore(fresh(), kept(), say)).rejects.toThrow('no finished backup');
		expect(existsSync(join(folder, 'fresh'))).toBe(false);
	});

	it.each([
		['another studio’s', '7'.repeat(64)],
		['empty', ''],
		['cut', '7'.repeat(10)]
	])('brings everything, and says that its secret does not fit: %s', async (_what, secret) => {
		await settleInstallation(test.ctx);
		const { first } = await backedUp();
		writeFileSync(join(kept(), 'secret'), secret);
		await expect(restore(fresh(), kept(), say)).rejects.toThrow('secret of this backup is not the one');
		const stored = readFileSync(join(folder, 'fresh', 'objects', first.storageKey));
		expect(stored.equals(first.content)).toBe(true);
		await renewSecret(fresh());
		await openRestored(async ({ db }) => expect(await db.read.select().from(file).all()).toHaveLength(2));
	});

	it('is refused when an original has other bytes than its hash', async () => {
		const { first } = await backedUp();
		const path = join(kept(), 'objects', first.storageKey);
		const bytes = readFileSync(path);
		bytes[10] = (bytes[10] ?? 0) ^ 1;
		writeFileSync(path, bytes);
		await expect(restore(fresh(), kept(), say)).rejects.toThrow('lacks one file');
		expect(said.join('\n')).toContain('one.jpg');
		expect(existsSync(join(folder, 'fresh', 'proofsheet.db'))).toBe(false);
	});

	it('is refused when an original is missing', async () => {
		const { newer } = await backedUp();
		rmSync(join(kept(), 'objects', newer.storageKey));
		await expect(restore(fresh(), kept(), say)).rejects.toThrow('lacks one file');
	});

	it('is refused when somebody wrote a key that leads out of the storage', async () => {
		await backedUp();
		const tampered = new Database(join(kept(), 'proofsheet.db'));
		tampered.exec("update version set storage_key = '../../escaped' where name = 'one.jpg'");
		tampered.close();
		await expect(restore(fresh(), kept(), say)).rejects.toThrow('storage-key');
		expect(existsSync(join(folder, 'fresh', 'proofsheet.db'))).toBe(false);
	});

	it('is refused when the database is damaged', async () => {
		await backedUp();
		const path = join(kept(), 'proofsheet.db');
		const bytes = readFileSync(path);
		bytes.fill(0x5a, 4096 * 2, 4096 * 12);
		writeFileSync(path, bytes);
		await expect(restore(fresh(), kept(), say)).rejects.toThrow();
		expect(existsSync(join(folder, 'fresh', 'proofsheet.db'))).toBe(false);
	});
});
