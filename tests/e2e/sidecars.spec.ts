import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { beInGallery, frame, galleryFor, person, pick, signedIn } from './people.ts';

// What clients said, back in the photographer's catalogue.

let app: App;
test.beforeAll(async () => void (app = await startApp()));
test.afterAll(() => app.close());

const [FIRST, SECOND, THIRD] = ['DSC_1.jpg', 'DSC_2.jpg', 'DSC_3.jpg'] as const;
const sidecar = (attributes: string) =>
	Buffer.from(
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:Exposure2012="+0.35" ${attributes}/></rdf:RDF></x:xmpmeta>`
	);

test('stars and choices are merged into the studio’s own sidecars, which lose nothing', async ({
	browser
}) => {
	const pictures = [FIRST, SECOND, THIRD].map(async (name, seed) => [name, await picture({ seed })] as const);
	const { id, links } = await galleryFor(app, new Map(await Promise.all(pictures)), [
		'Cleo <cleo@client.test>'
	]);
	const cleo = await person(browser);
	await beInGallery(cleo, links[0] ?? '');
	await pick(cleo, FIRST, 'Yes');
	await pick(cleo, SECOND, 'No');
	await frame(cleo, FIRST).getByRole('link').click();
	await cleo.keyboard.press('4');
	await cleo.keyboard.press('Escape');
	await expect(frame(cleo, FIRST)).toContainText('4 stars');

	const ann = await person(browser);
	await signedIn(ann, app);
	await ann.goto(`${app.origin}/studio/g/${id}`);
	await expect(frame(ann, FIRST)).toContainText('4 stars');
	await ann.getByRole('button', { name: 'Copy names' }).click();
	await ann.getByRole('button', { name: 'Stars and labels (XMP)' }).click();
	const dialog = ann.getByRole('dialog', { name: 'Stars and labels for the catalogue' });
	const given = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/rdf+xml', buffer });
	await expect(dialog.getByRole('button', { name: 'Download 2 new sidecars' })).toBeEnabled();
	await dialog
		.getByLabel('Choose files')
		.setInputFiles([
			given('DSC_1.xmp', sidecar('xmp:Rating="2"')),
			given('DSC_2.xmp', sidecar('xmp:Rating="5" xmp:Label="Red"')),
			given('DSC_3.xmp', Buffer.from('no XML at all')),
			given('other.xmp', sidecar(''))
		]);
	const told = dialog.getByRole('status');
	await expect(told).toContainText('1 sidecar gets stars or a label.');
	await expect(told).toContainText('stays as it is: DSC_2.xmp');
	await expect(told).toContainText('belongs to none of these pictures: other.xmp');
	await expect(told).toContainText('cannot be read as XMP and was left out: DSC_3.xmp');

	const fetched = ann.waitForEvent('download');
	await dialog.getByRole('button', { name: 'Download 1 sidecar' }).click();
	const zip = unzipSync(await readFile(await (await fetched).path()));
	expect(Object.keys(zip)).toEqual(['DSC_1.xmp']);
	const text = strFromU8(zip['DSC_1.xmp'] ?? new Uint8Array());
	for (const part of ['xmp:Rating="4"', 'xmp:Label="Green"', 'crs:Exposure2012="+0.35"'])
		expect(text).toContain(part);
	expect([...ann.faults, ...cleo.faults]).toEqual([]);
});
