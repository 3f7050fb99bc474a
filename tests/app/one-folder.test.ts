import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeApi, until, type Api } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';

// F30 and F18: who may work on a data folder, and what happens when the database is taken away from under it.

let app: App;
let api: Api;
let galleryId: string;

beforeAll(async () => {
	app = await startApp({ ROLE: 'web' });
	api = makeApi(app.origin, app.token);
	({ id: galleryId } = await (
		await api.send('POST', '/galleries', { title: 'One folder', preset: 'download' })
	).json());
});
afterAll(() => app.close());

test('a second server on the folder ends with one clear sentence, and the first works on', async () => {
	const second = startApp({ DATA_DIR: app.dataDir });
	await expect(second).rejects.toThrow(
		`The app ended with 1:\nAnother Proofsheet server already runs on ${app.dataDir}.`
	);
	await second.catch((error: Error) => expect(error.message).not.toContain('    at '));
	expect((await api.get('/galleries')).status).toBe(200);
});

test('a worker of its own works beside the web server, and so does a command', async () => {
	expect((await fetch(`${app.origin}/readyz`)).status).toBe(503);
	const worker = app.beside({ ROLE: 'worker' });
	await api.put(`/galleries/${galleryId}/files/A.jpg`, await picture());
	const files = await until<{ status: string }[]>(
		() => api.json(`/galleries/${galleryId}/files`),
		(list) => list[0]?.status === 'ready'
	);
	expect(files).toHaveLength(1);
	expect(app.token).not.toBe('');
	const ready = async () => (await fetch(`${app.origin}/readyz`)).status;
	await expect.poll(ready).toBe(200);
	await worker.end();
});

test('the database moved away: nothing empty is put in its place, not even by the next start', async () => {
	const path = join(app.dataDir, 'proofsheet.db');
	const [aside, from] = [`${path}.aside`, app.lines.length];
	renameSync(path, aside);
	await app.gone();
	expect(app.lines.slice(from).join('\n')).toContain('was replaced or deleted while it was open');
	await expect(app.again()).rejects.toThrow(/ended with 1:\nThe database .* is missing/);
	expect(existsSync(path)).toBe(false);
	renameSync(aside, path);
	await app.again();
	expect(await api.json(`/galleries/${galleryId}/files`)).toHaveLength(1);
});
