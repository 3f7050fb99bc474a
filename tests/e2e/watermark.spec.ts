import { expect, test, type Page } from '@playwright/test';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { beInGallery, frame, galleryFor, person, phone, signedIn } from './people.ts';

// A mark comes over what a client is looking at, from the studio's press to their screen.

let app: App;
test.beforeAll(async () => void (app = await startApp()));
test.afterAll(() => app.close());

const shownIn = (page: Page, name: string) =>
	frame(page, name)
		.locator('img')
		.first()
		.evaluate((image: HTMLImageElement) => ({ src: image.currentSrc, width: image.naturalWidth }));

test('a watermark is switched on while a client looks: no unmarked picture is had or shown from then on', async ({
	browser
}) => {
	const names = ['DSC_1.jpg', 'DSC_2.jpg', 'DSC_3.jpg'];
	const large = names.map(
		async (name, seed) => [name, await picture({ seed, width: 3000, height: 2000 })] as const
	);
	const { id, links } = await galleryFor(app, new Map(await Promise.all(large)), ['Cleo <cleo@client.test>']);
	const cleo = await person(browser, { viewport: phone, hasTouch: true });
	await beInGallery(cleo, links[0] ?? '');
	await expect.poll(async () => (await shownIn(cleo, 'DSC_1.jpg')).src).toMatch(/\/\d+\.webp$/);
	const before = await shownIn(cleo, 'DSC_1.jpg');
	const plain = await (await cleo.request.get(before.src)).body();

	const ann = await person(browser);
	await signedIn(ann, app);
	await ann.goto(`${app.origin}/studio/g/${id}/settings`);
	await ann.getByRole('switch', { name: 'Watermark' }).click();
	await ann.getByLabel('Wording').fill('日本');
	await ann.getByRole('button', { name: 'Save' }).click();
	await expect(ann.getByRole('alert')).toContainText('cannot be drawn with: 日 本');
	await ann.getByLabel('Wording').fill('© Ann Müller');
	await expect(ann.getByRole('img', { name: 'How clients will see a proof' })).toContainText('© Ann Müller');
	await ann.getByLabel('Largest size of proofs').selectOption('1280');
	await ann.getByRole('button', { name: 'Save' }).click();
	await expect(ann.getByText('Saved')).toBeVisible();

	// from this moment the address that Cleo has gives nothing unmarked
	const after = await cleo.request.get(before.src);
	expect((await after.body()).equals(plain)).toBe(false);
	for (const name of names) {
		await expect
			.poll(async () => (await shownIn(cleo, name)).src, { timeout: 60_000 })
			.toMatch(/\/\d+-[0-9a-f]{12}\.webp$/);
		await expect.poll(async () => (await shownIn(cleo, name)).width).toBeGreaterThan(1);
	}
	await expect(ann.getByRole('progressbar')).toHaveCount(0, { timeout: 30_000 });
	await frame(cleo, 'DSC_1.jpg').getByRole('link', { name: 'Open DSC_1.jpg' }).click();
	await expect
		.poll(() => cleo.getByRole('dialog').getByRole('img', { name: 'DSC_1.jpg' }).getAttribute('src'))
		.toMatch(/-[0-9a-f]{12}\.webp$/);
	// the refusal of letters, as a browser logs it
	expect(ann.faults.filter((fault) => !fault.includes('422'))).toEqual([]);
	expect(cleo.faults).toEqual([]);
});
