import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';
import type { Sample } from './report.ts';

export type Wire = 'plain' | 'slow';
/** 10 Mbit/s each way, 60 ms there and back. */
const SLOW = { offline: false, latency: 60, downloadThroughput: 1_250_000, uploadThroughput: 1_250_000 };

export const isThumbnail = (url: string) => /\/r\/.+\.webp$/.test(url);

/** A page in a browser of its own, with this Cookie header and line, that writes down when each picture was there. */
export async function freshPage(browser: Browser, origin: string, cookie: string, wire: Wire) {
	const context = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		// a first visit has none, and what one fetches passes by the emulated line
		serviceWorkers: 'block'
	});
	const [name = '', value = ''] = cookie.split('=');
	if (name) await context.addCookies([{ name, value, url: origin }]);
	const page = await context.newPage();
	await page.addInitScript(() => {
		const now = () => String(performance.now());
		const note = ({ target }: Event) => {
			if (!(target instanceof HTMLImageElement)) return;
			target.dataset['loadedAt'] ??= now();
			if (target.currentSrc.endsWith('/1500.webp')) document.documentElement.dataset['largeAt'] ??= now();
		};
		document.addEventListener('load', note, true);
		document.addEventListener('click', () => (document.documentElement.dataset['clickedAt'] = now()), true);
	});
	const watched = await watchWire(context, page);
	if (wire === 'slow') await watched.session.send('Network.emulateNetworkConditions', SLOW);
	return { context, page, watched };
}

type Watched = { session: CDPSession; soFar: () => number; first: () => { bytes: number; others: number } };

/** Counts what comes by wire; remembers how much it was when the first thumbnail was whole. */
async function watchWire(context: BrowserContext, page: Page): Promise<Watched> {
	const session = await context.newCDPSession(page);
	await session.send('Network.enable');
	const urls = new Map<string, string>();
	const came = new Map<string, number>();
	let first: { bytes: number; others: number } | undefined;
	const sum = (fits: (id: string) => boolean) =>
		[...came].reduce((total, [id, bytes]) => total + (fits(id) ? bytes : 0), 0);
	const isPicture = (id: string) => isThumbnail(urls.get(id) ?? '');
	const add = (id: string, bytes: number) => void came.set(id, (came.get(id) ?? 0) + bytes);
	session.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url));
	session.on('Network.responseReceived', ({ requestId, response }) =>
		add(requestId, response.encodedDataLength)
	);
	session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => add(requestId, encodedDataLength));
	session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		came.set(requestId, encodedDataLength);
		if (first || !isPicture(requestId)) return;
		first = { bytes: sum((id) => id !== requestId), others: sum((id) => !isPicture(id)) };
	});
	return {
		session,
		soFar: () => sum(() => true),
		first: () => first ?? { bytes: NaN, others: NaN }
	};
}

/**
 * Opens the address and waits until every thumbnail in view is there. `kB before`: what had come when the first was
 * whole, without pictures; `kB with pictures`: with those that were on their way beside it.
 */
export async function load(browser: Browser, url: string, cookie: string, wire: Wire): Promise<Sample> {
	const { context, page, watched } = await freshPage(browser, new URL(url).origin, cookie, wire);
	await page.goto(url, { waitUntil: 'commit' });
	await page.waitForFunction(allThere);
	const times = (await page.evaluate(timesInView)).filter((time) => Number.isFinite(time));
	const { bytes, others } = watched.first();
	await context.close();
	return {
		'ms first': Math.min(...times),
		'ms all': Math.max(...times),
		'kB before': others / 1000,
		'kB with pictures': bytes / 1000
	};
}

/** Opens the first picture of a page that has come to rest; ms from the click until its large preview is shown. */
export async function openPhoto(browser: Browser, url: string, cookie: string, wire: Wire): Promise<Sample> {
	const { context, page, watched } = await freshPage(browser, new URL(url).origin, cookie, wire);
	await page.goto(url, { waitUntil: 'networkidle' });
	const before = watched.soFar();
	await page.locator('main img').first().click();
	await page.waitForFunction(() => document.documentElement.dataset['largeAt']);
	const ms = await page.evaluate(() => {
		const { clickedAt, largeAt } = document.documentElement.dataset;
		return Number(largeAt) - Number(clickedAt);
	});
	const bytes = watched.soFar() - before;
	await context.close();
	return { ms, kB: bytes / 1000 };
}

// these two run in the page
function allThere() {
	const seen = [...document.images].filter((image) => {
		const { top, bottom } = image.getBoundingClientRect();
		return image.src.includes('/r/') && bottom > 0 && top < window.innerHeight;
	});
	return (
		document.readyState === 'complete' && seen.length > 0 && seen.every((image) => image.dataset['loadedAt'])
	);
}

function timesInView() {
	return [...document.images]
		.filter((image) => {
			const { top, bottom } = image.getBoundingClientRect();
			return image.src.includes('/r/') && bottom > 0 && top < window.innerHeight;
		})
		.map((image) => Number(image.dataset['loadedAt']));
}
