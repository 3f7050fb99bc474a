import { expect, test, type Page } from '@playwright/test';
import { enter } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { scanned } from '#tests/support/media/qr.ts';
import { beInGallery, frame, galleryFor, person, phone, signedIn } from './people.ts';

// Whatever one part of a page meets, the others stand: somebody on two devices, and a fault inside each part.

let app: App;
const shoot = new Map<string, Buffer>();
const [FIRST, SECOND] = ['DSC_4108.jpg', 'DSC_4109.jpg'];

test.beforeAll(async () => {
	app = await startApp();
	for (const [seed, name] of [FIRST, SECOND].entries())
		shoot.set(name, await picture({ seed, width: 900, height: 600 }));
});
test.afterAll(() => app.close());

const invite = () => galleryFor(app, shoot, ['Cleo Marsh <cleo@client.test>', 'Ben Ito <ben@client.test>']);
const open = (page: Page, name: string) => frame(page, name).getByRole('link').click();

test('one person with a picture open on two devices is one face to everybody else', async ({ browser }) => {
	const { id, links } = await invite();
	const ben = await person(browser);
	await beInGallery(ben, links[1] ?? '');
	const ann = await person(browser);
	await signedIn(ann, app);
	await ann.goto(`${app.origin}/studio/g/${id}`);
	const laptop = await person(browser);
	await beInGallery(laptop, links[0] ?? '');
	const sofa = await laptop.context().newPage();
	await sofa.setViewportSize(phone);
	await sofa.goto(`${app.origin}/g/${id}`);
	for (const device of [laptop, sofa]) await open(device, FIRST);
	for (const page of [ben, ann]) await expect(frame(page, FIRST).locator('.lookers .face')).toHaveCount(1);
	await open(ben, FIRST);
	const viewer = ben.getByRole('dialog', { name: FIRST });
	await expect(viewer.getByText('Cleo Marsh is looking at this picture')).toHaveCount(1);
	await sofa.close();
	await expect(viewer.getByText('Cleo Marsh is looking at this picture')).toHaveCount(1);
	await laptop.close();
	await expect(viewer.getByText('Cleo Marsh is looking at this picture')).toHaveCount(0);
	expect([ben.faults, ann.faults]).toEqual([[], []]);
});

/** From now on this browser fails where it writes these words, or an attribute with that beginning. */
async function breakOn(page: Page, words: string) {
	await page.addInitScript((bad) => {
		const state = window as unknown as { bad?: string };
		state.bad = bad;
		const judge = (value: unknown) => {
			if (state.bad && String(value).trim().startsWith(state.bad)) throw new Error('broken on purpose');
		};
		for (const name of ['nodeValue', 'textContent']) {
			const own = Object.getOwnPropertyDescriptor(Node.prototype, name);
			if (!own?.set) throw new Error(name);
			const { set } = own;
			Object.defineProperty(Node.prototype, name, {
				...own,
				set(this: Node, value: unknown) {
					judge(value);
					set.call(this, value);
				}
			});
		}
		const { setAttribute } = Element.prototype;
		Element.prototype.setAttribute = function (name, value) {
			judge(value);
			setAttribute.call(this, name, value);
		};
	}, words);
}
const mend = (page: Page) => page.evaluate(() => ((window as unknown as { bad?: string }).bad = undefined));

type Part = { name: string; breaks: string; says: string; inViewer: boolean; studio: boolean };
const PARTS: Part[] = [
	{ name: 'who is here', breaks: 'BI', says: 'who is here', inViewer: false, studio: true },
	{
		name: 'the marks in the grid',
		breaks: 'var(--pencil-',
		says: 'its marks',
		inViewer: false,
		studio: true
	},
	{
		...{ name: 'the marks in the viewer', breaks: 'var(--pencil-' },
		...{ says: 'the marks on this picture', inViewer: true, studio: true }
	},
	{ name: 'the comments', breaks: 'Lighter', says: 'the list of comments', inViewer: true, studio: true },
	{ name: 'who looks', breaks: 'Ben Ito is', says: 'who is looking', inViewer: true, studio: true },
	{ name: 'the viewer itself', breaks: '1 of 2', says: 'this picture with', inViewer: true, studio: true },
	{ name: 'the tray', breaks: 'chosen', says: 'your selection', inViewer: false, studio: false }
];

for (const { name, breaks, says, inViewer, studio } of PARTS)
	for (const who of studio ? ['a client', 'the studio'] : ['a client'])
		test(`a fault inside ${name} takes no page of ${who}`, async ({ browser }) => {
			const { id, links } = await invite();
			const ben = await enter(app.origin, links[1] ?? '', id);
			const files: { id: string; name: string }[] = await (await ben.get(`/g/${id}/files`)).json();
			const first = files.find((file) => file.name === FIRST)?.id ?? '';
			ben.mark(`pick:${ben.seat.selections[0].id}:${first}`, 'yes');
			ben.mark(`comment:${ben.seat.participantId}.1`, { file: first, version: 1, text: 'Lighter' });
			ben.look(first);
			const page = await person(browser);
			await breakOn(page, breaks);
			if (who === 'a client') await beInGallery(page, links[0] ?? '');
			else {
				await signedIn(page, app);
				await page.goto(`${app.origin}/studio/g/${id}`);
			}
			if (inViewer) await open(page, FIRST);
			const words = page.locator('[role=alert], .again, dialog').filter({ hasText: says }).first();
			await expect(words).toBeVisible();
			await expect(page.getByText('Something went wrong')).toHaveCount(0);
			for (const each of [FIRST, SECOND]) await expect(frame(page, each)).toBeAttached();
			await mend(page);
			const again = words.getByRole('button', { name: 'Try again' });
			await ((await again.count()) ? again : words).click();
			await expect(page.getByText(says)).toHaveCount(0);
			ben.close();
		});

/** A key as a layout gives it: what it types, and where it lies. */
const type = (page: Page, key: string, code: string) =>
	page.evaluate(
		([typed = '', place = '']) =>
			document.activeElement?.dispatchEvent(
				new KeyboardEvent('keydown', { key: typed, code: place, bubbles: true, cancelable: true })
			),
		[key, code]
	);

test('the viewer is worked on French and Cyrillic keyboards: stars by the digit row, yes by the place of Y', async ({
	browser
}) => {
	const { links } = await invite();
	const page = await person(browser);
	await beInGallery(page, links[0] ?? '');
	await open(page, FIRST);
	const viewer = page.getByRole('dialog', { name: FIRST });
	await expect(viewer).toBeVisible();
	await type(page, '"', 'Digit3');
	await type(page, 'Н', 'KeyY');
	await page.keyboard.press('Escape');
	await expect(frame(page, FIRST)).toContainText('3 stars');
	await expect(frame(page, FIRST).getByRole('button', { name: 'Yes' })).toHaveAttribute(
		'aria-pressed',
		'true'
	);
});

test('opened by number, a page says where the studio lives before anybody types a password', async ({
	browser
}) => {
	const page = await person(browser);
	const here = app.origin.replace('localhost', '127.0.0.1');
	await page.goto(`${here}/studio/sign-in`);
	await expect(page.getByRole('alert')).toContainText(`This studio lives at ${app.origin}`);
	await expect(page.getByRole('alert')).toContainText(`set ORIGIN=${here}`);
	await page.getByLabel('E-mail').fill('ann@studio.test');
	await page.getByLabel('Password').fill('light table 42');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.locator('body')).not.toContainText('{"status"');
	await expect(page.getByText('This studio lives at').first()).toBeVisible();
});

test('with Anybody on, the access table and Send give the link away, also as a QR code', async ({
	browser
}) => {
	const { id, api } = await invite();
	const { rows, version } = await api.json(`/galleries/${id}/access`);
	const anybody = {
		subject: 'anybody',
		look: true,
		mark: false,
		order: false,
		decide: false,
		download: 'none'
	};
	await api.send('PUT', `/galleries/${id}/access`, { inherit: false, version, rows: [...rows, anybody] });
	const context = { permissions: ['clipboard-read', 'clipboard-write'] };
	const ann = await person(browser, context);
	await signedIn(ann, app);
	for (const place of ['access', 'send']) {
		await ann.goto(`${app.origin}/studio/g/${id}/${place}`);
		await ann.getByRole('button', { name: 'Copy link' }).first().click();
		expect(await ann.evaluate(() => navigator.clipboard.readText())).toBe(`${app.origin}/g/${id}`);
		await ann.getByRole('button', { name: 'QR code for Anybody' }).click();
		const dialog = ann.getByRole('dialog', { name: 'Link for Anybody' });
		expect(await scanned(await dialog.getByRole('img').screenshot())).toBe(`${app.origin}/g/${id}`);
		await dialog.getByRole('button', { name: 'Close' }).click();
	}
	await ann.getByRole('button', { name: 'QR code for cleo' }).click();
	expect(await scanned(await ann.getByRole('dialog').getByRole('img').screenshot())).toMatch(
		/\/i\/[\w-]{40,}$/
	);
});
