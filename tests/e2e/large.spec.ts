import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { startApp, type App } from '../support/app.ts';
import { desktop, frame, galleryFor, openGallery, person, phone } from './people.ts';

let app: App;
let links: string[];
const count = 600;
const nameOf = (n: number) => `IMG_${String(n).padStart(4, '0')}.jpg`;

test.beforeAll(async () => {
	test.setTimeout(180_000);
	app = await startApp();
	const files = new Map<string, Buffer>();
	for (let n = 1; n <= count; n++) files.set(nameOf(n), await tiny(n));
	({ links } = await galleryFor(app, files, [
		'Cleo <cleo@client.test>',
		'Ben <ben@client.test>',
		'dan@client.test'
	]));
});
test.afterAll(() => app.close());

/** A JPEG of 64 px, no two of the same bytes. */
const tiny = (n: number) =>
	sharp({ create: { width: 64, height: 48, channels: 3, background: { r: n % 256, g: n >> 8, b: 90 } } })
		.jpeg()
		.toBuffer();

test(`of ${count} pictures only those near the view are in the page, and keys reach the first and the last`, async ({
	browser
}) => {
	for (const [i, viewport] of [desktop, phone].entries()) {
		const cleo = await person(browser, { viewport });
		await openGallery(cleo, links[i] ?? '');
		const items = cleo.getByRole('list', { name: 'Pictures' }).getByRole('listitem');
		expect(await items.count()).toBeLessThanOrEqual(400);
		await expect(frame(cleo, nameOf(1))).toHaveAttribute('aria-setsize', String(count));
		await frame(cleo, nameOf(1)).getByRole('link').focus();
		await cleo.keyboard.press('End');
		await expect(frame(cleo, nameOf(count))).toBeInViewport();
		await expect(frame(cleo, nameOf(count)).getByRole('link')).toBeFocused();
		expect(await items.count()).toBeLessThanOrEqual(400);
		await cleo.keyboard.press('Home');
		await expect(frame(cleo, nameOf(1))).toBeInViewport();
		await expect(frame(cleo, nameOf(1)).getByRole('link')).toBeFocused();
		await cleo.context().close();
	}
});

test('a place in the middle is reached by scrolling', async ({ browser }) => {
	const cleo = await person(browser);
	await openGallery(cleo, links[2] ?? '');
	await cleo.evaluate(() => window.scrollTo(0, document.body.scrollHeight / 2));
	await expect(frame(cleo, nameOf(count / 2))).toBeAttached();
	expect(
		await cleo.getByRole('list', { name: 'Pictures' }).getByRole('listitem').count()
	).toBeLessThanOrEqual(400);
	expect(await cleo.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});
