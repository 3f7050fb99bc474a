import { expect, test, type Browser, type Page } from '@playwright/test';
import { enter } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { expectNarrow, expectUncovered } from './looks.ts';
import { desktop, frame, galleryFor, openGallery, person, phone, pick } from './people.ts';

// What stands at the foot of the window: the tray, the viewer's buttons, and what is said above them.

let app: App;
let made: Awaited<ReturnType<typeof galleryFor>>;
const names = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `DSC_410${n}.jpg`);
const LAST = names.at(-1) ?? '';
const decider = { look: true, mark: true, decide: true, order: true, download: 'final' };

test.beforeAll(async () => {
	app = await startApp();
	const files = new Map<string, Buffer>();
	for (const [seed, name] of names.entries())
		files.set(name, await picture({ seed, takenAt: (seed + 1) * 1000, width: 900, height: 600 }));
	made = await galleryFor(app, files, ['nora@client.test']);
});
test.afterAll(() => app.close());

async function linkFor(address: string, rights?: object) {
	const sent = await made.api.send('POST', `/galleries/${made.id}/invitations`, { to: [address], rights });
	const { links }: { links: { url: string }[] } = await sent.json();
	return links[0]?.url ?? '';
}

async function openPicture(page: Page, name: string) {
	await frame(page, name)
		.getByRole('link', { name: `Open ${name}` })
		.click();
	await expect(page.getByRole('dialog', { name, exact: true })).toBeVisible();
}

/** Comes back to a gallery in which the last picture was looked at: that is said until it is closed. */
async function comeBack(browser: Browser, address: string, viewport: typeof desktop) {
	const page = await person(browser, { viewport });
	await openGallery(page, await linkFor(address, decider));
	await openPicture(page, LAST);
	await page.keyboard.press('Escape');
	await page.reload();
	await expect(page.getByRole('log').getByText(LAST)).toBeVisible();
	await expect(page.getByRole('region', { name: 'The selection' })).toBeVisible();
	return page;
}

for (const [where, viewport] of [
	['phone', phone],
	['desk', desktop],
	['low window', { width: 1200, height: 500 }]
] as const)
	test(`what is said covers neither tray nor viewer’s foot nor dialog’s buttons, ${where}`, async ({
		browser
	}) => {
		const page = await comeBack(browser, `cleo-${viewport.width}@client.test`, viewport);
		const said = page.getByRole('log').getByText(LAST);
		await expectUncovered(page, 'tray', '.tray');
		await pick(page, LAST, 'Yes');
		await page.getByRole('button', { name: /^Send (my|our) choice$/ }).click();
		await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeEnabled();
		await expect(said).toBeVisible();
		await expectUncovered(page, 'dialog', 'footer');
		await page.getByRole('button', { name: 'Not yet' }).click();
		await openPicture(page, LAST);
		await expect(page.getByRole('group', { name: 'Final say' }).getByText('Final say')).toBeVisible();
		await expect(said).toBeVisible();
		await expectUncovered(page, 'viewer');
		expect(page.faults).toEqual([]);
	});

for (const [where, viewport] of [
	['small phone', { width: 320, height: 640 }],
	['desk', desktop]
] as const)
	test(`offline, the tray of ticked pictures says so and what works, ${where}`, async ({ browser }) => {
		const page = await person(browser, { viewport });
		const seated = page.waitForResponse((response) => response.url().endsWith('/seat') && response.ok());
		await openGallery(page, await linkFor(`ben-${viewport.width}@client.test`));
		await seated;
		await page.getByRole('button', { name: 'More' }).click();
		await page.getByRole('menuitem', { name: 'Select several' }).click();
		const tray = page.getByRole('region', { name: 'Selected pictures' });
		await expect(tray).not.toContainText('Offline');
		await page.context().setOffline(true);
		await expect(tray).toContainText('Offline');
		await expect(tray).toContainText('Carry on selecting. You can order when you’re back.');
		await page.getByRole('checkbox', { name: `Select ${LAST}` }).check();
		await expect(tray.getByRole('status')).toHaveText('1 selected');
		await expect(tray.getByRole('button', { name: 'Order' })).toBeDisabled();
		await expectUncovered(page, where, '.tray');
		expect(await tray.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
		await page.context().setOffline(false);
		await expect(tray).not.toContainText('Offline');
		await expect(tray.getByRole('status')).toHaveText('1 selected');
		await tray.getByRole('button', { name: 'Order' }).click();
		await expect(page.getByRole('dialog')).toBeVisible();
	});

for (const width of [360, 390])
	test(`“I’m done” is at hand in the tray of a phone of ${width} px, and keeps its height`, async ({
		browser
	}) => {
		const page = await person(browser, { viewport: { width, height: 740 }, hasTouch: true, isMobile: true });
		const ben = await enter(app.origin, await linkFor(`Ben <b-${width}@client.test>`), made.id);
		await openGallery(page, await linkFor(`dora-${width}@client.test`));
		await pick(page, LAST, 'Yes');
		const tray = page.getByRole('region', { name: 'The selection' });
		const done = tray.getByRole('button', { name: 'I’m done' });
		await expect(done).toBeInViewport({ ratio: 1 });
		await expectUncovered(page, 'before', '.tray');
		const height = async () => (await tray.boundingBox())?.height;
		const before = await height();
		await done.click();
		await expect(done).toHaveAttribute('aria-pressed', 'true');
		expect(await height()).toBe(before);
		await expectNarrow(page, 'done');
		ben.mark(`done:${ben.seat.selections[0].id}`, true);
		await expect(tray).toContainText('Ben');
		await expect(done).toBeInViewport({ ratio: 1 });
		await expectUncovered(page, 'both are done', '.tray');
		ben.close();
		expect(page.faults).toEqual([]);
	});

test('a phone’s question before sending shows the pictures, however many may receive them', async ({
	browser
}) => {
	for (const who of ['eve', 'fay', 'gil', 'hal', 'ivy', 'jon', 'kit', 'leo'])
		await linkFor(`${who}@client.test`);
	const page = await person(browser, { viewport: { width: 390, height: 700 } });
	await openGallery(page, await linkFor('mia@client.test'));
	await pick(page, LAST, 'Yes');
	await page.getByRole('button', { name: /^Send (my|our) choice$/ }).click();
	const dialog = page.getByRole('dialog', { name: /^Send (my|our) choice$/ });
	await expect(dialog.getByRole('checkbox', { name: 'leo', exact: true })).toBeAttached();
	const strip = dialog.getByRole('img', { name: /being sent$/ });
	await expect(strip).toBeInViewport({ ratio: 1 });
	expect((await strip.boundingBox())?.height).toBeGreaterThanOrEqual(64);
	// one thing scrolls, and nothing within it
	const inner = await dialog.getByRole('checkbox', { name: 'leo', exact: true }).evaluate((box) => {
		const all: string[] = [];
		for (let each = box.parentElement; each && each.localName !== 'dialog'; each = each.parentElement)
			if (each.scrollHeight > each.clientHeight + 1 && getComputedStyle(each).overflowY !== 'visible')
				all.push(each.className.split(' ')[0] ?? '');
		return all;
	});
	expect(inner).toEqual(['body']);
	expect(page.faults).toEqual([]);
});

test('offline one marks but does not send, and sends all of it when back', async ({ browser }) => {
	const page = await person(browser, { viewport: phone });
	await openGallery(page, await linkFor('nia@client.test'));
	await pick(page, LAST, 'Yes');
	const tray = page.getByRole('region', { name: 'The selection' });
	const send = tray.getByRole('button', { name: /^Send (my|our) choice$/ });
	await expect(send).toBeEnabled();
	await page.context().setOffline(true);
	await expect(tray).toContainText('Offline');
	await expect(send).toBeDisabled();
	await pick(page, names[6] ?? '', 'Yes');
	// the first one may have been on its way when the line went
	await expect(tray).toContainText(/Offline · [12] marks? kept/);
	await page.context().setOffline(false);
	await expect(tray).not.toContainText('Offline');
	await send.click();
	const dialog = page.getByRole('dialog', { name: /^Send (my|our) choice$/ });
	await expect(dialog.getByRole('button', { name: 'Send', exact: true })).toBeEnabled();
});
