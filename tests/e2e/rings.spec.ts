import { expect, test, type Browser, type Page } from '@playwright/test';
import sharp from 'sharp';
import { startApp, type App } from '#tests/support/app/app.ts';
import { beInGallery, desktop, frame, galleryFor, person, phone, pick } from './people.ts';

// Everything but people's pencils is grey here, the pictures too: a coloured pixel is a pencil's.

let app: App;
const names = Array.from({ length: 6 }, (_, i) => `GREY_${i + 1}.jpg`);
const grey = (value: number) =>
	sharp({ create: { width: 900, height: 600, channels: 3, background: { r: value, g: value, b: value } } })
		.jpeg()
		.toBuffer();

test.beforeAll(async () => {
	app = await startApp();
});
test.afterAll(() => app.close());

type Box = { x: number; y: number; width: number; height: number };

async function boxOf(page: Page, name: string): Promise<Box> {
	const box = await frame(page, name)
		.getByRole('link', { name: `Open ${name}` })
		.boundingBox();
	if (!box) throw new Error(`${name} is not on the screen`);
	return box;
}

/** Whether a pixel of the page (CSS pixels) is coloured. */
async function pencilOn(page: Page) {
	const shot = await page.screenshot({ scale: 'css' });
	const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true });
	return (x: number, y: number) => {
		if (x < 0 || y < 0 || x >= info.width || y >= info.height) return false;
		const at = (y * info.width + x) * info.channels;
		const pixel = data.subarray(at, at + 3);
		return Math.max(...pixel) - Math.min(...pixel) > 40;
	};
}

const range = (from: number, to: number) =>
	Array.from({ length: Math.max(0, Math.round(to) - Math.round(from)) }, (_, i) => Math.round(from) + i);

type IsPencil = (x: number, y: number) => boolean;

/** How much of each side has a pencil somewhere within 12 px outside it, 0 to 1. */
function sides(isPencil: IsPencil, { x, y, width, height }: Box) {
	const columns = range(x + 6, x + width - 6);
	const rows = range(y + 6, y + height - 6);
	const share = (places: number[], hits: (place: number) => boolean) =>
		places.filter(hits).length / places.length;
	return {
		above: share(columns, (at) => range(y - 12, y).some((row) => isPencil(at, row))),
		below: share(columns, (at) => range(y + height, y + height + 12).some((row) => isPencil(at, row))),
		left: share(rows, (at) => range(x - 12, x).some((column) => isPencil(column, at))),
		right: share(rows, (at) => range(x + width, x + width + 12).some((column) => isPencil(column, at)))
	};
}

const inside = (isPencil: IsPencil, { x, y, width, height }: Box, margin: number) =>
	range(y + margin, y + height - margin).flatMap((row) =>
		range(x + margin, x + width - margin).filter((column) => isPencil(column, row))
	).length;

/** A stroke that has just come is still being drawn: the picture of the page may be of the moment before. */
const expectRing = (page: Page, name: string) =>
	expect(() => ringIsWhole(page, name)).toPass({ timeout: 40_000 });

async function ringIsWhole(page: Page, name: string) {
	await page.evaluate(() =>
		Promise.all(
			document
				.getAnimations()
				// those that follow the scroll never end
				.filter(({ timeline }) => timeline === document.timeline)
				.map(({ finished }) => finished)
		)
	);
	const isPencil = await pencilOn(page);
	const box = await boxOf(page, name);
	for (const [side, share] of Object.entries(sides(isPencil, box))) expect(share, side).toBeGreaterThan(0.6);
	expect(inside(isPencil, box, 2), 'inside').toBe(0);
	for (const other of names.filter((each) => each !== name))
		expect(inside(isPencil, await boxOf(page, other), 0), `in ${other}`).toBe(0);
}

/** Resolves with the moment (ms since the epoch) at which a stroke stands at this picture. */
const strokeAt = (page: Page, name: string) =>
	page.evaluate(
		(label) =>
			new Promise<number>((resolve) => {
				const look = () => {
					if (!document.querySelector(`[aria-label="${label}"] .marks path`)) return;
					observer.disconnect();
					resolve(Date.now());
				};
				const observer = new MutationObserver(look);
				observer.observe(document.body, { childList: true, subtree: true });
			}),
		name
	);

const nextClick = (page: Page) =>
	page.evaluate(
		() =>
			new Promise<number>((resolve) =>
				addEventListener('click', () => resolve(Date.now()), { once: true, capture: true })
			)
	);

async function cleoAndBen(browser: Browser, viewport: { width: number; height: number }) {
	const files = new Map<string, Buffer>();
	for (const [i, name] of names.entries()) files.set(name, await grey(60 + i * 20));
	const { links } = await galleryFor(app, files, ['Cleo <cleo@client.test>', 'Ben <ben@client.test>']);
	const cleo = await person(browser);
	const isPhone = viewport.width < 600;
	const ben = await person(browser, { viewport, hasTouch: isPhone, isMobile: isPhone, colorScheme: 'dark' });
	await beInGallery(cleo, links[0] ?? '');
	await beInGallery(ben, links[1] ?? '');
	// both are connected: each sees the other among those who are here
	await expect(ben.getByRole('list', { name: 'Here now' }).getByRole('img', { name: 'Cleo' })).toBeVisible();
	return { cleo, ben };
}

for (const viewport of [desktop, phone])
	test(`rings at the screen’s edge and between others, ${viewport.width} px: outside, on four sides, within 300 ms, and after reload`, async ({
		browser
	}) => {
		const { cleo, ben } = await cleoAndBen(browser, viewport);
		// 300 ms is a promise about us: a busy machine holds up some of them, hardly each
		const marked: string[] = [];
		const delays: number[] = [];
		for (const name of names) {
			if (marked.length >= 2 && Math.min(...delays) <= 300) break;
			marked.push(name);
			const [clicked, drawn] = [nextClick(cleo), strokeAt(ben, name)];
			await pick(cleo, name, 'Yes');
			delays.push((await drawn) - (await clicked));
			await expectRing(ben, name);
		}
		expect(Math.min(...delays)).toBeLessThanOrEqual(300);
		await ben.reload();
		for (const name of marked) {
			await expect(frame(ben, name).locator('.marks path')).toHaveCount(1);
			await expectRing(ben, name);
		}
	});
