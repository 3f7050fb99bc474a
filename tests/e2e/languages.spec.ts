import { expect, test, type Browser, type Page } from '@playwright/test';
import { enter, until } from '#tests/support/app/api.ts';
import { OWNER, startApp, type App } from '#tests/support/app/app.ts';
import { startInbox, type Inbox } from '#tests/support/mail/smtp.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { englishIn } from '#tests/support/english.ts';
import { expectNoEnglish } from './german.ts';
import { expectNarrow } from './looks.ts';
import { awake, desktop, frame, galleryFor, person, phone } from './people.ts';

// Every page, mail and refusal in German: no English is left, and long words keep to their places.

let app: App;
let inbox: Inbox;
let galleryId: string;
let links: string[];
let ordered: string;
let orderId: string;
let delivery: string;
let guarded: string;
let cookie: string;
const name = (n: number) => `DSC_${4100 + n}.jpg`;
/** What people and their files are called. */
const DATA = /DSC_\d+|\S+@\S+|Hotel Miramar|Guarded|Proofsheet|English|https?:\/\/\S+|SMTP_URL|My studio/g;
const SIZES = [
	['desk', { viewport: desktop }],
	['phone', { viewport: phone, hasTouch: true, isMobile: true }]
] as const;

test.beforeAll(async ({ browser }) => {
	inbox = await startInbox();
	app = await startApp({ SMTP_URL: inbox.url, MAIL_FROM: 'studio@studio.test' });
	await speakGerman(browser);
	const files = new Map<string, Buffer>();
	for (let n = 1; n <= 5; n++) files.set(name(n), await picture({ seed: n, width: 900, height: 600 }));
	const addresses = ['cleo', 'ben', 'dan', 'eve'].map((who) => `${who}@client.test`);
	const made = await galleryFor(app, files, addresses);
	[galleryId, links] = [made.id, made.links];
	ordered = links.shift() ?? '';
	const cleo = await enter(app.origin, ordered, galleryId);
	const listed: { id: string }[] = await (await cleo.get(`/g/${galleryId}/files`)).json();
	const fileIds = listed.slice(0, 2).map(({ id }) => id);
	const draft = await (await cleo.post(`/g/${galleryId}/order-draft`, { fileIds })).json();
	const body = { fileIds: draft.fileIds, viewHash: draft.viewHash, recipients: ['cleo@client.test'] };
	const placed = await cleo.post(`/g/${galleryId}/orders`, body, { 'idempotency-key': 'german-1' });
	orderId = (await placed.json()).id;
	for (const n of [1, 2]) {
		const bytes = await picture({ seed: n, width: 1200, height: 800 });
		await made.api.put(`/galleries/${galleryId}/files/${name(n)}?state=FINAL&replace=yes`, bytes);
	}
	const order = await until(
		() => made.api.json(`/orders/${orderId}`),
		(one) => one.items.every((item: { state: string }) => item.state === 'delivered')
	);
	delivery = order.deliveries.at(-1).mails[0].url;
	cookie = cleo.cookie;
	cleo.close();
	const closed = await made.api.send('POST', '/galleries', { title: 'Guarded', preset: 'download' });
	guarded = (await closed.json()).id;
	const anybody = {
		subject: 'anybody',
		look: true,
		mark: true,
		decide: false,
		order: false,
		download: 'all'
	};
	const rows = [{ ...anybody, passphrase: 'sesam öffne' }];
	await made.api.send('PUT', `/galleries/${guarded}/access`, { inherit: false, rows });
});
test.afterAll(async () => {
	await app.close();
	await inbox.close();
});

const german = (browser: Browser, options: Parameters<typeof person>[1] = {}) =>
	person(browser, { locale: 'de-DE', ...options });

async function signIn(page: Page) {
	await page.goto(`${app.origin}/studio/sign-in`);
	await page.getByLabel('E-Mail').fill(OWNER.email);
	await page.getByLabel('Passwort').fill(OWNER.password);
	await page.getByRole('button', { name: 'Anmelden' }).click();
	await expect(page.getByRole('link', { name: 'Galerien' })).toBeVisible();
	await awake(page);
}

/** The owner says it once, on their page: mails follow it, whatever their readers' browsers ask for. */
async function speakGerman(browser: Browser) {
	const page = await german(browser);
	await signIn(page);
	await page.goto(`${app.origin}/studio/people`);
	await page.getByLabel('Sprache des Studios').selectOption('de');
	await page.getByRole('button', { name: 'Speichern' }).click();
	await expect(page.getByLabel('Sprache des Studios')).toHaveValue('de');
	await page.context().close();
}

async function asWhoOrdered(page: Page) {
	const [key = '', value = ''] = cookie.split('=');
	await page.context().addCookies([{ name: key, value, url: app.origin }]);
}

for (const [size, options] of SIZES) {
	const look = async (page: Page, where: string) => {
		await expectNoEnglish(page, where, DATA);
		if (size === 'phone' && !where.startsWith('studio')) await expectNarrow(page, where);
		const over = () => document.documentElement.scrollWidth - window.innerWidth;
		expect.soft(await page.evaluate(over), where).toBeLessThanOrEqual(0);
		await page.screenshot({
			path: test.info().outputPath(`${where.replaceAll('/', '-')}.png`),
			fullPage: size === 'desk'
		});
	};

	test(`clients read German only, ${size}`, async ({ browser }) => {
		const page = await german(browser, options);
		await page.goto(links.shift() ?? '');
		await look(page, 'landing');
		await page.getByRole('button', { name: 'Galerie öffnen' }).click();
		await page.waitForURL(/\/g\//);
		await expect(page.getByRole('button', { name: 'Ja' }).first()).toBeAttached();
		await awake(page);
		await look(page, 'gallery');
		await frame(page, name(3)).hover();
		await frame(page, name(3)).getByRole('button', { name: 'Ja', exact: true }).click();
		await page
			.getByRole('button', { name: /senden$/ })
			.first()
			.click();
		await expect(page.getByRole('dialog')).toBeVisible();
		await look(page, 'send');
		await page.keyboard.press('Escape');
		await page.keyboard.press('?');
		await expect(page.getByRole('dialog')).toBeVisible();
		await look(page, 'keys');
		await page.keyboard.press('Escape');
		await frame(page, name(4)).getByRole('link').click();
		await expect(page.getByRole('dialog', { name: name(4) })).toBeVisible();
		await look(page, 'viewer');
		await page.goto(delivery);
		await look(page, 'delivery');
		await page.goto(`${app.origin}/g/${guarded}`);
		await expect(page.locator('input:visible').first()).toBeVisible();
		await look(page, 'passphrase');
		expect(page.faults).toEqual([]);

		const other = await german(browser, options);
		await other.goto(ordered);
		await other.getByRole('button', { name: 'Galerie öffnen' }).click();
		await expect(other.locator('input[name=code]')).toBeVisible();
		await look(other, 'code');
		await asWhoOrdered(other);
		await other.goto(`${app.origin}/o/${orderId}`);
		await look(other, 'order');
	});

	test(`the studio reads German only, ${size}`, async ({ browser }) => {
		const page = await german(browser, options);
		await page.goto(`${app.origin}/studio/sign-in`);
		await look(page, 'studio-sign-in');
		await signIn(page);
		await look(page, 'studio-home');
		const inside = ['', '/choosing', '/send', '/access', '/downloads', '/settings'];
		const ends = [...inside.map((end) => `g/${galleryId}${end}`), 'new', 'orders', `orders/${orderId}`];
		for (const end of [...ends, 'mail', 'people']) {
			await page.goto(`${app.origin}/studio/${end}`);
			await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
			await page.waitForLoadState('networkidle');
			await look(page, `studio-${end.replace(galleryId, 'id').replace(orderId, 'id')}`);
		}
		expect(page.faults).toEqual([]);
	});
}

test('refusals are German', async ({ browser }) => {
	const page = await german(browser);
	for (const [path, status] of [
		['/nothing', 404],
		['/g/nothing', 200],
		['/i/wrong', 410],
		['/d/wrong', 410]
	] as const) {
		expect((await page.goto(app.origin + path))?.status(), path).toBe(status);
		await expectNoEnglish(page, path, DATA);
	}
	const asked = { headers: { 'accept-language': 'de', origin: app.origin } };
	const said: string[] = [];
	for (const [method, path] of [
		['get', '/api/v1/galleries'],
		['post', `/g/${galleryId}/orders`],
		['get', `/g/${galleryId}/files`],
		['get', '/d/wrong/manifest.json'],
		['put', `/api/v1/files/${galleryId}/original`]
	] as const) {
		const answer = await page.request[method](app.origin + path, asked);
		expect(answer.status(), path).toBeGreaterThanOrEqual(400);
		expect(answer.headers()['content-language'], path).toBe('de');
		const { title, detail } = await answer.json();
		said.push(title, detail);
	}
	const foreign = await page.request.post(`${app.origin}/studio/sign-in`, {
		headers: { 'accept-language': 'de', origin: 'http://evil.test' }
	});
	said.push((await foreign.json()).detail);
	expect(englishIn(said, DATA)).toEqual([]);
});

test('mails are German, those of the studio too', () => {
	const kinds = new Set(inbox.mails.map(({ subject }) => subject));
	expect(kinds.size).toBeGreaterThanOrEqual(3);
	for (const mail of inbox.mails) {
		const lines = [mail.subject ?? '', ...(mail.text ?? '').split('\n')];
		expect.soft(englishIn(lines, DATA), mail.subject).toEqual([]);
		expect.soft(String(mail.html), mail.subject).toContain('<html lang="de">');
	}
});

test('a client chooses English, and keeps it on every page and on another device', async ({ browser }) => {
	const page = await german(browser);
	const link = links.shift() ?? '';
	await page.goto(link);
	await page.getByRole('button', { name: 'Galerie öffnen' }).click();
	await page.waitForURL(/\/g\//);
	await awake(page);
	await page.getByRole('button', { name: 'Mehr' }).first().click();
	await page.getByRole('menuitem', { name: 'English' }).click();
	await expect(page.getByRole('button', { name: 'Yes' }).first()).toBeAttached();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await page.reload();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await page.goto(delivery);
	await expect(page.getByRole('link', { name: 'Download all' })).toBeVisible();
	await page.getByRole('button', { name: 'Deutsch' }).click();
	await expect(page.getByRole('link', { name: 'Alle herunterladen' })).toBeVisible();
});

test('two languages at once never mix', async ({ request }) => {
	const pages = await Promise.all(
		Array.from({ length: 60 }, async (_, n) => {
			const language = n % 2 ? 'de' : 'en';
			const headers = { 'accept-language': language, accept: 'text/html' };
			const html = await (await request.get(`${app.origin}/studio/sign-in`, { headers })).text();
			return [language, /<html lang="(\w+)"/.exec(html)?.[1], /<h1[^>]*>([^<]*)/.exec(html)?.[1]];
		})
	);
	for (const [asked, lang, title] of pages)
		expect([lang, title]).toEqual(asked === 'de' ? ['de', 'Anmelden'] : ['en', 'Sign in']);
});
