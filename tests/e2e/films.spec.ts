import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { startApp, type App } from '#tests/support/app/app.ts';
import { filmTools, writeFilm } from '#tests/support/media/films.ts';
import { beInGallery, frame, galleryFor, person, phone } from './people.ts';

test.skip(!filmTools, 'there is no ffmpeg here');

let app: App;
test.beforeAll(async () => void (app = await startApp()));
test.afterAll(() => app.close());

/** By whom this browser is, a film that is prepared by now. */
async function opened(page: Awaited<ReturnType<typeof person>>, link: string) {
	await beInGallery(page, link, 'mp4');
	await frame(page, 'A.mp4').getByRole('link').click();
	return page.getByRole('dialog');
}

test('a film is commented at 0:04 with a ring; the other sees it, presses it and stands there', async ({
	browser
}) => {
	const made = writeFilm(join(mkdtempSync(join(tmpdir(), 'film-')), 'clip.mp4'), { seconds: 6 });
	const files = new Map([['A.mp4', readFileSync(made)]]);
	const { id, api, links } = await galleryFor(app, files, [
		'Cleo <cleo@client.test>',
		'Ben <ben@client.test>'
	]);
	const states = async () =>
		(await api.json(`/galleries/${id}/files`)).map(({ film }: { film?: { status: string } }) => film?.status);
	await expect.poll(states, { timeout: 60_000 }).toEqual(['ready']);
	const [cleo, ben] = [await person(browser), await person(browser, { viewport: phone, hasTouch: true })];
	const seenByCleo = await opened(cleo, links[0] ?? '');
	const seenByBen = await opened(ben, links[1] ?? '');

	// keys: Space opens and plays it, K stops it, a digit is still the viewer's
	await cleo.keyboard.press('Space');
	const film = seenByCleo.locator('video');
	await expect(film.or(seenByCleo.getByText('could not be played in this browser'))).toBeVisible();
	test.skip(!(await film.isVisible()), 'this browser has no H.264');
	await expect.poll(() => timeOf(film)).toBeGreaterThan(0);
	await seenByCleo.getByRole('slider', { name: 'Place in the film' }).focus();
	await cleo.keyboard.press('k');
	await expect(seenByCleo.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
	await cleo.keyboard.press('j');
	await expect.poll(() => timeOf(film)).toBe(0);
	await cleo.keyboard.press('.');
	await expect.poll(() => timeOf(film)).toBeCloseTo(0.06, 2);
	await cleo.keyboard.press('m');
	await expect(seenByCleo.getByRole('button', { name: 'Maybe' })).toHaveAttribute('aria-pressed', 'true');
	await seenByCleo.getByRole('slider', { name: 'Place in the film' }).fill('4');
	await expect.poll(() => timeOf(film)).toBe(4);

	await seenByCleo.getByRole('button', { name: 'Pen' }).click();
	await draw(cleo, film);
	await seenByCleo.getByLabel('Your comment').fill('The lamp');
	await expect(seenByCleo.getByRole('button', { name: 'At 0:04' })).toBeVisible();
	await seenByCleo.getByRole('button', { name: 'Comment', exact: true }).click();

	const said = seenByBen.getByRole('article').filter({ hasText: 'The lamp' });
	await expect(said).toBeVisible();
	const drawn = seenByBen.locator('svg.drawings path');
	await expect(drawn).toHaveCount(0);
	await said.getByRole('button', { name: '0:04' }).click();
	const bens = seenByBen.locator('video');
	await expect.poll(() => timeOf(bens)).toBe(4);
	expect(await bens.evaluate((video) => video instanceof HTMLVideoElement && video.paused)).toBe(true);
	await expect(drawn).toHaveCount(1);
	await seenByBen.getByRole('slider', { name: 'Place in the film' }).fill('1');
	await expect(drawn).toHaveCount(0);
	await seenByBen.getByRole('button', { name: 'Cleo at 0:04' }).tap();
	await expect(drawn).toHaveCount(1);
	await expect.poll(() => timeOf(bens)).toBe(4);
	expect([cleo.faults, ben.faults]).toEqual([[], []]);
});

const timeOf = (film: Locator) =>
	film.evaluate((video) => (video instanceof HTMLVideoElement ? video.currentTime : NaN));

/** A ring in the middle of it. */
async function draw(page: Page, film: Locator) {
	const box = await film.boundingBox();
	if (!box) throw new Error('no film');
	const spot = (turn: number) =>
		[
			box.x + box.width * (0.5 + 0.12 * Math.cos(turn)),
			box.y + box.height * (0.5 + 0.2 * Math.sin(turn))
		] as const;
	await page.mouse.move(...spot(0));
	await page.mouse.down();
	for (let step = 1; step <= 12; step++) await page.mouse.move(...spot((step * Math.PI) / 6));
	await page.mouse.up();
}

test('a client plays a film on a phone; the next picture ends it', async ({ browser }) => {
	const made = writeFilm(join(mkdtempSync(join(tmpdir(), 'film-')), 'clip.mp4'), { seconds: 2 });
	const clip = readFileSync(made);
	const files = new Map([
		['A.mp4', clip],
		['B.mp4', Buffer.concat([clip, Buffer.from('\0\0\0\x08free', 'latin1')])]
	]);
	const { id, api, links } = await galleryFor(app, files, ['Cleo <cleo@client.test>']);
	const states = async () =>
		(await api.json(`/galleries/${id}/files`)).map(({ film }: { film?: { status: string } }) => film?.status);
	await expect.poll(states, { timeout: 60_000 }).toEqual(['ready', 'ready']);

	const cleo = await person(browser, { viewport: phone, hasTouch: true });
	await beInGallery(cleo, links[0] ?? '', 'mp4');
	await frame(cleo, 'A.mp4').getByRole('link').click();
	const viewer = cleo.getByRole('dialog');
	const asked = cleo.waitForResponse((response) => response.url().endsWith('/film.mp4'));
	await viewer.getByRole('button', { name: 'Play, 0:02' }).click();
	expect([200, 206]).toContain((await asked).status());
	const player = viewer.locator('video');
	// a browser without H.264 says that it cannot, and offers no player
	const outcome = player.or(viewer.getByText('could not be played in this browser'));
	await expect(outcome).toBeVisible();
	if (await player.isVisible())
		await expect
			.poll(() => player.evaluate((video) => (video instanceof HTMLVideoElement ? video.currentTime : 0)))
			.toBeGreaterThan(0);
	await cleo.keyboard.press('ArrowRight');
	await expect(cleo.getByRole('dialog', { name: 'B.mp4' })).toBeVisible();
	await expect(viewer.getByRole('button', { name: 'Play, 0:02' })).toBeVisible();
	await expect(viewer.locator('video')).toHaveCount(0);
	expect(cleo.faults).toEqual([]);
});
