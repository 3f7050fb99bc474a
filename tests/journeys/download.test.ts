import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '#tests/support/app/app.ts';
import { unzipped } from '#tests/support/app/cut.ts';
import { sharedMedia } from '#tests/support/media/media.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { enter, makeApi, sha256, until, type Api, type Client } from '#tests/support/app/api.ts';

// Proof and download from the outside: a "download" gallery with a PSD and a RAW among the files, taken one by one and whole.

let app: App;
let api: Api;
let cleo: Client;
let galleryId: string;
const files = new Map<string, Buffer>();

/** A layered file of 32 bits, which nobody pictures: its head, then bytes of its own. */
const psd = () => {
	const head = Buffer.from('38425053000100000000000000030000001000000010002000030000', 'hex');
	return Buffer.concat([head, Buffer.alloc(70_000, 'layers')]);
};
/** A camera's own file where the samples are at hand, else one that begins like a Nikon's. */
const raw = () => {
	const sample = sharedMedia('formats/raw-nikon-d70.nef');
	if (sample) return readFileSync(sample);
	return Buffer.concat([Buffer.from('4d4d002a00000008', 'hex'), Buffer.alloc(90_000, 'sensor')]);
};

beforeAll(async () => {
	files.set('DSC_0001.jpg', await picture({ seed: 1, width: 900, height: 600 }));
	files.set('cover.psd', psd());
	files.set('DSC_0001.NEF', raw());
	app = await startApp();
	api = makeApi(app.origin, app.token);
	const made = await api.send('POST', '/galleries', { title: 'Wedding', preset: 'download' });
	galleryId = (await made.json()).id;
	for (const [name, bytes] of files)
		expect((await api.put(`/galleries/${galleryId}/files/${name}`, bytes)).status).toBe(201);
	await until(
		() => api.json(`/galleries/${galleryId}/files`),
		(list) => list.every((file: { status: string }) => file.status === 'ready')
	);
	const to = ['Cleo <cleo@client.test>'];
	const sent = await (await api.send('POST', `/galleries/${galleryId}/invitations`, { to })).json();
	cleo = await enter(app.origin, sent.links[0].url, galleryId);
});
afterAll(async () => {
	cleo?.close();
	await app?.close();
});

type Listed = { id: string; name: string; canDownload: boolean; canOrder: boolean; renditions: unknown[] };
const listed = async (): Promise<Listed[]> => (await cleo.get(`/g/${galleryId}/files`)).json();

test('an invited client sees all of them, pictured or not, and may have each', async () => {
	const all = await listed();
	expect(all.map(({ name }) => name).sort()).toEqual([...files.keys()].sort());
	expect(all.every(({ canDownload, canOrder }) => canDownload && !canOrder)).toBe(true);
	expect(all.find(({ name }) => name === 'DSC_0001.jpg')?.renditions).not.toHaveLength(0);
	expect(all.find(({ name }) => name === 'cover.psd')?.renditions).toHaveLength(0);
});

test('each file comes as it was uploaded, and nobody else gets it', async () => {
	for (const { id, name } of await listed()) {
		const path = `/g/${galleryId}/files/${id}/download`;
		const got = await cleo.get(path);
		expect(got.status, name).toBe(200);
		expect(sha256(await got.arrayBuffer()), name).toBe(sha256(files.get(name) ?? Buffer.alloc(0)));
		expect((await fetch(app.origin + path)).status, name).not.toBe(200);
	}
});

test('all of them come in one archive that unpacks to the same bytes', async () => {
	const made = await cleo.post(`/g/${galleryId}/archives`, { all: true });
	expect(made.ok).toBe(true);
	const { url, bytes, left }: { url: string; bytes: number; left: unknown[] } = await made.json();
	expect(left).toEqual([]);
	const archive = Buffer.from(await (await cleo.get(new URL(url, app.origin).pathname)).arrayBuffer());
	expect(archive.length).toBe(bytes);
	const found = unzipped(archive);
	expect([...found.keys()].sort()).toEqual([...files.keys()].sort());
	for (const [name, original] of files) expect(found.get(name), name).toBe(sha256(original));
});

test('the photographer sees what was fetched', async () => {
	const log = await until<{ what: string }[]>(
		() => api.json(`/galleries/${galleryId}/downloads`),
		(rows) => rows.length >= files.size + 1
	);
	for (const name of files.keys()) expect(JSON.stringify(log)).toContain(name);
});
