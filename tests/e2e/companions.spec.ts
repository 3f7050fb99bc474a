import { expect, test } from '@playwright/test';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { beInGallery, frame, galleryFor, person, phone, signedIn } from './people.ts';

let app: App;
test.beforeAll(async () => void (app = await startApp()));
test.afterAll(() => app.close());

test('a final and what travels with it: named once by the studio, looked at on a phone, never without the final', async ({
	browser
}) => {
	const plain = await picture({ seed: 1, width: 900, height: 600 });
	const { id, links, api } = await galleryFor(app, new Map([['DSC_1.jpg', plain]]), [
		'Cleo <cleo@client.test>'
	]);
	const ann = await person(browser);
	await signedIn(ann, app);
	await ann.goto(`${app.origin}/studio/people`);
	const endings = ann.getByLabel('Endings that travel with a picture');
	await endings.fill('BW');
	await ann.getByRole('button', { name: 'Save' }).first().click();
	await expect(endings).toHaveAttribute('aria-invalid', 'true');
	await endings.fill('-BW');
	await ann.getByRole('button', { name: 'Save' }).first().click();
	await expect(endings).not.toHaveAttribute('aria-invalid', 'true');

	const finals = async (name: string) => {
		const bytes = await picture({ seed: 1, width: 1200, height: 800 });
		const put = await api.put(`/galleries/${id}/files/${name}?state=FINAL&replace=yes`, bytes);
		expect(put.ok).toBe(true);
	};
	await finals('DSC_1-BW.jpg');
	const cleo = await person(browser, { viewport: phone, hasTouch: true });
	await beInGallery(cleo, links[0] ?? '');
	await frame(cleo, 'DSC_1.jpg').getByRole('link').first().click();
	const viewer = cleo.getByRole('dialog');
	const strip = viewer.getByRole('group', { name: 'Goes with this picture' });
	await expect(viewer.getByRole('img', { name: 'DSC_1.jpg' })).toBeVisible();
	await expect(strip).toHaveCount(0);

	// its final comes while they look
	await finals('DSC_1.jpg');
	await strip.getByRole('button', { name: 'BW' }).click();
	await expect(viewer.getByRole('img', { name: 'DSC_1-BW.jpg' })).toBeVisible();
	await strip.getByRole('button', { name: 'Picture' }).click();
	await expect(viewer.getByRole('img', { name: 'DSC_1.jpg' })).toBeVisible();
	await expect(cleo.getByRole('listitem', { name: 'DSC_1-BW.jpg' })).toHaveCount(0);
	expect(cleo.faults).toEqual([]);
});
