import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';

/** What a person with an empty cache meets; times in ms since the address was entered, bytes as they came by wire. */
export type Loading = {
	first: number;
	all: number;
	/** Everything that had come when the first thumbnail was whole, itself not counted. */
	bytesBefore: number;
	/** Of these, what was not a picture. */
	otherBytes: number;
	visible: number;
};

export type Line = 'plain' | 'slow';
/** 10 Mbit/s each way, 60 ms there and back. */
const SLOW = { offline: false, latency: 60, downloadThroughput: 1_250_000, uploadThroughput: 1_250_000 };

export const isThumbnail = (url: string) => /\/r\/.+\.webp$/.test(url);

/** A page in a browser of its own, with this Cookie header and line, that writes down when each picture was there. */
export async function freshPage(browser: Browser, origin: string, cookie: string, line: Line) {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	const [name = '', value = ''] = cookie.split('=');
	if (name) await context.addCookies([{ name, value, url: origin }]);
	const page = await context.newPage();
	await page.addInitScript(() => {
		const note = (event: Event) => {
			if (event.target instanceof HTMLImageElement)
				event.target.dataset['loadedAt'] ??= String(performance.now());
		};
		document.addEventListener('load', note, true);
	});
	const wire = await watchWire(context, page);
	if (line === 'slow') await wire.session.send('Network.emulateNetworkConditions', SLOW);
	return { context, page, wire };
}

type Wire = { session: CDPSession; soFar: () => number; first: () => { bytes: number; others: number } };

/** Counts what comes by wire; remembers how much it was when the first thumbnail was whole. */
async function watchWire(context: BrowserContext, page: Page): Promise<Wire> {
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

/** Opens the address and waits until every thumbnail in view is there. */
export async function load(browser: Browser, url: string, cookie: string, line: Line): Promise<Loading> {
	const { context, page, wire } = await freshPage(browser, new URL(url).origin, cookie, line);
	await page.goto(url, { waitUntil: 'commit' });
	await page.waitForFunction(allThere);
	const times = (await page.evaluate(timesInView)).filter((time) => Number.isFinite(time));
	const { bytes, others } = wire.first();
	await context.close();
	return {
		first: Math.min(...times),
		all: Math.max(...times),
		bytesBefore: bytes,
		otherBytes: others,
		visible: times.length
	};
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
