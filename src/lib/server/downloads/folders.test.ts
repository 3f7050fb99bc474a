import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ann } from '#tests/support/cast/cast.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { bytesOf, startTaking, unpacked, type Taking } from '#tests/support/app/taking.ts';
import { sendFiles } from '../deliveries/index.ts';
import { changeFile } from '../files/index.ts';
import { makeCache } from '../http/cache.ts';
import { readDeliveryPage } from './delivery-page.ts';
import { cachesOf } from './caches.ts';

let test: Taking;
beforeEach(async () => {
	test = await startTaking();
});
afterEach(() => test.close());

/** Two cameras that count alike, one picture by a third that nobody knows the time of, in no folder. */
async function twoCameras() {
	const gallery = await test.aGalleryToTake();
	const make = (section: string, capturedAt: number | null) =>
		aStoredFile(test.ctx, gallery.id, { name: 'DSC_0001.jpg', section, capturedAt });
	const plain = await make('', null);
	const nikon = await make('Nikon', Date.UTC(2026, 5, 6, 14, 30, 8));
	const sony = await make('Sony/Card 2', Date.UTC(2026, 5, 6, 15, 2, 40));
	return { ...gallery, plain, nikon, sony };
}

const PATHS = ['DSC_0001.jpg', 'Nikon/DSC_0001.jpg', 'Sony/Card 2/DSC_0001.jpg'];

/** As a program shows it that knows the zone of its machine. */
function timesIn(archive: Buffer, zone: string): string[] {
	const folder = mkdtempSync(join(tmpdir(), 'proofsheet-times-'));
	const path = join(folder, 'a.zip');
	writeFileSync(path, archive);
	const list = execFileSync('unzip', ['-l', path], { encoding: 'utf8', env: { ...process.env, TZ: zone } });
	rmSync(folder, { recursive: true });
	return list.split('\n').flatMap((line) => /\d{4}-\d\d-\d\d \d\d:\d\d/.exec(line)?.[0] ?? []);
}

describe('sections are folders', () => {
	it('of an archive, so that two cameras keep their names', async () => {
		const { id, as, plain, nikon, sony } = await twoCameras();
		const { body } = await test.pack(id, as);
		expect(body.files).toEqual([
			{ fileId: plain.id, name: 'DSC_0001.jpg', bytes: 5000 },
			{ fileId: nikon.id, name: 'DSC_0001.jpg', path: PATHS[1], bytes: 5000 },
			{ fileId: sony.id, name: 'DSC_0001.jpg', path: PATHS[2], bytes: 5000 }
		]);
		const whole = await bytesOf(await test.front.fetch(body.url, { as }));
		expect(whole.length).toBe(body.bytes);
		expect(unpacked(whole)).toEqual(new Map([plain, nikon, sony].map(({ sha256 }, i) => [PATHS[i], sha256])));
	});

	it('of a delivery, whose page tells the twins apart', async () => {
		const { id, nikon, sony } = await twoCameras();
		const fileIds = [nikon.id, sony.id];
		const sent = await sendFiles(test.ctx, await ann(test.ctx), id, { fileIds, to: [], message: '' });
		const link = new URL(sent.url).pathname;
		const manifest = await (await test.front.fetch(`${link}/manifest.json`)).json();
		expect(manifest.files).toMatchObject([
			{ name: 'DSC_0001.jpg', path: PATHS[1] },
			{ name: 'DSC_0001.jpg', path: PATHS[2] }
		]);
		const archive = await bytesOf(await test.front.fetch(`${link}/archive.zip`));
		expect(archive.length).toBe(manifest.archive.bytes);
		expect([...unpacked(archive).keys()].sort()).toEqual(PATHS.slice(1));
		const { files } = await readDeliveryPage(test.ctx, link.split('/').at(-1) ?? '');
		expect(files.map(({ name, folder }) => [name, folder])).toEqual([
			['DSC_0001.jpg', 'Nikon'],
			['DSC_0001.jpg', 'Sony/Card 2']
		]);
	});

	it('of a delivery as they were when it was sent', async () => {
		const { id, nikon } = await twoCameras();
		const studio = await ann(test.ctx);
		const sent = await sendFiles(test.ctx, studio, id, { fileIds: [nikon.id], to: [], message: '' });
		await changeFile(test.ctx, studio, nikon.id, { section: 'Elsewhere' });
		const archive = await bytesOf(await test.front.fetch(`${new URL(sent.url).pathname}/archive.zip`));
		expect([...unpacked(archive).keys()]).toEqual([PATHS[1]]);
	});
});

describe('times of the entries', () => {
	it.each(['UTC', 'America/Los_Angeles', 'Asia/Kolkata'])(
		'are those of the camera’s clock, unpacked in %s',
		async (zone) => {
			const { id, as } = await twoCameras();
			const { body } = await test.pack(id, as);
			const whole = await bytesOf(await test.front.fetch(body.url, { as }));
			expect(timesIn(whole, zone).slice(1)).toEqual(['2026-06-06 14:30', '2026-06-06 15:02']);
		}
	);

	it('and paths stay as they were promised when a picture is moved or its clock put right meanwhile', async () => {
		const { id, as, nikon } = await twoCameras();
		const { body } = await test.pack(id, as);
		const before = await test.front.fetch(body.url, { as });
		const first = await bytesOf(before);
		await test.setFile(nikon.id, { section: 'Elsewhere', capturedAt: Date.UTC(2026, 5, 6, 13) });
		// as another process, or after a restart: nothing is remembered of the layout
		Object.assign(cachesOf(test.ctx), { layouts: makeCache(1, 1, () => 2) });
		const after = await test.front.fetch(body.url, { as });
		expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
		expect((await bytesOf(after)).equals(first)).toBe(true);
	});
});
