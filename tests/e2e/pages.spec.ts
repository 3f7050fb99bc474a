import { readFile } from 'node:fs/promises';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { enter, sha256, until, type Api } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { startInbox, type Inbox } from '#tests/support/mail/smtp.ts';
import { expectNarrow, expectSound, expectUncovered } from './looks.ts';
import { frame, galleryFor, openGallery, person, phone, pick, signIn } from './people.ts';

// Every page somebody sees: no serious fault for assistive technology, a quiet console, never wider than a phone.

let app: App;
let inbox: Inbox;
/** A gallery that anybody with the passphrase may look at. */
let guarded: string;
let ordered: string;
let cookie: string;
let finalBytes: Buffer;
let galleryId: string;
let links: string[];
let orderId: string;
let delivery: string;
const name = (n: number) => `DSC_${4100 + n}.jpg`;
const phoneLike = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const LONG = 'DSC_4104 the cover, second day in the dunes, retouched once more by somebody patient.jpg';

test.beforeAll(async () => {
	inbox = await startInbox();
	app = await startApp({ SMTP_URL: inbox.url, MAIL_FROM: 'studio@studio.test' });
	const files = new Map<string, Buffer>();
	for (let n = 1; n <= 5; n++) files.set(name(n), await picture({ seed: n, width: 900, height: 600 }));
	files.set(LONG, await picture({ seed: 6, width: 900, height: 600 }));
	const addresses = ['cleo', 'ben', 'dan', 'eve', 'fay', 'gil'].map((who) => `${who}@client.test`);
	const made = await galleryFor(app, files, addresses);
	[galleryId, links] = [made.id, made.links];
	const title = `Hotel Miramar ${'o'.repeat(78)}`;
	expect((await made.api.send('PATCH', `/galleries/${galleryId}`, { title })).status).toBe(200);
	ordered = links[0] ?? '';
	const cleo = await enter(app.origin, links.shift() ?? '', galleryId);
	const listed: { id: string; name: string }[] = await (await cleo.get(`/g/${galleryId}/files`)).json();
	const fileIds = listed.slice(0, 2).map(({ id }) => id);
	const draft = await (await cleo.post(`/g/${galleryId}/order-draft`, { fileIds })).json();
	const body = { fileIds: draft.fileIds, viewHash: draft.viewHash, recipients: ['cleo@client.test'] };
	const placed = await cleo.post(`/g/${galleryId}/orders`, body, { 'idempotency-key': 'pages-1' });
	expect(placed.status).toBe(201);
	orderId = (await placed.json()).id;
	for (const n of [1, 2]) {
		finalBytes = await picture({ seed: n, width: 1200, height: 800 });
		const path = `/galleries/${galleryId}/files/${name(n)}?state=FINAL&replace=yes`;
		const put = await made.api.put(path, finalBytes);
		expect(put.status).toBe(200);
	}
	const order = await until(
		() => made.api.json(`/orders/${orderId}`),
		(one) => one.items.every((item: { state: string }) => item.state === 'delivered')
	);
	delivery = order.deliveries.at(-1).mails[0].url;
	cookie = cleo.cookie;
	cleo.close();
	guarded = await guardedGallery(made.api);
});
test.afterAll(async () => {
	await app.close();
	await inbox.close();
});

async function guardedGallery(api: Api): Promise<string> {
	const made = await api.send('POST', '/galleries', { title: 'Guarded', preset: 'download' });
	const { id }: { id: string } = await made.json();
	const anybody = {
		subject: 'anybody',
		look: true,
		mark: true,
		decide: false,
		order: false,
		download: 'all'
	};
	const rows = [{ ...anybody, passphrase: 'open sesame' }];
	expect((await api.send('PUT', `/galleries/${id}/access`, { inherit: false, rows })).status).toBe(200);
	return id;
}

/** The browser that placed the order. */
async function asWhoOrdered(page: Page) {
	const [key = '', value = ''] = cookie.split('=');
	await page.context().addCookies([{ name: key, value, url: app.origin }]);
}

/** However long a name is, its picture keeps to its place. */
async function expectApart(page: Page) {
	const places = await page.locator('li.frame').evaluateAll((frames) =>
		frames.map((each) => {
			const picture = each.querySelector('.picture')?.getBoundingClientRect();
			return { name: each.ariaLabel, wider: (picture?.width ?? 0) - each.getBoundingClientRect().width };
		})
	);
	expect(places.map(({ name }) => name)).toContain(LONG);
	expect(places.filter(({ wider }) => Math.abs(wider) > 1)).toEqual([]);
}

const nextLink = () => links.shift() ?? '';

async function clientPages(
	browser: Browser,
	options: Parameters<typeof person>[1],
	check: typeof expectSound
) {
	const page = await person(browser, options);
	const link = nextLink();
	await page.goto(link);
	await check(page, 'landing');
	await openGallery(page, link);
	await check(page, 'gallery');
	await expectApart(page);
	await dialogs(page, check);
	await frame(page, name(3))
		.getByRole('link', { name: `Open ${name(3)}` })
		.click();
	await expect(page.getByRole('dialog', { name: name(3) })).toBeVisible();
	await check(page, 'viewer');
	await page.goto(delivery);
	await check(page, 'delivery');
	expect(page.faults).toEqual([]);

	const other = await person(browser, options);
	await other.goto(ordered);
	await other.getByRole('button', { name: 'Open gallery' }).click();
	await expect(other.getByLabel('Code from the email')).toBeVisible();
	await check(other, 'code page');
	await other.goto(`${app.origin}/g/${guarded}`);
	await expect(other.getByLabel('Passphrase')).toBeVisible();
	await check(other, 'passphrase');
	await asWhoOrdered(other);
	await other.goto(`${app.origin}/o/${orderId}`);
	await expect(other.getByText('2 of 2 delivered')).toBeVisible();
	await other.getByText('Ask for a change').first().click();
	await check(other, 'order');
	expect(other.faults).toEqual([]);
}

async function dialogs(page: Page, check: typeof expectSound) {
	await page.keyboard.press('?');
	await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
	await check(page, 'keys');
	await page.keyboard.press('Escape');
	await pick(page, name(3), 'Yes');
	// who came before, in the other theme, chose as well
	const send = { name: /^Send (my|our) choice$/ };
	await page.getByRole('button', send).click();
	await expect(page.getByRole('dialog', send)).toContainText('go');
	await check(page, 'send');
	await page.getByRole('button', { name: 'Not yet' }).click();
}

async function studioPages(
	browser: Browser,
	options: Parameters<typeof person>[1],
	check: typeof expectSound
) {
	const page = await person(browser, options);
	await page.goto(`${app.origin}/studio/sign-in`);
	await check(page, 'sign in');
	await signIn(page, app);
	await check(page, 'studio home');
	const inside = ['', '/choosing', '/send', '/access', '/downloads', '/settings'];
	const ends = [...inside.map((end) => `g/${galleryId}${end}`), 'new', 'orders', `orders/${orderId}`];
	for (const end of [...ends, 'mail', 'people']) {
		await page.goto(`${app.origin}/studio/${end}`);
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await check(page, end);
	}
	expect(page.faults).toEqual([]);
}

for (const colorScheme of ['dark', 'light'] as const)
	test(`clients’ pages can be used by everybody, ${colorScheme}`, ({ browser }) =>
		clientPages(browser, { colorScheme }, expectSound));

test('clients’ pages fit a phone of 360 px and a thumb', ({ browser }) =>
	clientPages(
		browser,
		{ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
		expectNarrow
	));

test('without JavaScript one comes in, sees the order, and downloads', async ({ browser }) => {
	const page = await person(browser, { javaScriptEnabled: false, acceptDownloads: true });
	await page.goto(nextLink());
	await page.getByRole('button', { name: 'Open gallery' }).click();
	await expect(frame(page, name(3))).toBeVisible();

	await asWhoOrdered(page);
	await page.goto(`${app.origin}/o/${orderId}`);
	await expect(page.getByText('2 of 2 delivered')).toBeVisible();
	await page.getByRole('link', { name: 'Open and download' }).first().click();
	await page.waitForURL(/\/d\//);

	await page.goto(delivery);
	const started = page.waitForEvent('download');
	await page.getByRole('listitem').last().getByRole('link', { name: 'Download', exact: true }).click();
	expect(sha256(await readFile(await (await started).path()))).toBe(sha256(finalBytes));
});

test('a phone saves the finals by one call of its share sheet, whole', async ({ browser }) => {
	const page = await person(browser, { ...phoneLike });
	await page.addInitScript(() => {
		const shared: { name: string; type: string; size: number }[][] = [];
		Object.assign(window, { shared });
		Object.assign(navigator, {
			canShare: () => true,
			share: ({ files }: { files: File[] }) => {
				shared.push(files.map(({ name, type, size }) => ({ name, type, size })));
				return Promise.resolve();
			}
		});
	});
	await page.goto(delivery);
	await page.getByRole('button', { name: 'Save to Photos' }).click();
	await expect(page.getByText('2 of 2 handed to your phone.')).toBeVisible();
	const shared: unknown = await page.evaluate(() => Reflect.get(window, 'shared'));
	expect(shared).toEqual([
		[1, 2].map((n) => ({ name: name(n), type: 'image/jpeg', size: expect.any(Number) }))
	]);
	await expectSound(page, 'saved to photos');
	await expectNarrow(page, 'saved to photos');
	await expect(page.getByRole('link', { name: 'Download all' })).toBeVisible();
	expect(page.faults).toEqual([]);
});

test('where nothing can be shared the delivery page offers its archive alone', async ({ browser }) => {
	const page = await person(browser, { ...phoneLike });
	await page.addInitScript(() => Object.assign(navigator, { canShare: () => false }));
	await page.goto(delivery);
	await expect(page.getByRole('link', { name: 'Download all' })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Save to Photos' })).toHaveCount(0);
});

test('the delivery page opens its pictures in place, each with its file', async ({ browser }) => {
	const page = await person(browser, {});
	await page.goto(delivery);
	await expect(page.locator('a[href$=".webp"]')).toHaveCount(0);
	const first = page.getByRole('link', { name: `View ${name(1)} larger` });
	const dialog = page.getByRole('dialog');
	await expect(async () => {
		await first.click();
		await expect(dialog).toBeVisible({ timeout: 1000 });
	}).toPass();
	await expect(dialog.getByRole('heading', { name: name(1) })).toBeVisible();
	await expect(dialog.getByRole('button', { name: 'Previous' })).toBeDisabled();
	await expectSound(page, 'a delivered picture');
	await page.keyboard.press('ArrowRight');
	await expect(dialog.getByRole('heading', { name: name(2) })).toBeVisible();
	await expect(dialog.getByRole('button', { name: 'Next' })).toBeDisabled();
	await expect(dialog.getByRole('link', { name: 'Download' })).toHaveAttribute('href', /\/d\/.+\/files\//);
	await page.keyboard.press('b');
	await expect(dialog.getByText('Before · version 1')).toBeVisible();
	await expectSound(page, 'a delivered picture, before and after');
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	await page.getByRole('button', { name: `Before and after of ${name(1)}` }).click();
	await expect(dialog.getByText('After · version 2')).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	expect(new URL(page.url()).pathname).toBe(new URL(delivery, app.origin).pathname);
	expect(page.faults).toEqual([]);
});

test('a client sets a retouched picture against its proof in the gallery', async ({ browser }) => {
	const page = await person(browser, {});
	await asWhoOrdered(page);
	await page.goto(`${app.origin}/g/${galleryId}`);
	const open = (n: number) => frame(page, name(n)).getByRole('link', { name: `Open ${name(n)}` });
	await open(1).click();
	const viewer = page.getByRole('dialog', { name: name(1) });
	await viewer.getByRole('button', { name: 'Before / after' }).click();
	await expect(viewer.getByText('Before · version 1')).toBeVisible();
	await page.keyboard.press('b');
	await expect(viewer.getByText('Before · version 1')).toBeHidden();
	await page.keyboard.press('Escape');
	await open(3).click();
	await expect(page.getByRole('dialog', { name: name(3) })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Before / after' })).toHaveCount(0);
	expect(page.faults).toEqual([]);
});

test('the studio’s pages can be used by everybody, dark', ({ browser }) =>
	studioPages(browser, { colorScheme: 'dark' }, expectSound));

test('the studio’s pages can be used by everybody, light and narrow, and never scroll sideways', ({
	browser
}) =>
	studioPages(browser, { colorScheme: 'light', viewport: phone }, async (page, where) => {
		await expectSound(page, where);
		await expectUncovered(page, where);
		const over = () => document.documentElement.scrollWidth - window.innerWidth;
		expect.soft(await page.evaluate(over), where).toBeLessThanOrEqual(0);
	}));
