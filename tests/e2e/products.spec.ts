import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { beInGallery, galleryFor, person, phone, signedIn } from './people.ts';

// The web size beside the original, from the studio's first press to the files on a phone.

let app: App;
test.beforeAll(async () => void (app = await startApp()));
test.afterAll(() => app.close());

test('a product is defined, offered to one client, and comes as an archive by itself', async ({
	browser
}) => {
	const names = ['DSC_1.jpg', 'DSC_2.jpg', 'DSC_3.jpg'];
	const large = names.map(
		async (name, seed) => [name, await picture({ seed, width: 3000, height: 2000 })] as const
	);
	const { id, links } = await galleryFor(app, new Map(await Promise.all(large)), [
		'Cleo <cleo@client.test>',
		'Ben <ben@client.test>'
	]);

	const ann = await person(browser);
	await signedIn(ann, app);
	await ann.goto(`${app.origin}/studio/products`);
	await ann.getByRole('button', { name: 'Web 2,048 px' }).click();
	await ann.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
	await expect(ann.getByText('long edge 2048 px')).toBeVisible();
	await ann.goto(`${app.origin}/studio/g/${id}/access`);
	const row = ann.getByRole('row', { name: /cleo@client\.test/ });
	await row.getByRole('button', { name: /More/ }).click();
	await ann.getByRole('menuitem', { name: /Products/ }).click();
	await ann.getByRole('dialog').getByLabel('Web 2,048 px').selectOption({ label: 'Of all pictures' });
	await ann.keyboard.press('Escape');
	await expect(row).toContainText('Web 2,048 px');

	const [cleo, ben] = [await person(browser, { viewport: phone, hasTouch: true }), await person(browser)];
	await beInGallery(ben, links[1] ?? '');
	await expect(ben.getByRole('button', { name: 'Download', exact: true })).toHaveCount(0);
	await beInGallery(cleo, links[0] ?? '');
	const fetched = cleo.waitForEvent('download', { timeout: 60_000 });
	await cleo.getByRole('button', { name: 'Download', exact: true }).click();
	await cleo.getByRole('button', { name: /Web 2,048 px/ }).click();
	const zip = unzipSync(await readFile(await (await fetched).path()));
	expect(Object.keys(zip).sort()).toEqual(names);
	for (const bytes of Object.values(zip)) {
		const { width, height, format } = await sharp(bytes).metadata();
		expect([width, height, format]).toEqual([2048, 1365, 'jpeg']);
	}
	expect([...ann.faults, ...cleo.faults, ...ben.faults]).toEqual([]);
});
