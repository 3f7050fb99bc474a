import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { onTestFinished } from 'vitest';
import { teachNames } from '#lib/server/db/name-functions.ts';

/** A database as the version before this migration left it, and where it lies; its rows need no parents. */
export function databaseBefore(migration: string) {
	const dir = mkdtempSync(join(tmpdir(), 'proofsheet-earlier-'));
	onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
	const path = join(dir, 'proofsheet.db');
	const raw = new Database(path);
	teachNames(raw);
	// not opened as ours: this version's shape has columns that came later
	migrate(drizzle(raw), { migrationsFolder: migrationsBefore(dir, migration) });
	raw.pragma('foreign_keys = OFF');
	return { path, raw };
}

function migrationsBefore(dir: string, migration: string) {
	const folder = join(dir, 'drizzle');
	cpSync(resolve('drizzle'), folder, { recursive: true });
	const path = join(folder, 'meta/_journal.json');
	const journal: { entries: { tag: string }[] } = JSON.parse(readFileSync(path, 'utf8'));
	const at = journal.entries.findIndex(({ tag }) => tag.endsWith(migration));
	writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, at) }));
	return folder;
}
