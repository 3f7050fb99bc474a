import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startApp, type App } from '#tests/support/app/app.ts';
import { memberBrowser } from '#tests/support/app/front.ts';
import { ann } from '#tests/support/cast/cast.ts';
import { aShoot, openContext, somePictures, type Shoot } from '#tests/support/media/large-shoot.ts';

// The studio's page of a gallery comes with its first files: what is done with all of them waits for the rest.

const PICTURES = 300;

const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-large-'));
let app: App;
let shoot: Shoot;
let session: string;
test.beforeAll(async () => {
	const ctx = await openContext(dataDir);
	shoot = await aShoot(ctx, PICTURES, await somePictures(4));
	session = await memberBrowser(ctx, await ann(ctx));
	await ctx.db.close();
	app = await startApp({ DATA_DIR: dataDir, ROLE: 'web', OWNER_EMAIL: '' });
});
test.afterAll(async () => {
	await app?.close();
	rmSync(dataDir, { recursive: true, force: true });
});

test('a large gallery whose rest cannot be fetched says so, tries again, and an open viewer learns of it', async ({
	page,
	context
}) => {
	const [name = '', value = ''] = session.split('=');
	await context.addCookies([{ name, value, url: app.origin }]);
	let works = false;
	await page.route(/\/files\?as=studio$/, (route) => (works ? route.continue() : route.abort()));
	await page.goto(`${app.origin}/studio/g/${shoot.galleryId}`);
	await expect(page.getByRole('status').filter({ hasText: 'Not all pictures' })).toBeVisible();
	await page
		.getByRole('link', { name: /^Open / })
		.first()
		.click();
	const viewer = page.getByRole('dialog');
	await expect(viewer).toContainText('1 of 120');
	works = true;
	await expect(viewer).toContainText(`1 of ${PICTURES}`);
	await page.keyboard.press('Escape');
	await expect(page.locator('.bar', { hasText: 'Copy names' })).not.toHaveAttribute('inert');
	await expect(page.getByText('Not all pictures')).toHaveCount(0);
});

test('nothing is done with all pictures of a large gallery before all are here', async ({
	page,
	context
}) => {
	const [name = '', value = ''] = session.split('=');
	await context.addCookies([{ name, value, url: app.origin }]);
	const held = Promise.withResolvers<void>();
	await page.route(/\/files\?as=studio$/, async (route) => {
		await held.promise;
		await route.continue();
	});
	await page.goto(`${app.origin}/studio/g/${shoot.galleryId}`);
	await expect(page.getByRole('listitem').first()).toBeVisible();
	await expect(page.locator('.chips')).toContainText(String(PICTURES));
	const acts = page.locator('.bar', { hasText: 'Copy names' });
	await expect(acts).toHaveAttribute('inert');
	await expect(page.locator('.sheet').getByRole('checkbox')).toHaveCount(0);
	held.resolve();
	await expect(acts).not.toHaveAttribute('inert');
	await expect(page.locator('.sheet').getByRole('checkbox').first()).toBeAttached();
	await expect(page.locator('.chips')).toContainText(String(PICTURES));
	await page.getByRole('button', { name: 'Copy names' }).click();
	await expect(page.getByRole('dialog')).toContainText(`${PICTURES} names`);
});
