import { expect, test, type Page } from '@playwright/test';
import { enter } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { beInGallery, frame, galleryFor, person, pick } from './people.ts';

// A gallery whose network comes and goes: what was seen is there, what is marked waits and goes out by itself, and
// what happened meanwhile is known.

let app: App;
let shoot: Map<string, Buffer>;
const names = [1, 2, 3].map((n) => `DSC_410${n}.jpg`);
const [FIRST = '', SECOND = '', THIRD = ''] = names;

test.beforeAll(async () => {
	app = await startApp();
	shoot = new Map();
	for (const [n, name] of names.entries())
		shoot.set(name, await picture({ seed: n, width: 900, height: 600 }));
});
test.afterAll(() => app.close());

async function cleoAndBen(page: Page) {
	const made = await galleryFor(app, shoot, ['Cleo <cleo@client.test>', 'Ben <ben@client.test>']);
	const ben = await enter(app.origin, made.links[1] ?? '', made.id);
	const files: { id: string; name: string }[] = await (await ben.get(`/g/${made.id}/files`)).json();
	const keyOf = (name: string) =>
		`pick:${ben.seat.selections[0].id}:${files.find((file) => file.name === name)?.id}`;
	ben.mark(keyOf(FIRST), 'yes');
	await beInGallery(page, made.links[0] ?? '');
	await expect(frame(page, FIRST)).toContainText('Ben says yes');
	const cleoId: string = (await (await ben.get(`/g/${made.id}/seat`)).json()).people.find(
		(one: { name: string }) => one.name === 'Cleo'
	).id;
	return { ...made, ben, keyOf, cleoId };
}

/** The addresses in this browser's caches, by cache. */
const keptOn = (page: Page): Promise<Record<string, string[]>> =>
	page.evaluate(async () => {
		const kept: Record<string, string[]> = {};
		for (const name of await caches.keys())
			kept[name] = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
		return kept;
	});

async function untilKept(page: Page, galleryId: string) {
	await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
	const kept = async () => (await keptOn(page))[`gallery ${galleryId}`] ?? [];
	await expect.poll(kept).toEqual(expect.arrayContaining([`/g/${galleryId}`, `/g/${galleryId}/files`]));
	await expect.poll(async () => (await kept()).filter((path) => path.startsWith('/r/')).length).toBe(3);
}

const isDrawn = (page: Page, name: string) =>
	frame(page, name)
		.locator('img')
		.first()
		.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0);

test('a page opened without network shows what was seen; its marks wait, and merge on return', async ({
	browser
}) => {
	const cleo = await person(browser);
	const { id, ben, keyOf, cleoId } = await cleoAndBen(cleo);
	await untilKept(cleo, id);
	await cleo.context().setOffline(true);
	await cleo.reload();
	await expect(frame(cleo, FIRST)).toContainText('Ben says yes');
	for (const name of names) await expect.poll(() => isDrawn(cleo, name)).toBe(true);
	await pick(cleo, SECOND, 'Maybe');
	await expect(cleo.getByRole('status').filter({ hasText: 'One mark is kept here' })).toBeVisible();
	await expect(cleo.getByRole('region', { name: 'The selection' })).toContainText('Offline · 1 mark kept');
	ben.mark(keyOf(THIRD), 'no');
	await cleo.reload();
	await expect(frame(cleo, SECOND).getByRole('button', { name: 'Maybe' })).toHaveAttribute(
		'aria-pressed',
		'true'
	);
	await pick(cleo, THIRD, 'Yes');
	await cleo.context().setOffline(false);
	await ben.sees(cleoId, keyOf(SECOND), 'maybe');
	await ben.sees(cleoId, keyOf(THIRD), 'yes');
	await expect(frame(cleo, THIRD)).toContainText('Ben says no');
	ben.close();
	const paths = Object.values(await keptOn(cleo)).flat();
	const allowed = /^\/(g\/\w+(\/files)?|r\/\w+\/\w+\/\d+\/\d+\.webp|_app\/immutable\/.+)$/;
	expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
});

test('marks that wait go out after a reload, from whichever of their two pages', async ({ browser }) => {
	const cleo = await person(browser);
	const { id, ben, keyOf, cleoId } = await cleoAndBen(cleo);
	const second = await cleo.context().newPage();
	await second.goto(`${app.origin}/g/${id}`);
	await pick(second, FIRST, 'Yes');
	await expect(frame(cleo, FIRST).getByRole('button', { name: 'Yes' })).toHaveAttribute(
		'aria-pressed',
		'true'
	);
	await cleo.context().setOffline(true);
	await pick(cleo, SECOND, 'No');
	await pick(second, THIRD, 'Yes');
	await second.close();
	await cleo.context().setOffline(false);
	await cleo.reload();
	await ben.sees(cleoId, keyOf(SECOND), 'no');
	await ben.sees(cleoId, keyOf(THIRD), 'yes');
	await expect(frame(cleo, THIRD).getByRole('button', { name: 'Yes' })).toHaveAttribute(
		'aria-pressed',
		'true'
	);
	ben.close();
});

test('who may not look any more keeps nothing but their unsent marks', async ({ browser }) => {
	const cleo = await person(browser);
	const { id, ben, api } = await cleoAndBen(cleo);
	ben.close();
	await untilKept(cleo, id);
	await cleo.context().setOffline(true);
	await pick(cleo, SECOND, 'Yes');
	await cleo.reload();
	await expect(frame(cleo, FIRST)).toContainText('Ben says yes');
	const rows = [
		{ subject: 'ben@client.test', look: true, mark: true, decide: false, order: true, download: 'final' }
	];
	expect((await api.send('PUT', `/galleries/${id}/access`, { inherit: false, rows })).status).toBe(200);
	await cleo.context().setOffline(false);
	await expect.poll(async () => Object.keys(await keptOn(cleo))).toEqual([]);
	const databases = () =>
		cleo.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
	await expect.poll(databases).toEqual(['proofsheet']);
	expect(await unsent(cleo)).toBe(1);
	await cleo.context().setOffline(true);
	await expect(cleo.reload()).rejects.toThrow();
});

/** Marks of the waiting list, in IndexedDB. */
const unsent = (page: Page) =>
	page.evaluate(
		() =>
			new Promise<number>((resolve, reject) => {
				const opening = indexedDB.open('proofsheet');
				opening.onerror = () => reject(opening.error);
				opening.onsuccess = () => {
					const counting = opening.result.transaction('waiting').objectStore('waiting').count();
					counting.onsuccess = () => resolve(counting.result);
				};
			})
	);

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

test('an order page outlives the network, and a form keeps its words', async ({ browser }) => {
	const { id, api, links } = await galleryFor(app, shoot, ['Cleo <cleo@client.test>']);
	const cleo = await person(browser);
	await beInGallery(cleo, links[0] ?? '');
	await pick(cleo, FIRST, 'Yes');
	await cleo.getByRole('button', { name: 'Send my choice' }).click();
	await cleo.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
	await cleo.getByRole('link', { name: 'View order' }).click();
	const out = cleo.getByRole('button', { name: `Remove ${FIRST}` });
	await expect(out).toBeVisible();
	// listening begins with a first refresh
	await cleo.waitForLoadState('networkidle');
	let isAway = true;
	await cleo.route('**/o/**', (route) => (isAway ? route.abort() : route.continue()));
	await out.click();
	await expect(cleo.getByRole('alert')).toContainText('The server isn’t answering right now');
	const placed: { id: string }[] = await api.json(`/orders?gallery=${id}`);
	const started = await api.send('POST', `/orders/${placed[0]?.id}/start`, {});
	expect(started.status).toBeLessThan(300);
	await expect(out).toBeVisible();
	isAway = false;
	await expect(out).toHaveCount(0);
	await expect(cleo.getByRole('heading', { name: /^Order/ })).toBeVisible();
});

test('where the browser never opens a database, marks are made all the same', async ({ browser }) => {
	const { id, links } = await galleryForTwo();
	const cleo = await person(browser);
	// a newer version waits for ever behind an older one that stays open: no answer, and no fault either
	await cleo.addInitScript(() => {
		const { open } = IDBFactory.prototype;
		open.call(indexedDB, 'held', 1);
		Object.assign(IDBFactory.prototype, { open: () => open.call(indexedDB, 'held', 2) });
	});
	await beInGallery(cleo, links[0] ?? '');
	await pick(cleo, FIRST, 'Yes');
	const ben = await enter(app.origin, links[1] ?? '', id);
	const cleoId: string = (await (await ben.get(`/g/${id}/seat`)).json()).people.find(
		(one: { name: string }) => one.name === 'Cleo'
	).id;
	const files: { id: string; name: string }[] = await (await ben.get(`/g/${id}/files`)).json();
	const first = files.find(({ name }) => name === FIRST);
	await ben.sees(cleoId, `pick:${ben.seat.selections[0].id}:${first?.id}`, 'yes');
	ben.close();
});
