import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startApp, type App } from '#tests/support/app/app.ts';
import { filmTools, writeFilm } from '#tests/support/media/films.ts';
import { beInGallery, frame, galleryFor, person, phone } from './people.ts';

test.skip(!filmTools, 'there is no ffmpeg here');

let app: App;
test.beforeAll(async () => void (app = await startApp()));
test.afterAll(() => app.close());

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
