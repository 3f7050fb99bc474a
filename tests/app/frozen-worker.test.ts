import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeApi, until, type Api } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';

// F29: a worker that is stopped in the middle of its work, for longer than its lease, and wakes when another has done it.

let app: App;
let api: Api;
beforeAll(async () => {
	app = await startApp({ ROLE: 'web' });
	api = makeApi(app.origin, app.token);
});
afterAll(() => app.close());

type Row = { state: string; fence: number };

function readRows() {
	const db = new Database(join(app.dataDir, 'proofsheet.db'), { readonly: true });
	const job = db.prepare<[], Row>("select state, fence from job where name = 'ingest'").get();
	const version = db.prepare<[], { processed_at: number | null }>('select processed_at from version').get();
	const keys = db.prepare<[], string>('select key from rendition order by key').pluck().all();
	db.close();
	return { job, version, keys };
}

const previews = () =>
	readdirSync(join(app.dataDir, 'objects', 'renditions'), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ name }) => name)
		.sort();

const named = (keys: string[]) => keys.map((key) => key.split('/').at(-1)).sort();

test('a worker that wakes after its lease writes nothing, and takes its previews away again', async () => {
	const made = await api.send('POST', '/galleries', { title: 'Frozen', preset: 'download' });
	const { id }: { id: string } = await made.json();
	const sleeper = app.beside({ ROLE: 'worker' });
	await api.put(`/galleries/${id}/files/LARGE.jpg`, await picture({ width: 7000, height: 5000 }));
	await until(
		async () => readRows().job?.state,
		(state) => state === 'running'
	);
	process.kill(sleeper.pid, 'SIGSTOP');
	expect(readRows()).toMatchObject({ job: { state: 'running', fence: 1 }, version: { processed_at: null } });

	const other = app.beside({ ROLE: 'worker' });
	await until(
		async () => readRows().job?.state,
		(state) => state === 'done',
		60_000
	);
	const done = readRows();
	expect(done.job?.fence).toBe(2);
	await other.end();

	process.kill(sleeper.pid, 'SIGCONT');
	// it is awake when it does the next piece of work
	await api.put(`/galleries/${id}/files/NEXT.bin`, new Uint8Array(100));
	await until(
		() => api.json<{ status: string }[]>(`/galleries/${id}/files`),
		(files) => files.length === 2 && files.every(({ status }) => status === 'ready'),
		60_000
	);
	await until(
		async () => previews(),
		(found) => found.length === named(done.keys).length
	);
	await sleeper.end();
	expect(readRows()).toEqual(done);
	expect(previews()).toEqual(named(done.keys));
});
