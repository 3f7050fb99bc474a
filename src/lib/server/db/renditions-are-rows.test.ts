import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { databaseBefore } from '#tests/support/cast/earlier-database.ts';
import { openDb } from './open.ts';

// What an earlier version kept as JSON and as the key of one picture: every key is named afterwards, by its recipe.

const preview = (key: string, width: number, height: number) => ({ width, height, key, bytes: width * 10 });
const keyOf = (version: string, width: number | string) => `renditions/ab/${version}-${width}.webp`;

type Row = { recipe: string; state: string; key: string | null; width: number | null; bytes: number | null };

let made: Record<string, Row[]>;
let jobs: unknown[];
let columns: string[];
beforeEach(async () => {
	const { path, raw } = databaseBefore('renditions_are_rows');
	const put = raw.prepare(
		`insert into version (id, gallery_id, name, section, storage_key, sha256, crc32, bytes, kind, picture, capture, status,
			created_at, width, height, renditions, half_key)
		values (@id, 'g', @id, '', 'originals/' || @id, '', 0, 1, 'jpeg', 1, '{}', 'current', 0, @width, @height, @list, @half)`
	);
	const version = (id: string, [width, height]: number[], edges: number[], half: string | null = null) => {
		const list = edges.map((edge) => preview(keyOf(id, edge), edge, Math.ceil(edge / 2)));
		put.run({ id, width, height, list: JSON.stringify(list), half });
	};
	version('usual', [6000, 4001], [1500, 750, 400], keyOf('usual', 'half'));
	version('below-800', [700, 500], [700, 400, 350]);
	version('double', [800, 600], [800, 400]);
	version('tiny', [1, 1], [1], keyOf('tiny', 1));
	version('huge', [65_500, 4000], [2100, 1050, 400], keyOf('huge', 'half'));
	version('strange', [900, 900], [400, 400, 400, 200]);
	version('none', [0, 0], []);
	const job = raw.prepare(
		'insert into job (id, name, key, live_key, payload, state, again, run_at, attempts, fence, created_at) values (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0)'
	);
	job.run('j1', 'half', 'half:usual', 'half:usual', '{"versionId":"usual"}', 'queued');
	job.run('j2', 'half', 'half:tiny', null, '{"versionId":"tiny"}', 'done');
	job.run('j3', 'ingest', 'ingest:none', 'ingest:none', '{"versionId":"none"}', 'queued');
	raw.close();

	await (await openDb(path, resolve('drizzle'))).close();
	const after = new Database(path, { readonly: true });
	onTestFinished(() => void after.close());
	const rows = after.prepare<[], Row & { id: string }>(
		'select version_id id, recipe, state, key, width, height, bytes from rendition order by version_id, width desc'
	);
	made = Object.groupBy(rows.all(), ({ id }) => id) as typeof made;
	jobs = after.prepare('select name, key, live_key, payload from job order by id').raw().all();
	columns = after.prepare<[], string>("select name from pragma_table_info('version')").pluck().all();
});

const namesOf = (id: string) => made[id]?.map(({ recipe, key }) => [recipe, key]);

test('each preview has the name of its recipe, with its key, size and bytes', () => {
	expect(made['usual']?.filter(({ recipe }) => recipe !== 'half')).toMatchObject([
		{ recipe: 'large', state: 'ready', key: keyOf('usual', 1500), width: 1500, height: 750, bytes: 15_000 },
		{ recipe: 'medium', state: 'ready', key: keyOf('usual', 750), width: 750, height: 375, bytes: 7500 },
		{ recipe: 'small', state: 'ready', key: keyOf('usual', 400), width: 400, height: 200, bytes: 4000 }
	]);
	expect(namesOf('below-800')).toEqual([
		['large', keyOf('below-800', 700)],
		['small', keyOf('below-800', 400)],
		['medium', keyOf('below-800', 350)]
	]);
	expect(namesOf('double')).toEqual([
		['large', keyOf('double', 800)],
		['medium', keyOf('double', 400)]
	]);
	expect(made['none']).toBeUndefined();
});

test('the half-size picture has its size; bytes that nobody wrote down stay unknown', () => {
	const half = (id: string) => made[id]?.find(({ recipe }) => recipe === 'half');
	const ready = { state: 'ready', bytes: null };
	expect(half('usual')).toMatchObject({ ...ready, key: keyOf('usual', 'half'), width: 3000, height: 2000 });
	expect(half('huge')).toMatchObject({ ...ready, key: keyOf('huge', 'half'), width: 16_383, height: 1000 });
});

test('where the largest preview stood in for it, none can be made', () => {
	expect(made['tiny']).toMatchObject([
		{ recipe: 'large', state: 'ready', key: keyOf('tiny', 1) },
		{ recipe: 'half', state: 'failed', key: null, width: null, bytes: null }
	]);
});

test('more previews of one name than this version makes are all named', () => {
	expect(made['strange']?.map(({ recipe }) => recipe).sort()).toEqual(['large', 'medium', 'small', 'small2']);
});

test('a queued job goes on under its new name; the columns are gone', () => {
	expect(jobs).toEqual([
		['render', 'render:half:usual', 'render:half:usual', '{"versionId":"usual","recipe":"half"}'],
		['render', 'render:half:tiny', null, '{"versionId":"tiny","recipe":"half"}'],
		['ingest', 'ingest:none', 'ingest:none', '{"versionId":"none"}']
	]);
	expect(columns).not.toContain('renditions');
	expect(columns).not.toContain('half_key');
});
