import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import sharp from 'sharp';
import { startApp, type App } from '#tests/support/app/app.ts';
import { aShoot, openContext, type Shoot } from '#tests/support/media/large-shoot.ts';
import { desktop, frame, person, phone } from './people.ts';

// The rows of 5,000 pictures are written beforehand and share a few previews: what is proved here is the page.

const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-large-'));
let app: App;
let shoot: Shoot;
const count = 5000;
const most = 400;
const nameOf = (n: number) => `DSC_${String(n).padStart(4, '0')}.jpg`;

test.beforeAll(async () => {
	test.setTimeout(120_000);
	const ctx = await openContext(dataDir);
	const size = { width: 400, height: 267 };
	const bytes = await sharp({ create: { ...size, channels: 3, background: '#67707a' } })
		.webp()
		.toBuffer();
	shoot = await aShoot(ctx, count, [[{ ...size, bytes }]]);
	await ctx.db.close();
	app = await startApp({ DATA_DIR: dataDir, ROLE: 'web' });
});
test.afterAll(async () => {
	await app.close();
	rmSync(dataDir, { recursive: true, force: true });
});

const listed = (page: Page) => page.getByRole('list', { name: 'Pictures' }).getByRole('listitem');

/** Pictures on the screen. */
const inView = (page: Page) =>
	listed(page).evaluateAll(
		(items) =>
			items.filter((item) => {
				const { top, bottom } = item.getBoundingClientRect();
				return bottom > 0 && top < window.innerHeight;
			}).length
	);

async function openAll(page: Page) {
	const [name = '', value = ''] = shoot.cookie.split('=');
	await page.context().addCookies([{ name, value, url: app.origin }]);
	await page.goto(`${app.origin}/g/${shoot.galleryId}`);
	await expect(frame(page, nameOf(1))).toHaveAttribute('aria-setsize', String(count));
	await expect(page.getByRole('button', { name: 'Yes' }).first()).toBeAttached();
}

for (const viewport of [desktop, phone])
	test(`of 5,000 pictures at ${viewport.width} px few are in the page, and each is reached`, async ({
		browser
	}) => {
		const cleo = await person(browser, { viewport });
		await openAll(cleo);

		await test.step('by keys, the first and the last', async () => {
			await frame(cleo, nameOf(1)).getByRole('link').focus();
			for (const [key, n] of [
				['End', count],
				['ArrowLeft', count - 1],
				['Home', 1],
				['ArrowRight', 2]
			] as const) {
				await cleo.keyboard.press(key);
				await expect(frame(cleo, nameOf(n))).toBeInViewport();
				await expect(frame(cleo, nameOf(n)).getByRole('link')).toBeFocused();
				expect(await listed(cleo).count()).toBeLessThanOrEqual(most);
			}
		});

		await test.step('by scrolling, wherever one stops', async () => {
			for (const share of [0.13, 0.37, 0.5, 0.77, 0.99]) {
				await cleo.evaluate((at) => window.scrollTo(0, at * document.body.scrollHeight), share);
				await expect(frame(cleo, nameOf(Math.round(share * count)))).toBeAttached();
				await expect.poll(() => inView(cleo)).toBeGreaterThan(2);
				expect(await listed(cleo).count()).toBeLessThanOrEqual(most);
			}
			const isNarrow = () => document.documentElement.scrollWidth <= window.innerWidth;
			expect(await cleo.evaluate(isNarrow)).toBe(true);
		});
		expect(cleo.faults).toEqual([]);
		await cleo.context().close();
	});

test('rows that change in the moment of a jump do not take anybody back', async ({ browser }) => {
	const cleo = await person(browser, { viewport: desktop });
	await openAll(cleo);
	await cleo.evaluate(() => window.scrollTo(0, 0.37 * document.body.scrollHeight));
	await expect(frame(cleo, nameOf(1850))).toBeInViewport();
	// two frames later the page has heard of it; the jump back up and the new size come within one
	const [from, to] = await cleo.evaluate(async () => {
		const frameShown = () => new Promise((resolve) => requestAnimationFrame(resolve));
		await frameShown();
		await frameShown();
		const before = window.scrollY;
		window.scrollTo(0, 0.13 * document.body.scrollHeight);
		const slider = document.querySelector<HTMLInputElement>('input[type=range]');
		if (!slider) throw new Error('no slider');
		slider.value = '55';
		slider.dispatchEvent(new Event('input', { bubbles: true }));
		return [before, window.scrollY];
	});
	expect(to).toBeLessThan(from / 2);
	await expect(frame(cleo, nameOf(650))).toBeInViewport();
	await cleo.context().close();
});

test('a mark among 5,000 pictures is counted, and its filter shows it alone', async ({ browser }) => {
	const cleo = await person(browser);
	await openAll(cleo);
	await frame(cleo, nameOf(1)).getByRole('link').focus();
	await cleo.keyboard.press('End');
	await expect(frame(cleo, nameOf(count)).getByRole('link')).toBeFocused();
	await cleo.keyboard.press('y');
	await expect(cleo.getByRole('status').filter({ hasText: '1 chosen' })).toBeVisible();
	await cleo.getByRole('button', { name: 'In the selection 1' }).click();
	await expect(listed(cleo)).toHaveCount(1);
	await expect(frame(cleo, nameOf(count))).toBeInViewport();
});
