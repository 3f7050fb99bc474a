import Database from 'better-sqlite3';

/**
 * Holds a lock until this process ends, however it ends. Answers its release; null while another process has it.
 * The release must be kept: once it is collected, so is the open file, and the lock is gone.
 */
export function tryLock(path: string): (() => void) | null {
	// SQLite's locks are the system's own and go with their process: no file with a dead number in it is left behind
	const file = new Database(path, { timeout: 0 });
	try {
		file.exec('BEGIN EXCLUSIVE');
		return () => void file.close();
	} catch (error) {
		file.close();
		if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return null;
		throw error;
	}
}
