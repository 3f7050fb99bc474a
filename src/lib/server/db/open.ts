import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { commitListeners, type Listener, type Touched } from './commit-listeners.ts';
import { examineSuspect, watchHealth, type Health } from './health.ts';
import { keepStatements } from './kept-statements.ts';
import { bringUpToDate } from './migrations.ts';
import { teachNames } from './name-functions.ts';
import { oncePerTurn } from './once-per-turn.ts';
import { assertOurs, assertShape, assertSound, openInWords } from './open-in-words.ts';
import { assertOutsideSnapshot, snapshots, type Snapshot } from './snapshots.ts';
import { transactions, type Database, type Transaction, type Write } from './transaction.ts';
import * as schema from './schema.ts';

export type { Database, Touched, Transaction };

/** `read` is a read-only connection; every write goes through `transaction`. */
export type Db = {
	read: Database;
	/** Several reads of one moment: what anybody commits meanwhile is not half seen. */
	snapshot: Snapshot;
	transaction: Write;
	/** Says that the open transaction wrote something others wait for; `onCommit` listeners hear of it afterwards. */
	touched: (what: Touched) => void;
	onCommit: (listener: Listener) => void;
	/** Differs after any commit by any process: what was read under the same stamp is still true. */
	stamp: () => Promise<number | string>;
	/** Told once when this process may write no more: the file was replaced, or the disk failed. It has to end then. */
	onBroken: Health['onBroken'];
	/** Consistent copy of the database while it is in use. */
	backup: (toFile: string) => Promise<void>;
	close: () => Promise<void>;
};

// Below 3.51.3 two connections and a checkpoint can corrupt a WAL database (sqlite.org, WAL-reset bug)
const SQLITE_FLOOR = [3, 51, 3];

/**
 * better-sqlite3 answers at once, and drizzle's types say so. Everything here is written as if it did not, so that a
 * database which answers later can stand in its place.
 */
export const connect = (raw: Sqlite.Database) =>
	drizzle(raw, { schema, casing: 'snake_case' }) as unknown as Transaction;

/** Opens (and migrates) the database file: WAL, synchronous=FULL, one writer and one read-only connection. */
export async function openDb(file: string, migrationsFolder: string): Promise<Db> {
	const writer = openInWords(file, () => openWriter(file, migrationsFolder));
	// waiting for another process's lock stops this one: the queue waits instead, and lets it breathe
	writer.pragma('busy_timeout = 25');
	const health = watchHealth(file);
	const reader = open(file, { readonly: true });
	const commits = commitListeners();
	const dataVersion = reader.prepare<[], number>('pragma data_version').pluck();
	const stamp = oncePerTurn(() => dataVersion.get() ?? 0);
	const committed = () => {
		stamp.forget();
		commits.committed();
	};
	const read = connect(keepStatements(reader));
	const pool = snapshots(() => {
		const raw = open(file, { readonly: true });
		return { raw, db: connect(keepStatements(raw)) };
	});
	const write = transactions(writer, connect(keepStatements(writer)), { ...commits, committed }, health);
	return {
		read,
		snapshot: pool.snapshot,
		stamp: async () => stamp.read(),
		transaction: async (work) => {
			assertOutsideSnapshot();
			return write(work);
		},
		touched: commits.touched,
		onCommit: commits.listen,
		onBroken: health.onBroken,
		backup: async (toFile) => void (await writer.backup(toFile)),
		close: async () => {
			health.close();
			pool.close();
			reader.close();
			writer.close();
		}
	};
}

/** A file that is damaged, foreign or not to be had is refused in a sentence. */
function openWriter(file: string, migrationsFolder: string): Sqlite.Database {
	const writer = open(file, {});
	try {
		assertVersion(writer);
		examineSuspect(file, writer);
		assertSound(file, writer);
		assertOurs(file, writer);
		teachNames(writer);
		bringUpToDate(file, writer, migrationsFolder);
		assertShape(file, writer);
		return writer;
	} catch (error) {
		writer.close();
		throw error;
	}
}

function open(file: string, options: Sqlite.Options) {
	const raw = new Sqlite(file, options);
	if (!options.readonly) raw.pragma('journal_mode = WAL');
	// better-sqlite3 is built with NORMAL for WAL, which may lose the last commits at a power cut
	raw.pragma('synchronous = FULL');
	raw.pragma('foreign_keys = ON');
	raw.pragma('busy_timeout = 5000');
	raw.pragma('trusted_schema = OFF');
	raw.pragma('mmap_size = 0');
	raw.pragma('cache_size = -32000');
	raw.pragma('wal_autocheckpoint = 1000');
	return raw;
}

function assertVersion(raw: Sqlite.Database) {
	const found = String(raw.prepare('select sqlite_version()').pluck().get());
	if (!isSafeSqlite(found)) throw new Error(`SQLite ${found} is older than ${SQLITE_FLOOR.join('.')}`);
}

export function isSafeSqlite(version: string): boolean {
	const parts = version.split('.').map(Number);
	const differs = SQLITE_FLOOR.findIndex((floor, i) => (parts[i] ?? 0) !== floor);
	return differs < 0 || (parts[differs] ?? 0) > (SQLITE_FLOOR[differs] ?? 0);
}
