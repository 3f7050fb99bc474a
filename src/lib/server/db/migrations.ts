import { renameSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { t } from '#lib/messages/index.ts';
import { StartupError } from './startup-error.ts';
import { tryLock } from './lock.ts';

/**
 * Brings the file to this version's shape in one transaction: interrupted, it starts again from the old one. A copy
 * is put beside it first (`<file>.before-update`). A file that a newer version has written is refused.
 */
export function bringUpToDate(file: string, raw: Database.Database, folder: string) {
	if (lastOf(raw) === newestIn(folder)) return;
	const release = lockFor(`${file}.update.lock`);
	try {
		const shape = shapeOf(raw, folder);
		if (shape === 'newer') throw new StartupError(t('console:operations.database-newer', { file }));
		if (shape === 'older') copyBeside(file, raw);
		migrate(drizzle(raw), { migrationsFolder: folder });
	} finally {
		release();
	}
}

/** How a database file's shape stands to this version's; `none`: nothing of ours was ever in it. */
export const shapeOf = (raw: Database.Database, folder: string): Shape => shapeAmong(lastOf(raw), folder);

export type Shape = 'none' | 'older' | 'current' | 'newer';

/** The same from the time of the last migration that it had; null: none of ours. */
export function shapeAmong(last: number | null, folder: string): Shape {
	const newest = newestIn(folder);
	if (last === null) return 'none';
	if (last === newest) return 'current';
	return last < newest ? 'older' : 'newer';
}

const newestIn = (folder: string) =>
	Math.max(...readMigrationFiles({ migrationsFolder: folder }).map(({ folderMillis }) => folderMillis));

function lastOf(raw: Database.Database): number | null {
	const exists = raw.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get();
	if (!exists) return null;
	const last = raw.prepare('select max(created_at) from __drizzle_migrations').pluck().get();
	return last === null ? null : Number(last);
}

function copyBeside(file: string, raw: Database.Database) {
	const [copy, unfinished] = [`${file}.before-update`, `${file}.before-update.unfinished`];
	rmSync(unfinished, { force: true });
	raw.prepare('vacuum into ?').run(unfinished);
	renameSync(unfinished, copy);
}

const PATIENCE_MS = 60_000;
const LOOK_MS = 50;

/** Web and worker may start at the same moment: the second finds the work done. */
function lockFor(path: string): () => void {
	const giveUpAt = performance.now() + PATIENCE_MS;
	for (;;) {
		const release = tryLock(path);
		if (release) return release;
		if (performance.now() > giveUpAt) throw new StartupError(t('console:operations.update-busy'));
		// nothing else runs before the database is open
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
	}
}
