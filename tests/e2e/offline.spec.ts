import { expect, test, type Page } from '@playwright/test';
import { enter } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { beInGallery, frame, galleryFor, person, pick } from './people.ts';

// A gallery whose network comes and goes: what was seen is there, what is marked waits and goes out by itself.

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

/** A page that is closed or reloaded before its mark is on the device takes it along. */
const untilWaiting = (page: Page, marks: number) => expect.poll(() => unsent(page)).toBe(marks);

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
	await untilWaiting(cleo, 1);
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
	await untilWaiting(cleo, 2);
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
	await untilWaiting(cleo, 1);
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

const galleryForTwo = () =>
	galleryFor(app, shoot, ['Cleo <cleo@client.test>', 'Ben <ben@client.test>'], 'download');

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
