import { expect, test, type Page } from '@playwright/test';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { linkIn, startInbox, type Inbox } from '#tests/support/mail/smtp.ts';
import { beInGallery, frame, galleryFor, openGallery, person, pick } from './people.ts';

// Two people choose together, by keys and by hand; a guest comes in by a passphrase and orders.

let app: App;
let inbox: Inbox;
let made: Awaited<ReturnType<typeof galleryFor>>;
const names = ['A.jpg', 'B.jpg', 'C.jpg', 'D.jpg'];
const [A = '', B = '', C = '', D = ''] = names;

test.beforeAll(async () => {
	inbox = await startInbox();
	app = await startApp({ SMTP_URL: inbox.url, MAIL_FROM: 'studio@studio.test' });
	const files = new Map<string, Buffer>();
	for (const [seed, name] of names.entries())
		files.set(name, await picture({ seed, takenAt: (seed + 1) * 1000, width: 2048, height: 1365 }));
	made = await galleryFor(app, files, [
		'Cleo 🌻 Marchetti <cleo@client.test>',
		'Ben <ben@client.test>',
		'dan@client.test'
	]);
});
test.afterAll(async () => {
	await app.close();
	await inbox.close();
});

const linkTo = (page: Page, name: string) => frame(page, name).getByRole('link', { name: `Open ${name}` });
const filter = (page: Page, name: string | RegExp) =>
	page.getByRole('group', { name: 'Show' }).getByRole('button', { name });
const chosen = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words });

test('two people choose by keys, label, settle and say when they are done', async ({ browser }) => {
	const [cleo, ben] = [await person(browser), await person(browser)];
	await openGallery(cleo, made.links[0] ?? '');
	await openGallery(ben, made.links[1] ?? '');

	await test.step('with Shift a mark goes on to the next picture', async () => {
		await linkTo(cleo, A).focus();
		await cleo.keyboard.press('Shift+Y');
		await expect(linkTo(cleo, B)).toBeFocused();
		await cleo.keyboard.press('n');
		await expect(chosen(cleo, '1 chosen')).toBeVisible();
	});

	await test.step('a label is seen by the other in words, and filtered by', async () => {
		await cleo.keyboard.press('7');
		await expect(frame(ben, B)).toContainText('label yellow');
		await filter(ben, /Label yellow/).click();
		await expect(ben.getByRole('list', { name: 'Pictures' }).getByRole('listitem')).toHaveCount(1);
		await cleo.keyboard.press('7');
		await expect(frame(ben, B)).toHaveCount(0);
		await ben.getByRole('button', { name: 'Show all' }).click();
	});

	await test.step('what they disagree about is counted beside what is chosen', async () => {
		await pick(ben, B, 'Yes');
		await expect(cleo.getByRole('button', { name: '1 you disagree on' })).toBeVisible();
		await pick(ben, A, 'No');
		await expect(chosen(ben, '0 chosen')).toBeVisible();
		await expect(ben.getByRole('button', { name: '2 you disagree on' })).toBeVisible();
		await pick(ben, A, 'Maybe');
		await expect(chosen(ben, '1 chosen')).toBeVisible();
	});

	await test.step('in a filter that a mark empties the focus goes to the next one', async () => {
		await filter(cleo, /Not chosen yet/).click();
		await linkTo(cleo, C).focus();
		await cleo.keyboard.press('y');
		await expect(linkTo(cleo, D)).toBeFocused();
		await cleo.keyboard.press('m');
		await expect(cleo.getByText('Nothing here')).toBeVisible();
		await cleo.getByRole('button', { name: 'Show all' }).click();
	});

	await test.step('in the viewer its neighbours stay, whatever is picked meanwhile', async () => {
		await filter(ben, /^Mine/).click();
		await linkTo(ben, A).click();
		await ben.keyboard.press('u');
		await expect(ben.getByRole('dialog', { name: A })).toContainText('1 of 2');
		await ben.getByRole('button', { name: 'Next' }).click();
		await expect(ben.getByRole('dialog', { name: B })).toContainText('2 of 2');
		await ben.keyboard.press('Escape');
	});

	await test.step('“I’m done” tells the other', async () => {
		await ben.getByRole('button', { name: 'I’m done' }).click();
		await expect(cleo.getByText('Ben is done')).toBeVisible();
	});

	await test.step('of several selections one is chosen from', async () => {
		const more = await made.api.send('POST', `/galleries/${made.id}/selections`, {
			name: 'Cover',
			rule: 'somebody',
			limit: { kind: 'exactly', n: 2 }
		});
		expect(more.status).toBe(201);
		await cleo.getByRole('combobox', { name: 'The selection' }).selectOption('Cover');
		await pick(cleo, D, 'Yes');
		await expect(cleo.getByText('One to go')).toBeVisible();
		await expect(cleo.getByRole('button', { name: 'Send my choice' })).toBeDisabled();
		await pick(cleo, C, 'Yes');
		await cleo.getByRole('button', { name: 'Send my choice' }).click();
		const dialog = cleo.getByRole('dialog', { name: 'Send my choice' });
		await expect(dialog.getByRole('checkbox', { name: /Cleo .* \(you\)/ })).toBeChecked();
		await expect(dialog.getByRole('checkbox', { name: 'Ben' })).not.toBeChecked();
		await dialog.getByRole('button', { name: 'Not yet' }).click();
	});
	expect([...cleo.faults, ...ben.faults]).toEqual([]);
});

test('a 2,048 px proof at 1440 is shown at its full sharpness', async ({ browser }) => {
	const cleo = await person(browser);
	await beInGallery(cleo, made.links[2] ?? '');
	await linkTo(cleo, D).click();
	const sharp = cleo.getByRole('dialog', { name: D }).getByRole('img', { name: D });
	await expect
		.poll(() =>
			sharp.evaluate((image) => {
				if (!(image instanceof HTMLImageElement) || !image.complete) return 0;
				return image.naturalWidth / (image.getBoundingClientRect().width * devicePixelRatio);
			})
		)
		.toBeGreaterThanOrEqual(1);
});

test('a guest comes in by the passphrase, gives a name, and orders once their address is proven', async ({
	browser
}) => {
	const rows = [
		{ subject: 'anybody', look: true, mark: true, decide: false, order: true, download: 'none' },
		{ subject: 'cleo@client.test', look: true, mark: true, decide: false, order: true, download: 'final' }
	].map((row) => (row.subject === 'anybody' ? { ...row, passphrase: 'open sesame' } : row));
	const path = `/galleries/${made.id}/access`;
	expect((await made.api.send('PUT', path, { inherit: false, rows })).status).toBe(200);
	const gus = await person(browser);

	await test.step('a wrong passphrase is said, the right one opens', async () => {
		await gus.goto(`${app.origin}/g/${made.id}`);
		await gus.getByLabel('Passphrase').fill('open barley');
		await gus.getByRole('button', { name: 'Open gallery' }).click();
		await expect(gus.getByRole('alert')).toContainText('passphrase');
		await gus.getByLabel('Passphrase').fill('open sesame');
		await gus.getByRole('button', { name: 'Open gallery' }).click();
		await expect(frame(gus, A)).toBeVisible();
	});

	await test.step('their first mark asks who they are, and is kept; pressed before they have their place, too', async () => {
		let release: () => void = () => undefined;
		const pressed = new Promise<void>((resolve) => (release = resolve));
		await gus.route('**/seat', (route) => pressed.then(() => route.continue()));
		await gus.goto(`${app.origin}/g/${made.id}`);
		await frame(gus, C).hover();
		await frame(gus, C).getByRole('button', { name: 'Yes' }).click();
		await expect(gus.getByLabel('Your name')).toBeHidden();
		release();
		await gus.getByLabel('Your name').fill('Gus');
		await gus.getByRole('button', { name: 'Continue' }).click();
		await expect(frame(gus, C).getByRole('button', { name: 'Yes' })).toHaveAttribute('aria-pressed', 'true');
	});

	await test.step('ticked pictures are ordered, and the selection stays open', async () => {
		await gus.getByRole('button', { name: 'More', exact: true }).click();
		await gus.getByRole('menuitem', { name: 'Select several' }).click();
		await gus.getByRole('checkbox', { name: `Select ${C}` }).check();
		await gus.getByRole('button', { name: 'Order' }).click();
		const dialog = gus.getByRole('dialog', { name: 'Order the selected pictures' });
		await expect(dialog).toContainText('This picture goes to');
		await dialog.getByRole('button', { name: 'Send', exact: true }).click();
	});

	await test.step('the code from the mail proves the address, and the order goes out', async () => {
		await gus.getByLabel('Your e-mail address').fill('gus@guest.test');
		await gus.getByRole('button', { name: 'Send me the code' }).click();
		const code = linkIn(await inbox.mailTo('gus@guest.test'), /\b\d{6}\b/);
		await gus.getByLabel('Code from the email').fill(code);
		await gus.getByRole('button', { name: 'Confirm and send' }).click();
		await expect(gus.getByText('Sent. The studio has been told.')).toBeVisible();
		await gus.getByRole('link', { name: 'View order' }).click();
		await expect(gus.getByRole('listitem', { name: C })).toBeVisible();
	});
});

test('two send together: whoever did not press reads who did, how far it is, and where the finals are', async ({
	browser
}) => {
	const files = new Map<string, Buffer>();
	for (const [seed, name] of [A, B].entries())
		files.set(name, await picture({ seed, width: 900, height: 600 }));
	const to = ['Cleo <cleo@client.test>', 'Ben <ben@client.test>', 'Sam Quist <sam@private.test>'];
	const { id, api, links } = await galleryFor(app, files, to);
	const [cleo, ben] = [await person(browser), await person(browser)];
	await beInGallery(cleo, links[0] ?? '');
	await beInGallery(ben, links[1] ?? '');
	await pick(cleo, A, 'Yes');
	await pick(ben, B, 'Yes');

	await cleo.getByRole('button', { name: 'Send our choice' }).click();
	const dialog = cleo.getByRole('dialog', { name: 'Send our choice' });
	await expect(dialog.getByRole('checkbox', { name: 'Cleo (you)' })).toBeChecked();
	await expect(dialog.getByRole('checkbox', { name: 'Ben' })).toBeChecked();
	await expect(dialog.getByRole('checkbox', { name: 'Sam Quist' })).not.toBeChecked();
	await expect(dialog).not.toContainText('private.test');
	await dialog.getByRole('button', { name: 'Send', exact: true }).click();

	await expect(ben.getByText(/Cleo sent it on/).first()).toBeVisible();
	await expect(ben.getByText(/^2 pictures · Sent on/)).toBeVisible();
	await expect(ben.getByRole('link', { name: 'View order' })).toBeVisible();
	const final = await picture({ seed: 0, width: 1200, height: 800 });
	expect((await api.put(`/galleries/${id}/files/${A}?state=FINAL&replace=yes`, final)).status).toBe(200);
	await expect(ben.getByText(/Sent on .* · 1 of 2 delivered/)).toBeVisible();
	await expect(ben.getByText('Your final is here.')).toBeVisible();
	await expect(ben.getByRole('link', { name: 'View and download' })).toHaveAttribute('href', /\/d\//);
});

test('where nothing of a choice can be ordered, sending it closes it', async ({ browser }) => {
	const files = new Map([[A, await picture({ seed: 1, width: 900, height: 600 })]]);
	const { id, api, links } = await galleryFor(app, files, ['Cleo <cleo@client.test>']);
	const [file]: { id: string }[] = await api.json(`/galleries/${id}/files`);
	expect((await api.send('PATCH', `/files/${file?.id}`, { state: 'FINAL' })).status).toBe(200);
	const cleo = await person(browser);
	await beInGallery(cleo, links[0] ?? '');
	await expect(frame(cleo, A)).toContainText('Final');
	await pick(cleo, A, 'Yes');
	await cleo.getByRole('button', { name: 'Send my choice' }).click();
	const dialog = cleo.getByRole('dialog', { name: 'Send my choice' });
	await expect(dialog).toContainText('One picture is chosen. Sending locks the selection');
	await expect(dialog.getByLabel('Message to the studio')).toHaveCount(0);
	await dialog.getByRole('button', { name: 'Send', exact: true }).click();
	await expect(cleo.getByText('Sent. The studio has been told.')).toBeVisible();
	await expect(cleo.getByText('You sent it on').first()).toBeVisible();
});

test('“Not yet” keeps what is ticked and typed, also after an order; what was sent is not typed again', async ({
	browser
}) => {
	const files = new Map<string, Buffer>();
	for (const [seed, name] of [A, B].entries())
		files.set(name, await picture({ seed, width: 900, height: 600 }));
	const { links } = await galleryFor(app, files, ['Cleo <cleo@client.test>']);
	const cleo = await person(browser);
	await beInGallery(cleo, links[0] ?? '');
	const dialog = cleo.getByRole('dialog', { name: 'Order the selected pictures' });
	const note = dialog.getByLabel('Message to the studio');
	for (const name of [A, B]) {
		await cleo.getByRole('button', { name: 'More', exact: true }).click();
		await cleo.getByRole('menuitem', { name: 'Select several' }).click();
		await cleo.getByRole('checkbox', { name: `Select ${name}` }).check();
		await cleo.getByRole('button', { name: 'Order' }).click();
		await expect(note).toHaveValue('');
		await note.fill('In a hurry');
		await dialog.getByRole('button', { name: 'Not yet' }).click();
		await cleo.getByRole('button', { name: 'Order' }).click();
		await expect(note).toHaveValue('In a hurry');
		await dialog.getByRole('button', { name: 'Send', exact: true }).click();
		await expect(dialog).toHaveCount(0);
	}
});

test('what cannot be downloaded of the ticked pictures is said', async ({ browser }) => {
	const files = new Map<string, Buffer>();
	for (const [seed, name] of [A, B].entries())
		files.set(name, await picture({ seed, width: 900, height: 600 }));
	const { id, api, links } = await galleryFor(app, files, ['Cleo <cleo@client.test>']);
	const [file]: { id: string }[] = await api.json(`/galleries/${id}/files`);
	expect((await api.send('PATCH', `/files/${file?.id}`, { state: 'FINAL' })).status).toBe(200);
	const cleo = await person(browser);
	await beInGallery(cleo, links[0] ?? '');
	await cleo.getByRole('button', { name: 'More', exact: true }).click();
	await cleo.getByRole('menuitem', { name: 'Select several' }).click();
	await cleo.getByRole('button', { name: 'All shown' }).click();
	const download = cleo.waitForEvent('download');
	await cleo.getByRole('button', { name: 'Download', exact: true }).click();
	await expect(cleo.getByText('One of the selected pictures can’t be downloaded')).toBeVisible();
	await download;
});
