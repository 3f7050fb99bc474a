import { expect, type Browser, type BrowserContextOptions, type Locator, type Page } from '@playwright/test';
import { OWNER, type App } from '#tests/support/app/app.ts';
import { hiddenFields, makeApi } from '#tests/support/app/api.ts';

export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

/** A page in a browser context of its own; what its console complains about is kept in `faults`. */
export async function person(browser: Browser, options: BrowserContextOptions = {}) {
	const context = await browser.newContext({ viewport: desktop, ...options });
	const page = await context.newPage();
	const faults: string[] = [];
	page.on('console', (message) => {
		// a warning only, but the page is thrown away and built anew
		const isFault = message.type() === 'error' || message.text().includes('hydration');
		// where a mail is shown nothing runs: neither do the test's own scripts, now and then
		const isOfTest = message.text().startsWith("Blocked script execution in 'about:srcdoc'");
		if (isFault && !isOfTest) faults.push(message.text());
	});
	page.on('pageerror', (error) => faults.push(String(error)));
	const goto = page.goto.bind(page);
	if (options.javaScriptEnabled === false) return Object.assign(page, { faults });
	page.goto = async (...there) => {
		const response = await goto(...there);
		// some pages are whole without scripts
		if (await page.locator('link[rel=modulepreload]').count()) await awake(page);
		return response;
	};
	return Object.assign(page, { faults });
}

/** The scripts of the page listen; what is pressed before is lost, or a navigation of the browser's own. */
export const awake = (page: Page) => page.locator('html[data-awake]').waitFor({ state: 'attached' });

export async function signIn(page: Page, { origin }: App) {
	await page.goto(`${origin}/studio`);
	await page.getByLabel('E-mail').fill(OWNER.email);
	await page.getByLabel('Password').fill(OWNER.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByRole('link', { name: 'Galleries' })).toBeVisible();
	await awake(page);
}

/** As `signIn`, without its pages: this browser has the cookie that the form gives. */
export async function signedIn(page: Page, { origin }: App) {
	const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
	await send(page, `${origin}/studio/sign-in`, { ...OWNER, timeZone });
}

/** A client opens their link; resolves when the pictures can be marked. */
export async function openGallery(page: Page, link: string) {
	await page.goto(link);
	await page.getByRole('button', { name: 'Open gallery' }).click();
	await page.waitForURL(/\/g\//);
	await markable(page);
}

/** As `openGallery`, without the page of the link: its button is pressed by hand. */
export async function beInGallery(page: Page, link: string, ending = 'jpg') {
	const landing = await page.request.get(link);
	const gallery = await send(page, link, hiddenFields(await landing.text()));
	expect(gallery).toMatch(/\/g\//);
	await page.goto(gallery);
	await markable(page, ending);
}

/** Posts a form as the browser of this page would; answers where it is sent then. */
async function send(page: Page, url: string, form: Record<string, string>): Promise<string> {
	const headers = { origin: new URL(url).origin, accept: 'text/html' };
	const answer = await page.request.post(url, { form, headers, maxRedirects: 0 });
	expect(answer.status()).toBe(303);
	return new URL(answer.headers()['location'] ?? '', url).href;
}

async function markable(page: Page, ending = 'jpg') {
	await expect(page.getByRole('listitem', { name: new RegExp(`\\.${ending}$`) }).first()).toBeVisible();
	await expect(page.getByRole('button', { name: 'Yes' }).first()).toBeAttached();
	await awake(page);
}

export const frame = (page: Page, name: string): Locator => page.getByRole('listitem', { name, exact: true });

export async function pick(page: Page, name: string, word: 'Yes' | 'Maybe' | 'No') {
	const item = frame(page, name);
	await item.hover();
	const button = item.getByRole('button', { name: word, exact: true });
	await button.click();
	await expect(button).toHaveAttribute('aria-pressed', 'true');
}

/** A gallery with these files and a link for each address, made through the API. */
export async function galleryFor(
	app: App,
	files: Map<string, Buffer>,
	addresses: string[],
	preset = 'retouch'
) {
	const api = makeApi(app.origin, app.token);
	const made = await api.send('POST', '/galleries', { title: 'Hotel Miramar', preset });
	expect(made.status).toBe(201);
	const { id }: { id: string } = await made.json();
	const queue = [...files];
	const send = async () => {
		for (let next = queue.shift(); next; next = queue.shift()) {
			const put = await api.put(`/galleries/${id}/files/${next[0]}`, next[1]);
			expect(put.status).toBe(201);
		}
	};
	await Promise.all(Array.from({ length: 6 }, send));
	await expect
		.poll(async () => (await api.json(`/galleries/${id}/files`)).filter(isReady).length, { timeout: 100_000 })
		.toBe(files.size);
	const sent = await api.send('POST', `/galleries/${id}/invitations`, { to: addresses });
	const { links }: { links: { url: string }[] } = await sent.json();
	return { id, api, links: links.map(({ url }) => url) };
}

const isReady = (file: { status: string }) => file.status === 'ready';
