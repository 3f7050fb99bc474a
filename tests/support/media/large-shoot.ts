import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import pino from 'pino';
import { databaseOf, server } from '#tests/support/postgres/databases.ts';
import type { Context } from '#lib/server/context.ts';
import { createContext } from '#lib/server/create-context.ts';
import { file, gallery, version } from '#lib/server/db/schema.ts';
import { originalKey, renditionKey } from '#lib/server/storage/keys.ts';
import { settleInstallation } from '#lib/server/operations/installation.ts';
import { readEnv } from '#src/env.ts';
import { aClient, addPreviews, aGallery, type StoredPreview } from '#tests/support/cast/cast.ts';
import { browserOf } from '#tests/support/app/front.ts';
import { grainyPreviews, type Preview } from './grain.ts';

/** A context on this folder that says only what went wrong. */
export async function openContext(dataDir: string, settings: Record<string, string> = {}) {
	const database = server && { DATABASE_URL: (await databaseOf(server, dataDir)).url };
	return createContext(readEnv({ DATA_DIR: dataDir, ...database, ...settings }), {
		migrations: resolve('drizzle'),
		log: pino({ level: 'warn' })
	});
}

/** Bytes are written past the storage, which would sync each file. */
export function writeObject(ctx: Context, key: string, bytes: Uint8Array) {
	const path = ctx.storage.localPath(key) ?? '';
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, bytes);
	return path;
}

const WIDTHS = [1500, 750, 400];
/** Galleries share the bytes of so many pictures; no view shows more at once. */
const DISTINCT = 40;

/** Previews of pictures that do not resemble each other, in all three sizes. */
export async function somePictures(count = DISTINCT): Promise<Preview[][]> {
	const made: Preview[][] = [];
	for (let i = 0; i < count; i++) made.push(await grainyPreviews(WIDTHS));
	return made;
}

export type Shoot = { galleryId: string; cookie: string; fileIds: string[] };

/** A gallery of so many ready pictures, and the Cookie header of a client of it. */
export async function aShoot(ctx: Context, count: number, pictures: Preview[][]): Promise<Shoot> {
	// the built app refuses a database that names files beside a storage that is nobody's
	await settleInstallation(ctx);
	const { id: galleryId } = await aGallery(ctx, { title: `${count} pictures` });
	const cookie = await browserOf(ctx, await aClient(ctx, galleryId, 'cleo'));
	const kept = pictures.map((previews) => previews.map((preview) => keep(ctx, preview)));
	const files = Array.from({ length: count }, (_, i) => rowsOf(ctx, galleryId, i));
	await ctx.db.transaction(async (tx) => {
		for (const [i, each] of files.entries()) {
			await tx.insert(file).values(each.file).run();
			await tx.insert(version).values(each.version).run();
			await addPreviews(tx, each.version.id, kept[i % kept.length] ?? []);
		}
		await tx.update(gallery).set({ changeNumber: 1 }).run();
	});
	return { galleryId, cookie, fileIds: files.map((each) => each.file.id) };
}

function keep(ctx: Context, { width, height, bytes }: Preview): StoredPreview {
	const key = renditionKey(ctx.ids.next(), 'large');
	writeObject(ctx, key, bytes);
	return { width, height, key, bytes: bytes.length };
}

const PLACEHOLDER = '1QcSHQRnh493V4dIh4eXh1h4kJUI';

function rowsOf(ctx: Context, galleryId: string, i: number) {
	const [id, createdAt] = [ctx.ids.next(), ctx.clock.now()];
	const name = `DSC_${String(i + 1).padStart(4, '0')}.jpg`;
	const released = { releasedVersion: 1, releasedState: 'PROOF' as const };
	const size = { width: 6000, height: 4000 };
	const stored = { storageKey: originalKey(ctx.ids.next()), sha256: id, crc32: 0, bytes: 7_570_000 };
	return {
		file: {
			...{ id, galleryId, name, cameraName: name, state: 'PROOF' as const, status: 'ready' as const },
			...{ currentVersion: 1, nextVersion: 2, createdAt, capturedAt: createdAt + i, ...released }
		},
		version: {
			...{ id: ctx.ids.next(), galleryId, fileId: id, n: 1, name, kind: 'jpeg', picture: true, ...size },
			...{ ...stored, capture: {}, status: 'current' as const, placeholder: PLACEHOLDER },
			...{ createdAt, releasedAt: createdAt, processedAt: createdAt }
		}
	};
}
