import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { expect, onTestFinished, test } from 'vitest';
import { openDb } from './open.ts';

/** The migrations of the version before names had one form. */
function earlier(dir: string) {
	const folder = join(dir, 'drizzle');
	cpSync(resolve('drizzle'), folder, { recursive: true });
	const path = join(folder, 'meta/_journal.json');
	const journal: { entries: { tag: string }[] } = JSON.parse(readFileSync(path, 'utf8'));
	const at = journal.entries.findIndex(({ tag }) => tag.endsWith('names_in_one_form'));
	writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, at) }));
	return folder;
}

const NFD = 'Mu\u0308ller.jpg';
const NFC = 'M\u00FCller.jpg';

test('names that an earlier version kept in two forms are one after the update, and are found by new keys', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'proofsheet-names-'));
	onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
	const path = join(dir, 'proofsheet.db');
	const raw = new Database(path);
	// not opened as ours: this version's shape has columns that came later
	migrate(drizzle(raw), { migrationsFolder: earlier(dir) });
	raw.pragma('foreign_keys = OFF');
	const put = raw.prepare(
		"insert into file (id, gallery_id, section, name, camera_name, state, current_version, status, next_version, created_at) values (?, 'g', ?, ?, ?, 'PROOF', 1, 'ready', 2, 0)"
	);
	put.run('a', 'Ku\u0308che', NFD, NFD);
	put.run('b', 'K\u00FCche', '\u039F\u0394\u039F\u03A3.JPG', 'b.jpg');
	const name = raw.prepare("insert into file_name values (?, 'g', ?, ?, ?)");
	name.run('a', NFD, 'm\u00FCller.jpg', 'm\u00FCller');
	name.run('a', NFC, 'm\u00FCller.jpg', 'm\u00FCller');
	name.run('b', '\u039F\u0394\u039F\u03A3', '\u03BF\u03B4\u03BF\u03C2', '\u03BF\u03B4\u03BF\u03C2');
	raw.close();

	await (await openDb(path, resolve('drizzle'))).close();
	const after = new Database(path, { readonly: true });
	onTestFinished(() => void after.close());
	expect(after.prepare('select id, section, name, camera_name camera from file order by id').all()).toEqual([
		{ id: 'a', section: 'K\u00FCche', name: NFC, camera: NFC },
		{ id: 'b', section: 'K\u00FCche', name: '\u039F\u0394\u039F\u03A3.JPG', camera: 'b.jpg' }
	]);
	expect(after.prepare('select file_id, name, name_key from file_name order by file_id').raw().all()).toEqual(
		[
			['a', NFC, 'm\u00FCller.jpg'],
			['b', '\u039F\u0394\u039F\u03A3', '\u03BF\u03B4\u03BF\u03C3']
		]
	);
});
