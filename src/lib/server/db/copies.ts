import Sqlite from 'better-sqlite3';
import { shapeOf } from './migrations.ts';
import { connect, type Database } from './open.ts';

/** Copies a database that may be in use, as of one moment, into one file that needs no journal beside it. */
export async function copyDatabase(from: string, to: string) {
	const source = new Sqlite(from, { readonly: true, fileMustExist: true });
	try {
		await source.backup(to);
	} finally {
		source.close();
	}
	const copy = new Sqlite(to);
	copy.pragma('journal_mode = DELETE');
	copy.close();
}

export type DatabaseFacts = { sqlite: string; intact: boolean; problem: string };

/** What a start would make of the file's shape; `folder`: the migrations of this version. */
export const examineShape = (file: string, folder: string) =>
	withFile(file, async (raw) => shapeOf(raw, folder));

/** Opens a database file for reading only and checks every page of it. */
export async function examineDatabase(file: string): Promise<DatabaseFacts> {
	return withFile(file, async (raw) => {
		const problem = String(raw.pragma('integrity_check', { simple: true }));
		const sqlite = String(raw.prepare('select sqlite_version()').pluck().get());
		return { sqlite, intact: problem === 'ok', problem };
	});
}

/** Reads a database file with nothing else open on it; nothing of `read` may be used afterwards. */
export async function readDatabase<T>(file: string, read: (db: Database) => Promise<T>): Promise<T> {
	return withFile(file, async (raw) => read(readerOf(raw)));
}

/** As `readDatabase`, for work that asks others between two questions. */
export async function consultDatabase<T>(file: string, consult: (db: Database) => Promise<T>): Promise<T> {
	const raw = openFile(file);
	try {
		return await consult(readerOf(raw));
	} finally {
		raw.close();
	}
}

const openFile = (file: string) => new Sqlite(file, { readonly: true, fileMustExist: true });
const readerOf = (raw: Sqlite.Database): Database => connect(raw);

async function withFile<T>(file: string, use: (raw: Sqlite.Database) => Promise<T>): Promise<T> {
	const raw = openFile(file);
	try {
		return await use(raw);
	} finally {
		raw.close();
	}
}
