import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { t } from '#lib/messages/index.ts';
import { StartupError } from '../db/startup-error.ts';

/** What stands in a data folder; database and secret stand in a backup too. */
export const DATABASE = 'proofsheet.db';
export const SECRET = 'secret';
/** There from the first to the last moment of a restore. */
export const RESTORING = 'restore.unfinished';

const FOLDER = 0o700;
const FILE = 0o600;

/** What this process and its children make is for its own user only: originals, addresses and hashes of passwords. */
export const keepPrivate = () => void process.umask(0o077);

/**
 * Makes what is missing of the folder, or refuses one that is not whole: a restore that was cut off, or a secret
 * without a database, where that lies here too. An empty studio in the place of a lost one would be taken for an order to
 * erase.
 */
export function prepareFolder(dataDir: string, holdsDatabase = true) {
	const database = join(dataDir, DATABASE);
	if (existsSync(join(dataDir, RESTORING)))
		throw new StartupError(t('console:operations.restore-unfinished', { dir: dataDir }));
	if (holdsDatabase && existsSync(join(dataDir, SECRET))) {
		const bytes = statSync(database, { throwIfNoEntry: false })?.size;
		if (bytes === undefined)
			throw new StartupError(t('console:operations.database-gone', { file: database }));
		if (bytes === 0) throw new StartupError(t('console:operations.database-empty', { file: database }));
	}
	try {
		mkdirSync(join(dataDir, 'tmp'), { recursive: true, mode: FOLDER });
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		throw new StartupError(t('console:operations.folder-refused', { dir: dataDir, problem }));
	}
}

/** Files of earlier versions were readable by others: the folder in which they lie is closed, and the database. */
export function closeToOthers(dataDir: string) {
	for (const name of ['', 'tmp', 'objects']) restrict(join(dataDir, name), FOLDER);
	for (const ending of ['', '-wal', '-shm']) restrict(join(dataDir, DATABASE + ending), FILE);
}

function restrict(path: string, mode: number) {
	const found = statSync(path, { throwIfNoEntry: false });
	if (!found || (found.mode & 0o077) === 0) return;
	try {
		chmodSync(path, mode);
	} catch {
		// somebody else's folder, or a disk without modes: the doctor says so
	}
}
