import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { Env } from '#src/env.ts';
import { t } from '#lib/messages/index.ts';
import { copyDatabase, examineDatabase, readDatabase } from '../db/copies.ts';
import { diskStorage } from '../storage/disk.ts';
import { makeStorage } from '../storage/make.ts';
import type { Storage } from '../storage/storage.ts';
import { copyObjects, type Copied } from './copy-objects.ts';
import { DATABASE, SECRET } from './data-folder.ts';
import { references, type Reference } from './references.ts';

const UNFINISHED = 'proofsheet.db.unfinished';

/** The sweep may remove what nobody needs any more while we copy: then the database is copied once more. */
const ROUNDS = 3;

/**
 * A copy that can be restored by itself, taken while the server runs: database, objects, secret. Into a folder that
 * holds an earlier backup only what is new is copied, and that one stays whole until this one is complete.
 */
export async function backup(env: Env, dir: string, say: (line: string) => void): Promise<void> {
	if (env.DATABASE_URL) throw new Error(t('console:operations.server-backup'));
	const dataDir = resolve(env.DATA_DIR);
	const target = resolve(dir);
	if (`${target}${sep}`.startsWith(`${dataDir}${sep}`))
		throw new Error(t('console:operations.backup-inside'));
	if (!(await stat(join(dataDir, DATABASE)).catch(() => null)))
		throw new Error(t('console:operations.nothing-to-back-up', { dir: dataDir }));
	await assertOurs(target);
	const kept = await openFolder(target);
	const unfinished = join(target, UNFINISHED);
	const { wanted, copied } = await copyUntilWhole(makeStorage(env, dataDir), kept, () =>
		copiedReferences(join(dataDir, DATABASE), unfinished)
	);
	await copyFile(join(dataDir, SECRET), join(target, SECRET));
	await rename(unfinished, join(target, DATABASE));
	await forgetOthers(kept, wanted);
	await rm(join(target, 'tmp'), { recursive: true, force: true });
	report(copied, say);
	say(t('console:operations.backed-up', { count: wanted.length, dir: target }));
}

/** A folder with other things in it is somebody's mistake. */
async function assertOurs(target: string) {
	const entries = await readdir(target).catch(() => []);
	const ours = [DATABASE, UNFINISHED, SECRET, 'objects', 'tmp'];
	if (entries.some((entry) => !ours.includes(entry)))
		throw new Error(t('console:operations.backup-not-empty', { dir: target }));
}

async function openFolder(target: string): Promise<Storage> {
	await mkdir(join(target, 'tmp'), { recursive: true, mode: 0o700 });
	return diskStorage(join(target, 'objects'), join(target, 'tmp'));
}

async function copiedReferences(from: string, to: string): Promise<Reference[]> {
	await rm(to, { force: true });
	await copyDatabase(from, to);
	const { intact, problem } = await examineDatabase(to);
	if (!intact) throw new Error(t('console:operations.database-damaged', { problem }));
	return readDatabase(to, references);
}

async function copyUntilWhole(from: Storage, to: Storage, list: () => Promise<Reference[]>) {
	for (let round = 1; ; round++) {
		const wanted = await list();
		const copied = await copyObjects(from, to, wanted);
		const lacks = copied.missing.some((reference) => reference.needed);
		if (!lacks || round === ROUNDS) return { wanted, copied };
	}
}

/** What an earlier backup had and the database no longer names: erased means erased here too. */
async function forgetOthers(kept: Storage, wanted: readonly Reference[]) {
	const named = new Set(wanted.map((reference) => reference.key));
	for await (const { key } of kept.list('')) if (!named.has(key)) await kept.remove(key);
}

/** The backup is as whole as the studio; what the studio itself lacks is said, and is a failure. */
function report({ missing, damaged }: Copied, say: (line: string) => void) {
	const lost = [...missing.filter((reference) => reference.needed), ...damaged];
	if (!lost.length) return;
	for (const { name, key } of lost.slice(0, 20)) say(t('console:operations.lost', { name, key }));
	throw new Error(t('console:operations.backup-lacks', { count: lost.length }));
}
