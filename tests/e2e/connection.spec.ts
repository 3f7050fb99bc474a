import { expect, test, type Page } from '@playwright/test';
import { enter } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { beInGallery, frame, galleryFor, person } from './people.ts';

// A connected page: what happens before it listens, rights that change, and refusals are known at once.

let app: App;
let shoot: Map<string, Buffer>;
const names = [1, 2, 3].map((n) => `DSC_410${n}.jpg`);
const [FIRST = ''] = names;

test.beforeAll(async () => {
	app = await startApp();
	shoot = new Map();
	for (const [n, name] of names.entries())
		shoot.set(name, await picture({ seed: n, width: 900, height: 600 }));
});
test.afterAll(() => app.close());

// Between reading a seat and listening to announcements something always happens: nothing of it may be lost.

const galleryForTwo = () =>
	galleryFor(app, shoot, ['Cleo <cleo@client.test>', 'Ben <ben@client.test>'], 'download');

/** Ben comes for the first time, says yes and leaves. */
async function benSaysYes(galleryId: string, link: string) {
	const ben = await enter(app.origin, link, galleryId);
	const files: { id: string }[] = await (await ben.get(`/g/${galleryId}/files`)).json();
	const key = `pick:${ben.seat.selections[0].id}:${files[0]?.id}`;
	ben.mark(key, 'yes');
	const kept = async () =>
		JSON.stringify(await (await ben.get(`/g/${galleryId}/marks`)).text()).includes(key);
	await expect.poll(kept).toBe(true);
	return ben;
}

/** Holds the answer to the first seat until something was done. */
const holdSeat = (page: Page, act: () => Promise<void>) =>
	page.route('**/seat', async (route) => {
		if (route.request().method() !== 'POST') return route.continue();
		const response = await route.fetch();
		await act();
		await route.fulfill({ response });
	});

test('whoever came while the seat was on its way has their ring', async ({ browser }) => {
	const { id, links } = await galleryForTwo();
	const cleo = await person(browser);
	await holdSeat(cleo, async () => (await benSaysYes(id, links[1] ?? '')).close());
	await beInGallery(cleo, links[0] ?? '');
	await expect(frame(cleo, FIRST)).toContainText('Ben says yes');
	await expect(frame(cleo, FIRST).locator('.marks path')).toHaveCount(1);
});

test('whoever came, and what was locked, before the page could listen is known', async ({ browser }) => {
	const { id, links } = await galleryForTwo();
	const cleo = await person(browser);
	let listen: () => void = () => undefined;
	await cleo.routeWebSocket(/socket\.io/, (socket) => void (listen = () => socket.connectToServer()));
	await beInGallery(cleo, links[0] ?? '');
	const ben = await benSaysYes(id, links[1] ?? '');
	await ben.post(`/g/${id}/selections/${ben.seat.selections[0].id}/lock`, {});
	ben.close();
	listen();
	await expect(frame(cleo, FIRST)).toContainText('Ben says yes');
	await expect(frame(cleo, FIRST).getByRole('button', { name: 'Yes' })).toHaveCount(0);
});

test('rights that are given or taken are seen at once, and the end of all is said', async ({ browser }) => {
	const { id, api, links } = await galleryForTwo();
	const cleo = await person(browser);
	await beInGallery(cleo, links[0] ?? '');
	await frame(cleo, FIRST).getByRole('link').click();
	const viewer = cleo.getByRole('dialog', { name: FIRST });
	const yes = viewer.getByRole('button', { name: 'Yes' });
	const settle = viewer
		.getByRole('group', { name: 'Final say' })
		.getByRole('button', { name: 'In', exact: true });
	await expect(yes).toBeVisible();
	await expect(settle).toHaveCount(0);
	const give = async (rights: Record<string, unknown>[]) => {
		const row = { look: true, mark: true, decide: false, order: false, download: 'none' };
		const rows = rights.map((given) => ({ subject: 'cleo@client.test', ...row, ...given }));
		const put = await api.send('PUT', `/galleries/${id}/access`, { inherit: false, rows });
		expect(put.status).toBe(200);
	};
	await give([{ decide: true }]);
	await expect(settle).toBeVisible();
	await give([{ mark: false }]);
	await expect(yes).toHaveCount(0);
	await give([{}]);
	await expect(yes).toBeVisible();
	await expect(settle).toHaveCount(0);
	// taken away just when the page is about to be loaded anew: it must not be, an error would take its place
	const loads: string[] = [];
	await cleo.route('**/g/*', async (route) => {
		if (route.request().method() !== 'HEAD') return route.continue();
		await give([]);
		cleo.on('request', (request) => request.url().includes('__data.json') && loads.push(request.url()));
		await route.continue();
	});
	const answered = cleo.waitForResponse((response) => response.request().method() === 'HEAD');
	await give([{ decide: true }]);
	await answered;
	await expect(cleo.getByRole('alert')).toContainText('You no longer have access to this gallery');
	await expect(yes).toHaveCount(0);
	// whatever the page asks for because of the answer is on its way before this
	await cleo.evaluate(() => fetch('/healthz'));
	expect(loads).toEqual([]);
	await expect(viewer).toContainText('You no longer have access to this gallery');
});

test('over an open picture it is said that nobody answers, and words that could not be kept are shown', async ({
	browser
}) => {
	const { id, api, links } = await galleryForTwo();
	const cleo = await person(browser);
	// without a seat nothing could be kept: the page would say so instead
	const seated = cleo.waitForResponse((response) => response.url().endsWith('/seat') && response.ok());
	await beInGallery(cleo, links[0] ?? '');
	await seated;
	await frame(cleo, FIRST).getByRole('link').click();
	const viewer = cleo.getByRole('dialog', { name: FIRST });
	await cleo.context().setOffline(true);
	await viewer.getByLabel('Your comment').fill('Lighter, please');
	await viewer.getByLabel('Your comment').press('Enter');
	await expect(viewer.getByRole('status').filter({ hasText: 'One mark is kept here' })).toBeVisible();
	await expect(viewer.getByText('not sent yet')).toBeVisible();
	const row = { subject: 'cleo@client.test', look: true, mark: false, decide: false, order: false };
	const rows = [{ ...row, download: 'none' }];
	expect((await api.send('PUT', `/galleries/${id}/access`, { inherit: false, rows })).status).toBe(200);
	await cleo.context().setOffline(false);
	const refused = viewer.getByRole('region', { name: 'One of your marks couldn’t be kept' });
	await expect(refused.getByText('Lighter, please')).toBeVisible();
	await refused.getByRole('button', { name: 'Got it' }).click();
	await expect(refused).toHaveCount(0);
});

test('a title that changes is read at once', async ({ browser }) => {
	const { id, api, links } = await galleryForTwo();
	const cleo = await person(browser);
	await beInGallery(cleo, links[0] ?? '');
	// again, until the page listens
	await expect(async () => {
		const patched = await api.send('PATCH', `/galleries/${id}`, { title: 'Hotel Bellevue' });
		expect(patched.status).toBe(200);
		await expect(cleo.getByRole('heading', { name: 'Hotel Bellevue' })).toBeVisible({ timeout: 2_000 });
	}).toPass();
});
