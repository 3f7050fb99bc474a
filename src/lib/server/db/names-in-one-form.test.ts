import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { databaseBefore } from '#tests/support/cast/earlier-database.ts';
import { openDb } from './open.ts';

const NFD = 'Mu\u0308ller.jpg';
const NFC = 'M\u00FCller.jpg';

test('names that an earlier version kept in two forms are one after the update, and are found by new keys', async () => {
	const { path, raw } = databaseBefore('names_in_one_form');
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
