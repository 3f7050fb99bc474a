import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { frame, galleryFor, person, signedIn } from './people.ts';

// What is written about pictures: read from their files, changed here, one by one and for many.

let app: App;
test.beforeAll(async () => void (app = await startApp()));
test.afterAll(() => app.close());

const written = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Kuß am Tor</rdf:li></rdf:Alt></dc:title><dc:subject><rdf:Bag><rdf:li>bride</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`;

test('the file’s words are shown, changed, given to many, and taken back', async ({ browser }) => {
	const first = await sharp(await picture({ seed: 1 }))
		.withXmp(written)
		.jpeg()
		.toBuffer();
	const files = new Map([
		['DSC_1.jpg', first],
		['DSC_2.jpg', await picture({ seed: 2 })]
	]);
	const { id, api } = await galleryFor(app, files, ['Cleo <cleo@client.test>']);
	const [one, two]: { id: string; cameraStars?: number }[] = await api.json(`/galleries/${id}/files`);
	expect([one?.cameraStars, two?.cameraStars]).toEqual([4, undefined]);
	const wordsOf = (file: { id: string } | undefined) => api.json(`/files/${file?.id}/words`);

	const ann = await person(browser);
	await signedIn(ann, app);
	await ann.goto(`${app.origin}/studio/g/${id}`);
	for (const name of files.keys())
		await frame(ann, name)
			.getByRole('checkbox', { name: new RegExp(name) })
			.check({ force: true });
	await ann.getByRole('button', { name: 'More for the selected pictures' }).click();
	await ann.getByRole('menuitem', { name: 'Title, caption, keywords…' }).click();
	const many = ann.getByRole('dialog', { name: 'Describe 2 pictures' });
	await many.getByLabel('Add keywords').fill('gate, bride; Tor');
	await many.getByLabel('Copyright').fill('© Ann');
	await many.getByRole('button', { name: 'Save description' }).click();
	await expect(many).toBeHidden();
	expect(await wordsOf(one)).toMatchObject({
		title: 'Kuß am Tor',
		keywords: ['bride', 'gate', 'Tor'],
		copyright: '© Ann',
		own: ['keywords', 'copyright']
	});
	expect(await wordsOf(two)).toMatchObject({ title: '', keywords: ['gate', 'bride', 'Tor'] });

	await ann.goto(`${app.origin}/studio/g/${id}`);
	await frame(ann, 'DSC_1.jpg').getByRole('link').click();
	await ann.getByRole('button', { name: 'Versions and state' }).click();
	const sheet = ann.getByRole('dialog', { name: 'DSC_1.jpg' }).last();
	await expect(sheet).toContainText('4 stars in the file');
	await expect(sheet.getByLabel('Title')).toHaveValue('Kuß am Tor');
	await sheet.getByLabel('Title').fill('First kiss');
	await sheet.getByRole('button', { name: 'Save description' }).click();
	await expect.poll(async () => (await wordsOf(one)).title).toBe('First kiss');
	await sheet.getByRole('button', { name: 'Use what the file says' }).click();
	await expect(sheet.getByLabel('Title')).toHaveValue('Kuß am Tor');
	expect(await wordsOf(one)).toMatchObject({ keywords: ['bride'], copyright: '', own: [] });
	expect(ann.faults).toEqual([]);
});
