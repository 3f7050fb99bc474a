// Makes the pictures of the guide from the demo: `npm run screens`. Look at them when a screen changed.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContextOptions, type Page } from '@playwright/test';
import { browserFlags, findBrowser } from '../bin/find-browser.js';
import { startApp } from './support/app.ts';

const out = process.argv[2] ?? 'docs/guide/images';
mkdirSync(out, { recursive: true });
const desk = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const wide = { viewport: { width: 2560, height: 1440 } };

const app = await startApp({ OWNER_EMAIL: 'ann@demo.example', OWNER_PASSWORD: 'light table' }, ['--demo']);
const executablePath = (await findBrowser()) ?? undefined;
const browser = await chromium.launch({ executablePath, args: browserFlags });
try {
	const cleo = linkIn(await app.printed(/^Cleo:/));
	const entered = await browser.newContext(desk);
	const first = await entered.newPage();
	await first.goto(cleo);
	await first.getByRole('button', { name: 'Open gallery' }).click();
	await first.waitForURL(/\/g\//);
	const gallery = first.url();
	const storageState = await entered.storageState();
	const asCleo = { storageState };
	for (const [size, options] of Object.entries({ desk, phone, wide }))
		for (const colorScheme of ['dark', 'light'] as const) {
			const name = ['gallery', size === 'desk' ? '' : size, colorScheme].filter(Boolean).join('-');
			await shoot({ ...options, colorScheme, ...asCleo }, name, gallery, seeRings);
		}
	await shoot({ ...desk, colorScheme: 'dark', ...asCleo }, 'viewer-dark', gallery, openFirst);
	await shoot({ ...phone, colorScheme: 'dark', ...asCleo }, 'viewer-phone-dark', gallery, openFirst);
	await shoot({ ...desk, colorScheme: 'light' }, 'landing', cleo);
	await studio();
} finally {
	await browser.close();
	await app.close();
}

async function studio() {
	const context = await browser.newContext({ ...desk, colorScheme: 'light' });
	const page = await context.newPage();
	await page.goto(`${app.origin}/studio`);
	await page.getByLabel('E-mail').fill('ann@demo.example');
	await page.getByLabel('Password').fill('light table');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('link', { name: /^Hotel Miramar/ }).waitFor();
	await keep(page, 'home');
	await page
		.getByRole('link', { name: /Hotel Miramar/ })
		.first()
		.click();
	await page.getByRole('list', { name: /Hotel Miramar/ }).waitFor();
	await seeRings(page);
	await keep(page, 'studio-gallery');
	for (const [tab, name] of [
		['Send', 'send'],
		['Protected access', 'access'],
		['Settings', 'settings']
	] as const) {
		await page.getByRole('link', { name: tab, exact: true }).click();
		await page.waitForURL(`**/${name}`);
		await keep(page, name);
	}
	await page.goto(`${app.origin}/studio/orders`);
	await page.getByRole('link', { name: /Casa Lume/ }).click();
	await page.getByRole('heading', { level: 1, name: /Casa Lume/ }).waitFor();
	await keep(page, 'order');
	const delivery = await page.getByRole('link', { name: 'Their page' }).first().getAttribute('href');
	await page.goto(`${app.origin}/studio/mail`);
	await keep(page, 'mail');
	if (delivery) await shoot({ ...desk, colorScheme: 'dark' }, 'delivery', delivery);
}

async function shoot(
	options: BrowserContextOptions,
	name: string,
	url: string,
	ready?: (page: Page) => Promise<void>
) {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	await page.goto(url);
	await ready?.(page);
	await keep(page, name);
	await context.close();
}

async function seeRings(page: Page) {
	await page.locator('li.frame svg path').first().waitFor();
}

async function openFirst(page: Page) {
	await seeRings(page);
	await page.locator('li.frame a').first().click();
	await page.getByRole('dialog').waitFor();
}

async function keep(page: Page, name: string) {
	await page.waitForLoadState('networkidle');
	await page.evaluate(() => document.fonts.ready);
	await page.screenshot({ path: join(out, `${name}.png`) });
	console.log(name);
}

function linkIn(line: string): string {
	const found = /https?:\/\/\S+/.exec(line)?.[0];
	if (!found) throw new Error(`No link in: ${line}`);
	return found;
}
