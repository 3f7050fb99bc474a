import { chmod, copyFile, mkdir, readdir, rename, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { eq } from 'drizzle-orm';
import type { Env } from '#src/env.ts';
import { t } from '#lib/messages/index.ts';
import { makeIds } from '../db/ids.ts';
import { examineDatabase, readDatabase } from '../db/copies.ts';
import { openDb, type Transaction } from '../db/open.ts';
import { gallery, upload } from '../db/schema.ts';
import { diskStorage } from '../storage/disk.ts';
import { checkedKey } from '../storage/keys.ts';
import { makeStorage } from '../storage/make.ts';
import type { Storage } from '../storage/storage.ts';
import { DATABASE, SECRET } from './backup.ts';
import { copyObjects } from './copy-objects.ts';
import { references } from './references.ts';

/** Puts a backup into an empty data folder. The database comes last: until then nothing can be started on it. */
export async function restore(env: Env, dir: string, say: (line: string) => void): Promise<void> {
	const source = resolve(dir);
	const dataDir = resolve(env.DATA_DIR);
	const arriving = join(dataDir, 'tmp', 'restore.db');
	await assertBackup(source);
	await assertEmpty(dataDir);
	await mkdir(join(dataDir, 'tmp'), { recursive: true });
	const storage = makeStorage(env, dataDir);
	await assertEmptyStorage(storage);
	await copyFile(join(source, DATABASE), arriving);
	const { intact, problem } = examineDatabase(arriving);
	if (!intact) throw new Error(t('studio:operations.database-damaged', { problem }));
	const count = await bringObjects(source, storage, arriving, say);
	await renew(arriving);
	await copyFile(join(source, SECRET), join(dataDir, SECRET));
	await chmod(join(dataDir, SECRET), 0o600);
	await rename(arriving, join(dataDir, DATABASE));
	say(t('studio:operations.restored', { count, dir: dataDir }));
}

async function assertBackup(source: string) {
	const found = await Promise.all(
		[DATABASE, SECRET].map((name) => stat(join(source, name)).catch(() => null))
	);
	if (found.includes(null)) throw new Error(t('studio:operations.no-backup', { dir: source }));
}

async function assertEmpty(dataDir: string) {
	const entries = await readdir(dataDir).catch(() => []);
	if (entries.length) throw new Error(t('studio:operations.not-empty', { dir: dataDir }));
}

async function assertEmptyStorage(storage: Storage) {
	for await (const { key } of storage.list(''))
		throw new Error(t('studio:operations.storage-not-empty', { key }));
}

/** Every key is checked for its shape before anything is written: a backup may have been tampered with. */
async function bringObjects(source: string, storage: Storage, database: string, say: (line: string) => void) {
	const wanted = readDatabase(database, references);
	for (const { key } of wanted) checkedKey(key);
	const from = diskStorage(join(source, 'objects'), join(source, 'tmp'));
	const { copied, missing, damaged } = await copyObjects(from, storage, wanted);
	const lost = [...missing.filter((reference) => reference.needed), ...damaged];
	for (const { name, key } of lost.slice(0, 20)) say(t('studio:operations.lost', { name, key }));
	if (lost.length) throw new Error(t('studio:operations.restore-lacks', { count: lost.length }));
	return copied;
}

/** Browsers may hold marks that this database has never seen: new epochs make them start from what is here. */
async function renew(database: string) {
	const db = openDb(database, resolve('drizzle'));
	const ids = makeIds();
	await db.transaction((tx) => {
		for (const { id } of tx.select({ id: gallery.id }).from(gallery).all())
			tx.update(gallery)
				.set({ epoch: ids.bytes(6).toString('hex') })
				.where(eq(gallery.id, id))
				.run();
		endUploads(tx);
	});
	db.close();
}

/** Their bytes so far lay in temporary files, which a backup does not hold. */
const endUploads = (tx: Transaction) =>
	tx.update(upload).set({ status: 'cancelled' }).where(eq(upload.status, 'receiving')).run();
