import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { eq } from 'drizzle-orm';
import type { Env } from '#src/env.ts';
import { t } from '#lib/messages/index.ts';
import { makeTokens } from '../auth/tokens.ts';
import { makeIds } from '../db/ids.ts';
import { examineDatabase, readDatabase } from '../db/copies.ts';
import { openDb, type Transaction } from '../db/open.ts';
import { gallery, installation, orphan, upload } from '../db/schema.ts';
import { diskStorage } from '../storage/disk.ts';
import { syncFolder } from '../storage/folders.ts';
import { checkedKey, IDENTITY_KEY } from '../storage/keys.ts';
import { makeStorage } from '../storage/make.ts';
import type { Storage } from '../storage/storage.ts';
import { DATABASE, RESTORING, SECRET } from './data-folder.ts';
import { copyObjects } from './copy-objects.ts';
import { references } from './references.ts';
import { secretFrom } from './secret.ts';
import { compareSecret } from './secret-fit.ts';

/**
 * Puts a backup into an empty data folder. A mark is there from the first to the last step: meanwhile nothing can be
 * started on it, and asked again, the restore goes on where it was cut off.
 */
export async function restore(env: Env, dir: string, say: (line: string) => void): Promise<void> {
	if (env.DATABASE_URL) throw new Error(t('console:operations.server-restore'));
	const source = resolve(dir);
	const dataDir = resolve(env.DATA_DIR);
	const arriving = join(dataDir, 'tmp', 'restore.db');
	await assertBackup(source);
	const storage = makeStorage(env, dataDir);
	await assertNobodys(storage);
	const mark = join(dataDir, RESTORING);
	if (!(await stat(mark).catch(() => null))) {
		await assertEmpty(dataDir);
		await assertEmptyStorage(storage);
	}
	await mkdir(join(dataDir, 'tmp'), { recursive: true, mode: 0o700 });
	await writeFile(mark, `${source}\n`, { mode: 0o600, flush: true });
	for (const ending of ['', '-wal', '-shm', '-journal']) await rm(arriving + ending, { force: true });
	await copyFile(join(source, DATABASE), arriving);
	const { intact, problem } = await examineDatabase(arriving);
	if (!intact) throw new Error(t('console:operations.database-damaged', { problem }));
	const count = await bringObjects(source, storage, arriving, say);
	const fits = await renew(arriving, secretFrom(await readFile(join(source, SECRET), 'utf8')));
	await bringSecret(join(source, SECRET), join(dataDir, SECRET));
	await chmod(arriving, 0o600);
	await rename(arriving, join(dataDir, DATABASE));
	// on the disk before the mark goes: after a power cut the start would find half of it, and no mark
	await syncFolder(dataDir);
	await rm(mark);
	// what was kept is worth more than its links: they can be ended, and then a server starts on it
	if (!fits) throw new Error(t('console:operations.restored-secret-strange', { dir: dataDir }));
	say(t('console:operations.restored', { count, dir: dataDir }));
}

async function bringSecret(from: string, to: string) {
	await rm(to, { force: true });
	await writeFile(to, await readFile(from), { mode: 0o600, flush: true });
}

async function assertBackup(source: string) {
	const found = await Promise.all(
		[DATABASE, SECRET].map((name) => stat(join(source, name)).catch(() => null))
	);
	// a data folder is no backup: what was written last stands in a journal beside its database
	const journal = await stat(join(source, `${DATABASE}-wal`)).catch(() => null);
	if (found.includes(null) || journal) throw new Error(t('console:operations.no-backup', { dir: source }));
}

async function assertEmpty(dataDir: string) {
	const entries = await readdir(dataDir).catch(() => []);
	// a server that was refused leaves its lock
	if (entries.some((name) => !name.startsWith('web.lock')))
		throw new Error(t('console:operations.not-empty', { dir: dataDir }));
}

/** A restore writes no identity, the first start does: one that is there is another studio's. */
async function assertNobodys(storage: Storage) {
	if (await storage.stat(IDENTITY_KEY))
		throw new Error(t('console:operations.storage-not-empty', { key: IDENTITY_KEY }));
}

async function assertEmptyStorage(storage: Storage) {
	for await (const { key } of storage.list(''))
		throw new Error(t('console:operations.storage-not-empty', { key }));
}

/** Every key is checked for its shape before anything is written: a backup may have been tampered with. */
async function bringObjects(source: string, storage: Storage, database: string, say: (line: string) => void) {
	const wanted = await readDatabase(database, references);
	for (const { key } of wanted) checkedKey(key);
	const from = diskStorage(join(source, 'objects'), join(source, 'tmp'));
	const { copied, missing, damaged } = await copyObjects(from, storage, wanted);
	const lost = [...missing.filter((reference) => reference.needed), ...damaged];
	for (const { name, key } of lost.slice(0, 20)) say(t('console:operations.lost', { name, key }));
	if (lost.length) throw new Error(t('console:operations.restore-lacks', { count: lost.length }));
	return copied;
}

/**
 * Browsers may hold marks that this database has never seen: new epochs make them start from what is here. Answers
 * whether its links were made from the secret that lay beside it.
 */
async function renew(database: string, secret: Buffer | null): Promise<boolean> {
	const db = await openDb(database, resolve('drizzle'));
	const ids = makeIds();
	await db.transaction(async (tx) => {
		for (const { id } of await tx.select({ id: gallery.id }).from(gallery).all())
			await tx
				.update(gallery)
				.set({ epoch: ids.bytes(6).toString('hex') })
				.where(eq(gallery.id, id))
				.run();
		await endUploads(tx);
		// the studio that was backed up may still run: this is another one, with a storage of its own
		await tx.update(installation).set({ identity: ids.next(), sweptAt: null }).run();
		await tx.delete(orphan).run();
	});
	const fits = secret !== null && (await compareSecret(db.read, makeTokens(secret))).fits;
	await db.close();
	return fits;
}

/** Their bytes so far lay in temporary files, which a backup does not hold. */
const endUploads = (tx: Transaction) =>
	tx.update(upload).set({ status: 'cancelled' }).where(eq(upload.status, 'receiving')).run();
