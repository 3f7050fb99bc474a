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

test('a film that was delivered is played on the page of its link, on a phone', async ({ browser }) => {
	const made = writeFilm(join(mkdtempSync(join(tmpdir(), 'film-')), 'clip.mp4'), { seconds: 2 });
	const { id, api } = await galleryFor(app, new Map([['A.mp4', readFileSync(made)]]), [
		'Cleo <cleo@client.test>'
	]);
	const files = async () => api.json(`/galleries/${id}/files`);
	await expect.poll(async () => (await files())[0]?.film?.status, { timeout: 60_000 }).toBe('ready');
	const fileIds = (await files()).map((file: { id: string }) => file.id);
	const input = { fileIds, to: ['nora@example.com'], message: '' };
	const sent = await (await api.send('POST', `/galleries/${id}/deliveries`, input)).json();

	const nora = await person(browser, { viewport: phone, hasTouch: true });
	await nora.goto(sent.url);
	await expect(nora.getByText('One file')).toBeVisible();
	await nora.getByRole('link', { name: 'Watch A.mp4' }).tap();
	const viewer = nora.getByRole('dialog', { name: 'A.mp4' });
	await viewer.getByRole('button', { name: 'Play, 0:02' }).tap();
	const film = viewer.locator('video');
	await expect(film.or(viewer.getByText('could not be played in this browser'))).toBeVisible();
	if (await film.isVisible()) {
		await expect.poll(() => timeOf(film)).toBeGreaterThan(0);
		await nora.keyboard.press('j');
		await viewer.getByRole('slider', { name: 'Place in the film' }).fill('1');
		await expect.poll(() => timeOf(film)).toBeGreaterThanOrEqual(1);
	}
	if (process.env['SHOTS']) await shots(nora, process.env['SHOTS']);
	expect(nora.faults).toEqual([]);
});
async function shots(page: Page, into: string) {
	for (const scheme of ['dark', 'light'] as const)
		for (const width of [390, 1440]) {
			await page.emulateMedia({ colorScheme: scheme });
			await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
			await page.screenshot({ path: `${into}/d-${scheme}-${width}.png` });
		}
}

test('a long film comes in pieces, and at the same frames', async ({ browser }) => {
	const folder = mkdtempSync(join(tmpdir(), 'film-'));
	const made = writeFilm(join(folder, 'long.mp4'), { seconds: 65, rate: '10', size: '640x500' });
	const files = new Map([['A.mp4', readFileSync(made)]]);
	const { id, api, links } = await galleryFor(app, files, ['Cleo <cleo@client.test>']);
	const played = async () => (await api.json(`/galleries/${id}/files`))[0]?.film;
	await expect.poll(async () => (await played())?.stream, { timeout: 120_000 }).toBeTruthy();
	const { url } = await played();

	const cleo = await person(browser);
	const asked: string[] = [];
	cleo.on('request', (request) => asked.push(request.url()));
	const viewer = await opened(cleo, links[0] ?? '');
	const before = asked.length;
	await viewer.getByRole('button', { name: 'Play, 1:05' }).click();
	const film = viewer.locator('video');
	await expect(film.or(viewer.getByText('could not be played in this browser'))).toBeVisible();
	test.skip(!(await film.isVisible()), 'this browser has no H.264');
	await expect.poll(() => timeOf(film)).toBeGreaterThan(0);
	const since = asked.slice(before);
	expect(since.some((url) => /\/film\/\w+\.mp4$/.test(url))).toBe(true);
	expect(since.some((url) => url.endsWith('/film.mp4'))).toBe(false);
	await cleo.keyboard.press('k');

	// a drawing made in one browser lies on the same frame in another that plays the one file
	for (const at of [4.05, 31.35, 60.75]) {
		await viewer.getByRole('slider', { name: 'Place in the film' }).fill(String(at));
		const apart = await film.evaluate(differences, { url, moments: [at - 0.1, at, at + 0.1] });
		expect(apart.indexOf(Math.min(...apart)), `${at}: ${apart}`).toBe(1);
	}

	// whoever may not look any more gets no further piece
	const piece = since.find((one) => /\/film\/\w+\.mp4$/.test(one)) ?? '';
	const next = async () => (await cleo.request.get(piece, { headers: { range: 'bytes=0-99' } })).status();
	expect(await next()).toBe(206);
	const [file] = await api.json(`/galleries/${id}/files`);
	expect((await api.send('DELETE', `/files/${file.id}`)).status).toBeLessThan(300);
	await expect.poll(next, { timeout: 1000 }).toBe(404);
	expect(cleo.faults).toEqual([]);
});

/** How unlike the frame on show is to those of the one file, at each of these moments. */
async function differences(shown: Element, { url, moments }: { url: string; moments: number[] }) {
	if (!(shown instanceof HTMLVideoElement)) return [];
	const settled = (video: HTMLVideoElement) =>
		new Promise<void>((resolve) => {
			const look = () =>
				video.seeking || video.readyState < 2 ? setTimeout(look, 20) : setTimeout(resolve, 150);
			look();
		});
	const pixels = (video: HTMLVideoElement) => {
		const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 125 });
		const pen = canvas.getContext('2d');
		pen?.drawImage(video, 0, 0, 160, 125);
		return pen?.getImageData(0, 0, 160, 125).data ?? new Uint8ClampedArray();
	};
	await settled(shown);
	const theirs = pixels(shown);
	const whole = document.createElement('video');
	whole.muted = true;
	whole.preload = 'auto';
	whole.src = url;
	const apart = [];
	for (const moment of moments) {
		whole.currentTime = moment;
		await settled(whole);
		const ours = pixels(whole);
		apart.push(
			Math.round(ours.reduce((sum, value, i) => sum + Math.abs(value - (theirs[i] ?? 0)), 0) / 1000)
		);
	}
	return apart;
}
