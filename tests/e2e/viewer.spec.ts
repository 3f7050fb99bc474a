import { expect, test, type Locator, type Page } from '@playwright/test';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { expectSound } from './looks.ts';
import { beInGallery, frame, galleryFor, person, phone } from './people.ts';

// What one does with a picture that is open: draw on it, compare it, speak of it, and come back to the sheet.

let app: App;
let made: Awaited<ReturnType<typeof galleryFor>>;
const names = ['A.jpg', 'B.jpg', 'C.jpg'];
const [A = '', B = '', C = ''] = names;

test.beforeAll(async () => {
	app = await startApp();
	const files = new Map<string, Buffer>();
	for (const [seed, name] of names.entries())
		files.set(name, await picture({ seed, takenAt: (seed + 1) * 1000, width: 900, height: 600 }));
	const addresses = ['cleo', 'ben', 'dan', 'eve', 'fay'].map((who) => `${who}@client.test`);
	made = await galleryFor(app, files, addresses);
});
test.afterAll(() => app.close());

const opener = (page: Page, name: string) => frame(page, name).getByRole('link', { name: `Open ${name}` });

async function openPicture(page: Page, name: string): Promise<Locator> {
	await opener(page, name).click();
	const viewer = page.getByRole('dialog', { name, exact: true });
	await expect(viewer.getByRole('img', { name })).toBeVisible();
	return viewer;
}

/** One stroke across the picture, as a hand draws it. */
async function draw(page: Page, viewer: Locator, name: string) {
	const box = await viewer.getByRole('img', { name }).boundingBox();
	if (!box) throw new Error('no picture');
	const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
	await page.mouse.move(...at(0.3, 0.3));
	await page.mouse.down();
	for (const step of [0.4, 0.5, 0.6]) await page.mouse.move(...at(step, step));
	await page.mouse.up();
}

test('what is drawn on a picture is seen by the other, and is there after a reload', async ({ browser }) => {
	const [cleo, ben] = [await person(browser), await person(browser)];
	await beInGallery(cleo, made.links[0] ?? '');
	await beInGallery(ben, made.links[1] ?? '');
	const theirs = await openPicture(cleo, A);
	const his = await openPicture(ben, A);
	await theirs.getByRole('button', { name: 'Pen' }).click();
	await draw(cleo, theirs, A);
	await expect(theirs.getByRole('button', { name: 'Undo' })).toBeVisible();
	await theirs.getByRole('button', { name: 'Comment', exact: true }).click();
	await expect(his.getByText('See the drawing.')).toBeVisible();
	await expect(his.getByRole('button', { name: 'cleo' })).toBeVisible();
	await expect(his.locator('svg.drawings path')).toHaveCount(1);
	await cleo.reload();
	const again = await openPicture(cleo, A);
	await expect(again.locator('svg.drawings path')).toHaveCount(1);
	expect([...cleo.faults, ...ben.faults]).toEqual([]);
});

test('a picture that arrives meanwhile wipes nothing away', async ({ browser }) => {
	const cleo = await person(browser);
	await beInGallery(cleo, made.links[2] ?? '');
	const viewer = await openPicture(cleo, B);
	await viewer.getByRole('button', { name: 'Pen' }).click();
	await draw(cleo, viewer, B);
	const undo = viewer.getByRole('button', { name: 'Undo' });
	await expect(undo).toBeVisible();
	const later = await picture({ seed: 9, takenAt: 9000, width: 900, height: 600 });
	expect((await made.api.put(`/galleries/${made.id}/files/LATER.jpg`, later)).status).toBe(201);
	await expect(frame(cleo, 'LATER.jpg')).toBeAttached();
	await expect(undo).toBeVisible();
	await expect(viewer.getByRole('button', { name: 'Pen' })).toHaveAttribute('aria-pressed', 'true');
});

test('while two are compared, Next brings a third', async ({ browser }) => {
	const cleo = await person(browser);
	await beInGallery(cleo, made.links[3] ?? '');
	await openPicture(cleo, A);
	await cleo.keyboard.press('c');
	await expect(cleo.getByRole('region', { name: B })).toBeVisible();
	await cleo.keyboard.press('ArrowRight');
	await expect(cleo.getByRole('region', { name: C })).toBeVisible();
	await expect(cleo.getByRole('region', { name: B })).toBeVisible();
	expect(cleo.faults).toEqual([]);
});

const said = (viewer: Locator) => viewer.getByLabel('Your comment');

test('keys are heard wherever the focus fell, and the sheet has it back at the end', async ({ browser }) => {
	const cleo = await person(browser);
	await beInGallery(cleo, made.links[4] ?? '');
	const viewer = await openPicture(cleo, A);

	await test.step('out of the comment field', async () => {
		await cleo.keyboard.press('r');
		await expect(said(viewer)).toBeFocused();
		await cleo.keyboard.press('Escape');
		await cleo.keyboard.press('y');
		await expect(viewer.getByRole('button', { name: 'Yes' })).toHaveAttribute('aria-pressed', 'true');
	});

	await test.step('from a button that can go no further', async () => {
		const previous = cleo.getByRole('button', { name: 'Previous' });
		await cleo.keyboard.press('ArrowRight');
		await previous.click();
		await expect(previous).toBeDisabled();
		await cleo.keyboard.press('ArrowRight');
		await expect(cleo.getByRole('dialog', { name: B, exact: true })).toBeVisible();
	});

	await test.step('half a sentence stays with its picture, also when the viewer was closed', async () => {
		const open = cleo.getByRole('dialog', { name: B, exact: true });
		await said(open).fill('Half a sen');
		await open.getByRole('button', { name: 'Previous' }).click();
		await expect(said(viewer)).toHaveValue('');
	});

	await test.step('Esc goes one step back each time, and a picture opens again', async () => {
		await cleo.keyboard.press('c');
		await expect(cleo.getByRole('region', { name: B })).toBeVisible();
		for (const _ of ['the comparison', 'the viewer']) await cleo.keyboard.press('Escape');
		await expect(cleo.getByRole('dialog')).toHaveCount(0);
		await expect(opener(cleo, A)).toBeFocused();
		const again = await openPicture(cleo, B);
		await expect(said(again)).toHaveValue('Half a sen');
	});
	expect(cleo.faults).toEqual([]);
});

test('a guest who closes the question for their name loses no words', async ({ browser }) => {
	const rows = [
		{ subject: 'anybody', look: true, mark: true, decide: false, order: false, download: 'none' }
	];
	const guests = await galleryFor(app, new Map([[A, await picture({ seed: 1 })]]), ['eve@client.test']);
	const put = await guests.api.send('PUT', `/galleries/${guests.id}/access`, { inherit: false, rows });
	expect(put.status).toBe(200);
	const gus = await person(browser);
	await gus.goto(`${app.origin}/g/${guests.id}`);
	await gus.getByRole('button', { name: 'Open gallery' }).click();
	await expect(frame(gus, A).getByRole('button', { name: 'Yes' })).toBeAttached();
	const viewer = await openPicture(gus, A);
	const asked = gus.getByRole('dialog', { name: 'Who is choosing?' });
	await said(viewer).fill('Lighter, please');
	await said(viewer).press('Enter');
	await expect(asked.getByLabel('Your name')).toBeFocused();
	await gus.keyboard.press('Escape');
	await expect(asked).toHaveCount(0);
	await expect(viewer.getByRole('alert')).toBeVisible();
	await expect(said(viewer)).toHaveValue('Lighter, please');
	await said(viewer).press('Enter');
	await asked.getByLabel('Your name').fill('Gus');
	await gus.keyboard.press('Enter');
	await expect(viewer.getByText('Lighter, please')).toBeVisible();
	await expect(said(viewer)).toHaveValue('');
	await expect(viewer.getByRole('article')).toHaveCount(1);
});

test('who leads is followed and left without closing the picture', async ({ browser }) => {
	const [cleo, ben] = [await person(browser), await person(browser)];
	const files = new Map<string, Buffer>();
	for (const [seed, name] of [A, B].entries()) files.set(name, await picture({ seed }));
	const { links } = await galleryFor(app, files, ['cleo@client.test', 'ben@client.test']);
	await beInGallery(cleo, links[0] ?? '');
	await beInGallery(ben, links[1] ?? '');
	const theirs = await openPicture(cleo, A);
	await ben.getByRole('button', { name: 'Follow me' }).click();
	await theirs.getByRole('button', { name: 'Follow ben' }).click();
	const his = await openPicture(ben, B);
	await expect(cleo.getByRole('dialog', { name: B, exact: true })).toBeVisible();
	await his.getByRole('button', { name: 'Stop presenting' }).click();
	await expect(cleo.getByRole('dialog').getByRole('button', { name: 'Follow me' })).toBeVisible();
});

test('“Back” closes the picture and keeps the words; the next one leaves the gallery', async ({
	browser
}) => {
	const cleo = await person(browser, { viewport: phone });
	await beInGallery(cleo, made.links[0] ?? '');
	const gallery = cleo.url();
	const viewer = await openPicture(cleo, A);
	await said(viewer).fill('Half a thought');
	await cleo.goBack();
	await expect(cleo.getByRole('dialog')).toHaveCount(0);
	expect(cleo.url()).toBe(gallery);
	await expect(opener(cleo, A)).toBeFocused();
	await expect(said(await openPicture(cleo, A))).toHaveValue('Half a thought');
	// closed on the page, it leaves nothing to go back through
	await cleo.keyboard.press('Escape');
	await cleo.keyboard.press('Escape');
	await expect(cleo.getByRole('dialog')).toHaveCount(0);
	await expect(opener(cleo, A)).toBeFocused();
	await cleo.goBack();
	await expect(cleo).not.toHaveURL(gallery);
});

for (const colorScheme of ['dark', 'light'] as const)
	test(`a label shows its colour within a shape of ink, with its word, ${colorScheme}`, async ({
		browser
	}) => {
		const cleo = await person(browser, { colorScheme });
		const link = await made.api.send('POST', `/galleries/${made.id}/invitations`, {
			to: [`label-${colorScheme}@client.test`]
		});
		const { links }: { links: { url: string }[] } = await link.json();
		await beInGallery(cleo, links[0]?.url ?? '');
		const viewer = await openPicture(cleo, B);
		const colours: string[] = [];
		for (const word of ['red', 'yellow', 'green', 'blue', 'purple']) {
			await viewer.getByRole('button', { name: word, exact: true }).click();
			await cleo.keyboard.press('Escape');
			const chip = cleo.getByRole('button', { name: `Label ${word}` });
			const { ink, fill, stroke } = await chip.locator('svg').evaluate((shape) => ({
				ink: getComputedStyle(shape.parentElement ?? shape).color,
				fill: getComputedStyle(shape).fill,
				stroke: getComputedStyle(shape).stroke
			}));
			expect(stroke).toBe(ink);
			colours.push(fill);
			await openPicture(cleo, B);
		}
		expect(new Set(colours).size).toBe(5);
		await expectSound(cleo, 'labels');
		expect(cleo.faults).toEqual([]);
	});

test('on a phone a final keeps its name and place in sight while somebody leads', async ({ browser }) => {
	const linkOf = async (address: string) => {
		const sent = await made.api.send('POST', `/galleries/${made.id}/invitations`, { to: [address] });
		const { links }: { links: { url: string }[] } = await sent.json();
		return links[0]?.url ?? '';
	};
	const retouched = await picture({ seed: 2, width: 1200, height: 800 });
	const put = await made.api.put(`/galleries/${made.id}/files/${C}?state=FINAL&replace=yes`, retouched);
	expect(put.status).toBe(200);
	const [ann, cleo] = [await person(browser), await person(browser, { viewport: phone })];
	await beInGallery(ann, await linkOf('leader@client.test'));
	await beInGallery(cleo, await linkOf('led@client.test'));
	await expect(frame(cleo, C)).toContainText('Final');
	const viewer = await openPicture(cleo, C);
	await ann.getByRole('button', { name: 'Follow me' }).click();
	await expect(viewer.getByRole('button', { name: /^Follow/ })).toContainText('Follow leader');
	await expect(viewer.getByRole('link', { name: 'Download' })).toBeVisible();
	await expect(viewer.getByRole('button', { name: 'Before / after' })).toBeVisible();
	const bar = await viewer
		.locator('header')
		.first()
		.evaluate((header) => {
			const box = (one: Element | null) => one?.getBoundingClientRect() ?? new DOMRect();
			const [name, place] = [header.querySelector('h1'), header.querySelector('.title p')];
			const acts = [...header.querySelectorAll('.acts button, .acts a')].filter((one) =>
				one.checkVisibility()
			);
			const words = document.createRange();
			if (place) words.selectNodeContents(place);
			const at = words.getBoundingClientRect();
			return {
				cut: (name?.scrollWidth ?? 0) - (name?.clientWidth ?? 0),
				wide: header.scrollWidth - header.clientWidth,
				over: acts.filter(
					(act) => box(act).left < at.right && box(act).top < at.bottom && box(act).bottom > at.top
				).length
			};
		});
	expect(bar).toEqual({ cut: 0, wide: 0, over: 0 });
	expect([...ann.faults, ...cleo.faults]).toEqual([]);
});
