// Makes the pictures of the guide from the demo: `npm run screens`. With a folder (`npm run screens -- /tmp/look`) every
// page is shot there, at three widths, dark and light. Look at them when a screen changed.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContextOptions, type Page } from '@playwright/test';
import sharp from 'sharp';
import { browserFlags, findBrowser } from '../bin/find-browser.js';
import { startApp } from '#tests/support/app/app.ts';

const folder = process.argv[2];
const out = folder ?? 'docs/guide/images';
mkdirSync(out, { recursive: true });
/** What the guide shows; without a folder nothing else is made. */
const GUIDE = new Set([
	...['gallery-dark', 'gallery-phone-light', 'viewer-dark', 'landing-light', 'delivery-dark'],
	...['home-light', 'studio-gallery-light', 'send-light', 'access-light', 'order-light', 'choosing-light']
]);
const SIZES = {
	desk: { viewport: { width: 1440, height: 900 } },
	phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
	wide: { viewport: { width: 2560, height: 1440 } }
};
const signIn = { email: 'ann@demo.example', password: 'light table' };

const app = await startApp({ OWNER_EMAIL: signIn.email, OWNER_PASSWORD: signIn.password }, ['--demo']);
const executablePath = (await findBrowser()) ?? undefined;
const browser = await chromium.launch({ executablePath, args: browserFlags });
try {
	const cleo = linkIn(await app.printed(/^Cleo:/));
	const asCleo = await stateAfter(cleo, async (page) => {
		await page.getByRole('button', { name: 'Open gallery' }).click();
		await page.waitForURL(/\/g\//);
	});
	const gallery = asCleo.url;
	await shoot('landing', cleo);
	await shoot('gallery', gallery, { ...asCleo, ready: seeRings });
	await shoot('viewer', gallery, { ...asCleo, ready: openFirst });
	await studio(gallery.split('/g/')[1] ?? '');
} finally {
	await browser.close();
	await app.close();
}

async function studio(galleryId: string) {
	const ann = await stateAfter(`${app.origin}/studio`, async (page) => {
		await page.getByLabel('E-mail').fill(signIn.email);
		await page.getByLabel('Password').fill(signIn.password);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.getByRole('link', { name: /Hotel Miramar/ }).waitFor();
	});
	const at = (path: string) => `${app.origin}/studio${path}`;
	const order = await hrefOf(at('/orders'), ann, /Casa Lume/);
	const delivery = await hrefOf(order, ann, 'View delivery page');
	await shoot('home', at(''), ann);
	await shoot('studio-gallery', at(`/g/${galleryId}`), { ...ann, ready: seeRings });
	await shoot('studio-viewer', at(`/g/${galleryId}`), { ...ann, ready: openFirst });
	for (const name of ['choosing', 'send', 'access', 'downloads', 'settings'])
		await shoot(name, at(`/g/${galleryId}/${name}`), ann);
	await shoot('order', order, ann);
	for (const name of ['orders', 'mail', 'people', 'new']) await shoot(name, at(`/${name}`), ann);
	await shoot('sign-in', at('/sign-in'));
	await shoot('delivery', delivery);
}

type Ready = (page: Page) => Promise<void>;
type As = Pick<BrowserContextOptions, 'storageState'> & { ready?: Ready };

async function shoot(name: string, url: string, { storageState, ready }: As = {}) {
	for (const [size, options] of Object.entries(SIZES))
		for (const colorScheme of ['dark', 'light'] as const) {
			const full = [name, ...(size === 'desk' ? [] : [size]), colorScheme].join('-');
			if (!folder && !GUIDE.has(full)) continue;
			const context = await browser.newContext({ ...options, colorScheme, storageState });
			const page = await context.newPage();
			await page.goto(url);
			await ready?.(page);
			await page.waitForLoadState('networkidle');
			await page.evaluate(() => document.fonts.ready);
			await sharp(await page.screenshot())
				.webp({ quality: 80 })
				.toFile(join(out, `${full}.webp`));
			console.log(full);
			await context.close();
		}
}

/** A browser that has done something: what it keeps, and where it came out. */
async function stateAfter(url: string, act: Ready) {
	const context = await browser.newContext(SIZES.desk);
	const page = await context.newPage();
	await page.goto(url);
	await act(page);
	const state = { storageState: await context.storageState(), url: page.url() };
	await context.close();
	return state;
}

async function hrefOf(url: string, { storageState }: As, name: string | RegExp): Promise<string> {
	const context = await browser.newContext({ ...SIZES.desk, storageState });
	const page = await context.newPage();
	await page.goto(url);
	const href = await page.getByRole('link', { name }).first().getAttribute('href');
	await context.close();
	return new URL(href ?? '', app.origin).href;
}

async function seeRings(page: Page) {
	await page.locator('li.frame svg path').first().waitFor();
}

async function openFirst(page: Page) {
	await seeRings(page);
	await page.locator('li.frame a').first().click();
	await page.getByRole('dialog').waitFor();
}

function linkIn(line: string): string {
	const found = /https?:\/\/\S+/.exec(line)?.[0];
	if (!found) throw new Error(`No link in: ${line}`);
	return found;
}
