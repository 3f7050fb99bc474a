import type Database from 'better-sqlite3';
import { t } from '#lib/messages/index.ts';
import type { KeyIn } from '#lib/messages/keys.ts';
import { describedTables } from './described-tables.ts';
import { StartupError } from './startup-error.ts';

const SENTENCES: readonly [code: RegExp, key: KeyIn<'console:operations.'> & `database-${string}`][] = [
	[/^SQLITE_(NOTADB|CORRUPT)/, 'database-damaged-at'],
	[/^SQLITE_READONLY/, 'database-read-only'],
	[/^SQLITE_(BUSY|LOCKED)/, 'database-locked'],
	[/^SQLITE_(CANTOPEN|PERM|AUTH)/, 'database-unopened'],
	[/^SQLITE_FULL/, 'database-disk-full'],
	[/^SQLITE_IOERR/, 'database-unreadable'],
	[/^SQLITE_ERROR/, 'database-foreign']
];

/** Runs what opens a database file; what SQLite complains of becomes a sentence that names the file and what to do. */
export function openInWords<T>(file: string, open: () => T): T {
	try {
		return open();
	} catch (error) {
		const cause = sqliteError(error);
		const key = cause && SENTENCES.find(([code]) => code.test(cause.code))?.[1];
		if (!cause || !key) throw error;
		throw new StartupError(t(`console:operations.${key}`, { file, problem: cause.message }), {
			cause: error
		});
	}
}

/** drizzle wraps what it runs. */
function sqliteError(error: unknown): { code: string; message: string } | null {
	if (!(error instanceof Error)) return null;
	if ('code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_'))
		return { code: error.code, message: error.message };
	return sqliteError(error.cause);
}

/** Every page is read once: a damaged one would otherwise be met in the middle of somebody's work. */
export function assertSound(file: string, raw: Database.Database) {
	const problem = String(raw.pragma('quick_check(1)', { simple: true }));
	if (problem !== 'ok')
		throw new StartupError(t('console:operations.database-damaged-at', { file, problem }));
}

/** Tables of another program, in which ours would be made. */
export function assertOurs(file: string, raw: Database.Database) {
	const all =
		"select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'";
	const names = raw.prepare<[], string>(all).pluck().all();
	if (names.length === 0 || names.includes('__drizzle_migrations')) return;
	throw new StartupError(t('console:operations.database-foreign', { file, problem: `table ${names[0]}` }));
}

/** Whatever its migrations say, each table and column that we use has to be there. */
export function assertShape(file: string, raw: Database.Database) {
	const has = raw.prepare<[string], string>('select name from pragma_table_info(?)').pluck();
	for (const { table, columns } of describedTables()) {
		const found = new Set(has.all(table));
		const lacks = columns.find((column) => !found.has(column));
		if (lacks === undefined) continue;
		const problem = found.size ? `no column ${table}.${lacks}` : `no table ${table}`;
		throw new StartupError(t('console:operations.database-foreign', { file, problem }));
	}
}
