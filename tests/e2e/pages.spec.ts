import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { enter, until } from '../journeys/people.ts';
import { startApp, type App } from '../support/app.ts';
import { picture } from '../support/pictures.ts';
import { frame, galleryFor, openGallery, person, phone, signIn } from './people.ts';

// Every page somebody sees: no serious fault for assistive technology, a quiet console.

let app: App;
let galleryId: string;
let links: string[];
let orderId: string;
let delivery: string;
const name = (n: number) => `DSC_${4100 + n}.jpg`;

test.beforeAll(async () => {
	app = await startApp();
	const files = new Map<string, Buffer>();
	for (let n = 1; n <= 5; n++) files.set(name(n), await picture({ seed: n, width: 900, height: 600 }));
	const addresses = ['cleo', 'ben', 'dan', 'eve', 'fay', 'gil'].map((who) => `${who}@client.test`);
	const made = await galleryFor(app, files, addresses);
	[galleryId, links] = [made.id, made.links];
	const cleo = await enter(app.origin, links.shift() ?? '', galleryId);
	const listed: { id: string; name: string }[] = await (await cleo.get(`/g/${galleryId}/files`)).json();
	const fileIds = listed.slice(0, 2).map(({ id }) => id);
	const draft = await (await cleo.post(`/g/${galleryId}/order-draft`, { fileIds })).json();
	const body = { fileIds: draft.fileIds, viewHash: draft.viewHash, recipients: ['cleo@client.test'] };
	const placed = await cleo.post(`/g/${galleryId}/orders`, body, { 'idempotency-key': 'pages-1' });
	expect(placed.status).toBe(201);
	orderId = (await placed.json()).id;
	for (const n of [1, 2]) {
		const final = await picture({ seed: n, width: 1200, height: 800 });
		const put = await made.api.put(`/galleries/${galleryId}/files/${name(n)}?state=FINAL&replace=yes`, final);
		expect(put.status).toBe(200);
	}
	const order = await until(
		() => made.api.json(`/orders/${orderId}`),
		(one) => one.items.every((item: { state: string }) => item.state === 'delivered')
	);
	delivery = order.deliveries[0].mails[0].url;
	cleo.close();
});
test.afterAll(() => app.close());

const nextLink = () => links.shift() ?? '';

async function expectSound(page: Page, where: string) {
	const { violations } = await new AxeBuilder({ page }).analyze();
	const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
	const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
	expect.soft(told, where).toEqual([]);
}

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
	await frame(page, name(3))
		.getByRole('link', { name: `Open ${name(3)}` })
		.click();
	await expect(page.getByRole('dialog', { name: name(3) })).toBeVisible();
	await check(page, 'viewer');
	await page.goto(delivery);
	await check(page, 'delivery');
	expect(page.faults).toEqual([]);
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

test('the studio’s pages can be used by everybody, dark', ({ browser }) =>
	studioPages(browser, { colorScheme: 'dark' }, expectSound));

test('the studio’s pages can be used by everybody, light and narrow, and never scroll sideways', ({
	browser
}) =>
	studioPages(browser, { colorScheme: 'light', viewport: phone }, async (page, where) => {
		await expectSound(page, where);
		const over = () => document.documentElement.scrollWidth - window.innerWidth;
		expect.soft(await page.evaluate(over), where).toBeLessThanOrEqual(0);
	}));
