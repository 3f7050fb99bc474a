import { expect, test, type Page } from '@playwright/test';
import { enter } from '../journeys/people.ts';
import { startApp, type App } from '../support/app.ts';
import { picture } from '../support/pictures.ts';
import { frame, galleryFor, openGallery, person } from './people.ts';

// Between reading a seat and listening to announcements something always happens: nothing of it may be lost.

let app: App;
let shoot: Map<string, Buffer>;
const NAME = 'DSC_4101.jpg';

test.beforeAll(async () => {
	app = await startApp();
	shoot = new Map([[NAME, await picture({ seed: 1, width: 600, height: 400 })]]);
});
test.afterAll(() => app.close());

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

test('whoever came while the seat was on its way has her ring', async ({ browser }) => {
	const { id, links } = await galleryForTwo();
	const cleo = await person(browser);
	await holdSeat(cleo, async () => (await benSaysYes(id, links[1] ?? '')).close());
	await openGallery(cleo, links[0] ?? '');
	await expect(frame(cleo, NAME)).toContainText('Ben says yes');
	await expect(frame(cleo, NAME).locator('.marks path')).toHaveCount(1);
});

test('whoever came, and what was locked, before the page could listen is known', async ({ browser }) => {
	const { id, links } = await galleryForTwo();
	const cleo = await person(browser);
	let listen: () => void = () => undefined;
	await cleo.routeWebSocket(/socket\.io/, (socket) => void (listen = () => socket.connectToServer()));
	await openGallery(cleo, links[0] ?? '');
	const ben = await benSaysYes(id, links[1] ?? '');
	await ben.post(`/g/${id}/selections/${ben.seat.selections[0].id}/lock`, {});
	ben.close();
	listen();
	await expect(frame(cleo, NAME)).toContainText('Ben says yes');
	await expect(frame(cleo, NAME).getByRole('button', { name: 'Yes' })).toHaveCount(0);
});
