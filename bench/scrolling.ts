import type { Browser } from '@playwright/test';
import { freshPage } from './loading.ts';
import type { Sample } from './report.ts';

const STEPS = 40;
const PAUSE_MS = 50;

/** From top to end in equal steps: how many elements there were at most, what the page's heap holds then, its longest task. */
export async function scrolled(browser: Browser, url: string, cookie: string): Promise<Sample> {
	const { context, page, watched } = await freshPage(browser, new URL(url).origin, cookie, 'plain');
	await page.addInitScript(() => {
		const root = document.documentElement;
		new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries())
				root.dataset['longest'] = String(Math.max(duration, Number(root.dataset['longest'] ?? 0)));
		}).observe({ type: 'longtask' });
	});
	await page.goto(url, { waitUntil: 'networkidle' });
	let elements = 0;
	for (let step = 1; step <= STEPS; step++) {
		const count = await page.evaluate((share) => {
			const scrolls = (one: Element) =>
				one.scrollHeight > one.clientHeight + 200 && /auto|scroll/.test(getComputedStyle(one).overflowY);
			const pane = [...document.querySelectorAll('main, main *')].find(scrolls) ?? document.documentElement;
			pane.scrollTop = (pane.scrollHeight - pane.clientHeight) * share;
			return document.querySelectorAll('*').length;
		}, step / STEPS);
		elements = Math.max(elements, count);
		await page.waitForTimeout(PAUSE_MS);
	}
	await page.waitForLoadState('networkidle');
	const longest = await page.evaluate(() => Number(document.documentElement.dataset['longest'] ?? 0));
	await watched.session.send('HeapProfiler.collectGarbage');
	await watched.session.send('Performance.enable');
	const { metrics } = await watched.session.send('Performance.getMetrics');
	const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN;
	await context.close();
	return { elements, 'MB heap': heap / 1e6, 'ms task': longest };
}
