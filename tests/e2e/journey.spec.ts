import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { sha256 } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { finalOf, nameOf, proofOf } from './frames.ts';
import { frame, openGallery, person, pick, signIn } from './people.ts';
import { fetchCut, unzipped } from '#tests/support/app/cut.ts';
import { damaged, picture } from '#tests/support/media/pictures.ts';
import { linkIn, startInbox, type Inbox } from '#tests/support/mail/smtp.ts';

// The whole job in three browsers, with a real mail server and real files.

let app: App;
let inbox: Inbox;
const shoot = mkdtempSync(join(tmpdir(), 'proofsheet-shoot-'));
const finals = new Map<string, Buffer>();
const final = (n: number) => finals.get(nameOf(n)) ?? Buffer.alloc(0);
const upload = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/jpeg', buffer });

test.beforeAll(async () => {
	for (let n = 1; n <= 24; n++) writeFileSync(join(shoot, nameOf(n)), await proofOf(n));
	for (let n = 1; n <= 6; n++) finals.set(nameOf(n), await finalOf(n));
	inbox = await startInbox();
	app = await startApp({ SMTP_URL: inbox.url, MAIL_FROM: 'studio@studio.test', GRACE_SECONDS: '9' });
});
test.afterAll(async () => {
	await app.close();
	await inbox.close();
	rmSync(shoot, { recursive: true, force: true });
});

async function downloads(page: Page, file: string): Promise<string> {
	const started = page.waitForEvent('download');
	await frame(page, file).getByRole('link', { name: 'Download', exact: true }).click();
	return sha256(await readFile(await (await started).path()));
}

test('from the drop of the shoot to the last byte of the last final', async ({ browser }) => {
	const ann = await person(browser);
	await signIn(ann, app);

	await test.step('a gallery from the preset takes a folder of 24', async () => {
		await ann.goto(`${app.origin}/studio/new`);
		await ann.getByLabel('Title').fill('Hotel Miramar');
		await ann.getByRole('radio', { name: /Protected proof-retouch-deliver gallery/ }).check();
		await ann.getByRole('button', { name: 'Create gallery' }).click();
		await ann.getByLabel('Choose a folder').setInputFiles(shoot);
		await expect(ann.getByRole('button', { name: 'All 24' })).toBeVisible();
		// decoders are nice: on a full machine they are the last to be served
		await expect(frame(ann, nameOf(1)).locator('img').first()).toBeAttached({ timeout: 180_000 });
	});

	await test.step('it is sent to two people', async () => {
		await ann.getByRole('navigation', { name: 'Gallery' }).getByRole('link', { name: 'Send' }).click();
		await ann
			.getByLabel('To', { exact: true })
			.fill('Cleo Marchetti <cleo@client.test>, Ben Ito <ben@client.test>');
		await ann.getByLabel('Message').fill('Please choose by Friday.');
		await ann.getByRole('button', { name: 'Send to 2 people' }).click();
		await expect(ann.getByText('2 emails are on their way.')).toBeVisible();
	});

	const [cleo, ben] = [await person(browser), await person(browser)];
	const heard = framesOf(ben);
	await test.step('both choose, and each sees the other', async () => {
		await openGallery(cleo, linkIn(await inbox.mailTo('cleo@client.test'), /http\S+\/i\/\S+/));
		await openGallery(ben, linkIn(await inbox.mailTo('ben@client.test'), /http\S+\/i\/\S+/));
		for (const n of [1, 2, 3, 4, 5]) await pick(cleo, nameOf(n), 'Yes');
		await pick(ben, nameOf(1), 'Yes');
		await pick(ben, nameOf(6), 'Yes');
		await expect(frame(ben, nameOf(5))).toContainText('Cleo Marchetti says yes');
		await expect(frame(ben, nameOf(5)).locator('.marks path')).toHaveCount(1);
		await expect(frame(cleo, nameOf(6))).toContainText('Ben Ito says yes');
		await expect(frame(cleo, nameOf(1)).locator('.marks path')).toHaveCount(2);
	});

	await test.step('Send our choice', async () => {
		await expect(cleo.getByRole('status').filter({ hasText: '6 chosen' })).toBeVisible();
		await cleo.getByRole('button', { name: 'Send our choice' }).click();
		const dialog = cleo.getByRole('dialog', { name: 'Send our choice' });
		await expect(dialog.getByRole('checkbox', { name: /Ben Ito/ })).toBeChecked();
		await dialog.getByRole('button', { name: 'Send', exact: true }).click();
		await expect(cleo.getByRole('link', { name: 'View order' })).toBeVisible();
		expect((await inbox.mailTo('ann@studio.test')).text).toContain('Hotel Miramar');
		await expect(frame(ben, nameOf(1)).getByRole('button', { name: 'Yes' })).toHaveCount(0);
	});

	await test.step('the names are copied', async () => {
		await ann.getByRole('link', { name: 'Orders' }).click();
		await ann
			.getByRole('link', { name: /Hotel Miramar/ })
			.first()
			.click();
		await expect(ann.getByRole('heading', { name: /Order \d+ · Hotel Miramar/ })).toBeVisible();
		await ann.getByRole('button', { name: 'Copy names' }).click();
		const names = [1, 2, 3, 4, 5, 6].map((n) => `DSC_${4100 + n}`).join(', ');
		await expect(ann.getByRole('textbox', { name: 'Names' })).toHaveValue(names);
		await ann.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
		const start = ann.getByRole('dialog', { name: 'Start the work?' });
		await start.getByRole('button', { name: 'Start' }).click();
		await expect(start).toBeHidden();
	});

	await test.step('six finals: four go out by one mail, two are said plainly', async () => {
		await ann
			.getByLabel('Choose files')
			.setInputFiles([
				upload(nameOf(1), final(1)),
				upload(nameOf(2), final(2)),
				upload(nameOf(3), final(3)),
				upload('DSC_4104-Edit.jpg', final(4)),
				upload(nameOf(5), damaged(final(5))),
				upload('HOLIDAY_9999.jpg', await picture({ seed: 77 }))
			]);
		const asked = ann.getByRole('region', { name: 'Which pictures are these?' });
		await expect(ann.getByText('4 go out in')).toBeVisible();
		expect(await stateFor(ben, nameOf(1))).toBe('PROOF');
		await expect(frame(ben, nameOf(1))).toContainText('Proof');
		expect(heard.filter((each) => each.includes('FINAL'))).toEqual([]);
		await expect(ann.getByText('4 of 6 delivered')).toBeVisible({ timeout: 60_000 });
		await expect(frame(ann, nameOf(5))).toContainText('is damaged; the one before was kept');
		await expect(asked.getByRole('listitem', { name: 'HOLIDAY_9999.jpg' })).toContainText('No picture here');
		await expect(ann.getByText('2 wait for their finals')).toBeVisible();
	});

	// the same ear does hear of it once it went out: what was asserted above can fail
	await expect.poll(() => heard.some((each) => each.includes('FINAL'))).toBe(true);
	const mail = await deliveryTo('ben@client.test', 0);
	const first = linkIn(mail, /http\S+\/d\/\S+/);
	await test.step('every byte of the first delivery is the final', async () => {
		await ben.goto(first);
		await expect(ben.getByRole('listitem')).toHaveCount(4);
		for (const n of [1, 2, 3]) expect(await downloads(ben, nameOf(n))).toBe(sha256(final(n)));
		const [edited] = await ben.getByRole('listitem').filter({ hasText: 'DSC_4104' }).all();
		expect(edited).toBeDefined();
		const label = (await edited?.getAttribute('aria-label')) ?? '';
		expect(await downloads(ben, label)).toBe(sha256(final(4)));
		const all = await ben.getByRole('link', { name: /Download all/ }).getAttribute('href');
		const archive = unzipped(await fetchCut(new URL(all ?? '', ben.url())));
		expect([...archive.values()].sort()).toEqual([1, 2, 3, 4].map((n) => sha256(final(n))).sort());
	});

	await test.step('the rest is dropped and the order is complete', async () => {
		await ann
			.getByLabel('Choose files')
			.setInputFiles([upload(nameOf(5), final(5)), upload(nameOf(6), final(6))]);
		await expect(ann.getByText('6 of 6 delivered')).toBeVisible({ timeout: 60_000 });
		await ben.goto(linkIn(await deliveryTo('ben@client.test', 1), /http\S+\/d\/\S+/));
		await expect(ben.getByRole('listitem')).toHaveCount(2);
		for (const n of [5, 6]) expect(await downloads(ben, nameOf(n))).toBe(sha256(final(n)));
	});
	expect(deliveries('ben@client.test')).toHaveLength(2);

	await test.step('a change is asked for, and its newer version goes out by itself', async () => {
		await cleo.getByRole('link', { name: 'View order' }).click();
		const one = frame(cleo, nameOf(1));
		await one.getByText('Ask for a change').click();
		await one.getByLabel('What should be different?').fill('a little brighter');
		await one.getByRole('button', { name: 'Send' }).click();
		await expect(one).toContainText('Change asked for');
		await expect(one).toContainText('“a little brighter”');
		await expect(one).toContainText('Delivered');
		await expect(one.getByLabel('What should be different?')).toBeHidden();
		await expect(cleo.getByRole('listitem', { name: /^DSC_/ })).toHaveCount(6);
		await expect(cleo.getByText('6 of 6 delivered · 1 change')).toBeVisible();
		await expect(ann.getByText('a little brighter')).toBeVisible();
		const brighter = await finalOf(1, 2);
		// counted apart: the six stay delivered
		await expect(ann.getByText('6 of 6 delivered · 1 change')).toBeVisible();
		await ann.getByLabel('Choose files').setInputFiles([upload(nameOf(1), brighter)]);
		await expect(ann.getByText(/delivered · 1 change/)).toBeHidden({ timeout: 60_000 });
		await cleo.goto(linkIn(await deliveryTo('cleo@client.test', 2), /http\S+\/d\/\S+/));
		expect(await downloads(cleo, nameOf(1))).toBe(sha256(brighter));
	});
	expect([ann, cleo, ben].flatMap((each) => each.faults)).toEqual([]);
});

/** Every frame that this page's sockets receive from now on, as text. */
function framesOf(page: Page): string[] {
	const frames: string[] = [];
	page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
	return frames;
}

/** What this client is told about a picture. */
async function stateFor(page: Page, file: string): Promise<string | undefined> {
	const response = await page.request.get(`${page.url()}/files`);
	const files: { name: string; state: string }[] = await response.json();
	return files.find((each) => each.name === file)?.state;
}

const deliveries = (to: string) =>
	inbox.mails.filter((mail) => /\/d\//.test(mail.text ?? '') && JSON.stringify(mail.to ?? '').includes(to));

async function deliveryTo(to: string, n: number) {
	await expect.poll(() => deliveries(to).length).toBeGreaterThan(n);
	const found = deliveries(to)[n];
	if (!found) throw new Error('no mail');
	return found;
}
