import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartupError } from './startup-error.ts';
import { openDb } from './open.ts';

// F46: an update of the database that is interrupted, at any point, is begun again or refused in words.

let dir: string;
const file = () => join(dir, 'proofsheet.db');
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'proofsheet-update-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** The real migrations and one more, which the next version of us would bring. */
function nextVersion(sql: string) {
	const folder = join(dir, `drizzle-${sql.length}`);
	cpSync(resolve('drizzle'), folder, { recursive: true });
	const path = join(folder, 'meta/_journal.json');
	const journal = JSON.parse(readFileSync(path, 'utf8'));
	const idx = journal.entries.length;
	const when = journal.entries.at(-1).when + 1000;
	journal.entries.push({ idx, version: '6', when, tag: 'next', breakpoints: true });
	writeFileSync(path, JSON.stringify(journal));
	writeFileSync(join(folder, 'next.sql'), sql);
	return folder;
}

const BREAK = '\n--> statement-breakpoint\n';
const added = 'alter table studio add column motto text;';
const tables = (path = file()) => {
	const raw = new Database(path);
	const found = raw.prepare('select name from sqlite_master order by name').pluck().all();
	const columns = raw.prepare("select name from pragma_table_info('studio')").pluck().all();
	raw.close();
	return { found, columns };
};

test('one that fails in the middle leaves the old shape, a copy of it, and starts again', async () => {
	await (await openDb(file(), resolve('drizzle'))).close();
	const before = tables();
	const broken = nextVersion(`${added}${BREAK}insert into nowhere values (1);`);
	await expect(() => openDb(file(), broken)).rejects.toThrow();
	expect(tables()).toEqual(before);
	expect(tables(`${file()}.before-update`)).toEqual(before);
	const db = await openDb(file(), nextVersion(added));
	await db.close();
	expect(tables().columns).toContain('motto');
	expect(tables(`${file()}.before-update`).columns).not.toContain('motto');
});

test('a first start makes no copy, and neither does a start without news', async () => {
	await (await openDb(file(), resolve('drizzle'))).close();
	await (await openDb(file(), resolve('drizzle'))).close();
	expect(existsSync(`${file()}.before-update`)).toBe(false);
});

test('a database of a newer version is refused in words, unchanged', async () => {
	await (await openDb(file(), nextVersion(added))).close();
	const before = tables();
	await expect(() => openDb(file(), resolve('drizzle'))).rejects.toThrow(StartupError);
	await expect(() => openDb(file(), resolve('drizzle'))).rejects.toThrow('newer version');
	expect(tables()).toEqual(before);
});
