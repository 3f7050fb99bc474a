import { expect, test, type Browser, type Page } from '@playwright/test';
import sharp from 'sharp';
import { until } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { frame, galleryFor, person, signedIn } from './people.ts';

// A photographer and their retoucher at work, on the built app.

let app: App;
test.beforeAll(async () => void (app = await startApp({ GRACE_SECONDS: '2' })));
test.afterAll(() => app.close());

const name = (n: number) => `DSC_${4100 + n}.jpg`;
const upload = (file: string, buffer: Buffer) => ({ name: file, mimeType: 'image/jpeg', buffer });
const proofs = async (ns: number[]) =>
	new Map(await Promise.all(ns.map(async (n) => [name(n), await picture({ seed: n })] as const)));
const finalOf = async (n: number, width = 1500) =>
	upload(name(n), await picture({ seed: n, width, height: (width / 3) * 2 }));

/** A JPEG of 64 px, no two of the same bytes. */
const tiny = (n: number) =>
	sharp({ create: { width: 64, height: 48, channels: 3, background: { r: n, g: 90, b: 40 } } })
		.jpeg()
		.toBuffer();

async function annAt(browser: Browser, path: string) {
	const ann = await person(browser);
	await signedIn(ann, app);
	await ann.goto(`${app.origin}/studio/${path}`);
	return ann;
}

/** An order of these pictures for Cleo, placed by the studio. */
async function orderFor(ns: number[]) {
	const made = await galleryFor(app, await proofs(ns), ['Cleo <cleo@client.test>']);
	const files: { id: string }[] = await made.api.json(`/galleries/${made.id}/files`);
	const placed = await made.api.send('POST', `/galleries/${made.id}/orders`, {
		fileIds: files.map(({ id }) => id),
		to: ['cleo@client.test']
	});
	const [order]: { id: string }[] = await placed.json();
	return { ...made, orderId: order?.id ?? '' };
}

test('60 files that come while a gallery is open are all shown, and the list is fetched once', async ({
	browser
}) => {
	const first = new Map([['IMG_000.jpg', await tiny(0)]]);
	const { id, api } = await galleryFor(app, first, ['cleo@client.test'], 'download');
	const ann = await annAt(browser, '');
	await ann.getByRole('link', { name: /Hotel Miramar/ }).click();
	// reached by a click, without a load of the page
	await expect(ann.getByRole('list', { name: 'Hotel Miramar' })).toBeVisible();
	await expect(frame(ann, 'IMG_000.jpg')).toBeVisible();
	const fetched: string[] = [];
	ann.on('request', (request) => {
		if (/__data\.json|\/files\?as=studio|\/api\/v1/.test(request.url())) fetched.push(request.url());
	});
	const queue = Array.from({ length: 60 }, (_, n) => n + 1);
	const send = async () => {
		for (let n = queue.shift(); n; n = queue.shift()) {
			const put = await api.put(
				`/galleries/${id}/files/IMG_${String(n).padStart(3, '0')}.jpg`,
				await tiny(n)
			);
			expect(put.status).toBe(201);
		}
	};
	await Promise.all(Array.from({ length: 6 }, send));
	await until(
		() => api.json(`/galleries/${id}/files`),
		(files) => files.every(({ status }: { status: string }) => status === 'ready'),
		100_000
	);
	await expect(ann.getByRole('button', { name: 'All 61' })).toBeVisible();
	await expect(ann.getByRole('link', { name: 'Pictures 61' })).toBeVisible();
	await expect(frame(ann, 'IMG_001.jpg').locator('img').first()).toBeAttached();
	await expect(frame(ann, 'IMG_001.jpg')).toHaveAttribute('aria-posinset', '2');
	await frame(ann, 'IMG_000.jpg').getByRole('link').focus();
	await ann.keyboard.press('End');
	await expect(frame(ann, 'IMG_060.jpg')).toHaveAttribute('aria-posinset', '61');
	expect(fetched.length).toBeLessThanOrEqual(3);
	expect((await api.send('DELETE', `/galleries/${id}`)).status).toBe(204);
	expect(ann.faults).toEqual([]);
});

test('finals that nobody ordered, and newer ones, are sent to whom the photographer says', async ({
	browser
}) => {
	const { id, api } = await galleryFor(app, await proofs([1, 2]), [
		'Cleo Marchetti <cleo@client.test>',
		'Ben Ito <ben@client.test>'
	]);
	const ann = await annAt(browser, `g/${id}`);
	await ann.getByRole('switch', { name: 'These are finals' }).check();
	await ann.getByLabel('Choose files').setInputFiles([await finalOf(1), await finalOf(2)]);
	const nobody = ann.getByRole('region', { name: 'Nobody ordered these 2.' });
	await nobody.getByRole('checkbox', { name: 'Ben Ito' }).uncheck();
	await nobody.getByRole('button', { name: 'Send all 2' }).click();
	await expect(nobody).toBeHidden();
	const delivered = (n: number) => async () =>
		until(
			() => api.json(`/orders?galleryId=${id}`),
			(orders) =>
				orders.filter((one: { progress: { word: string } }) => one.progress.word === 'delivered').length === n
		);
	const [sent] = await delivered(1)();
	expect(sent.recipients).toEqual(['cleo@client.test']);

	await ann.getByLabel('Choose files').setInputFiles([await finalOf(1, 1800)]);
	const older = ann.getByRole('region', { name: /Send the new version/ });
	await expect(older).toContainText('1 picture, for Cleo');
	await older.getByRole('button', { name: 'Send the new version' }).click();
	const orders = await delivered(2)();
	expect(
		orders.flatMap((one: { items: { version: number }[] }) => one.items.map(({ version }) => version)).sort()
	).toEqual([2, 2, 3]);
	expect(ann.faults).toEqual([]);
});

test('a wrong final is held, restored, and only the right one goes out', async ({ browser }) => {
	const { orderId, api } = await orderFor([3, 4]);
	await api.send('PATCH', `/galleries/${(await api.json(`/orders/${orderId}`)).galleryId}`, {
		graceSeconds: 600
	});
	const ann = await annAt(browser, `orders/${orderId}`);
	await ann.getByLabel('Choose files').setInputFiles([await finalOf(3), await finalOf(4)]);
	await expect(ann.getByText('2 go out in')).toBeVisible();
	await ann.getByRole('button', { name: 'Hold' }).click();
	await expect(ann.getByText('2 held')).toBeVisible();
	await details(ann, name(4));
	await ann
		.getByRole('dialog', { name: name(4) })
		.getByRole('button', { name: 'Restore' })
		.click();
	await expect(ann.getByRole('dialog', { name: name(4) })).toContainText('taken back');
	await ann.keyboard.press('Escape');
	await expect(frame(ann, name(4))).toContainText('Waits for its final');
	await ann.getByRole('button', { name: 'Send now' }).click();
	await expect(ann.getByText(/^1 of \d+ delivered/)).toBeVisible();
	await expect(ann.getByText('1 waits for its final', { exact: false }).first()).toBeVisible();
	expect(ann.faults).toEqual([]);
});

async function details(page: Page, file: string) {
	await frame(page, file)
		.getByRole('button', { name: `More for ${file}` })
		.click();
	await page.getByRole('menuitem', { name: 'Versions and state' }).click();
}

test('a retoucher’s final goes back to them with a note, and out after one key', async ({ browser }) => {
	const { orderId } = await orderFor([5]);
	const ann = await annAt(browser, 'people');
	await ann.getByLabel('Name', { exact: true }).fill('Ray');
	await ann.getByLabel('E-mail').fill('ray@studio.test');
	await ann.getByLabel('Role').selectOption('retoucher');
	await ann.getByLabel('Temporary password').fill('dust and scratches');
	await ann.getByRole('button', { name: 'Add a team member' }).click();
	await expect(ann.getByRole('cell', { name: 'ray@studio.test' })).toBeVisible();

	const ray = await person(browser);
	await ray.goto(`${app.origin}/studio/orders/${orderId}`);
	await ray.getByLabel('E-mail').fill('ray@studio.test');
	await ray.getByLabel('Password').fill('dust and scratches');
	await ray.getByRole('button', { name: 'Sign in' }).click();
	await ray.getByLabel('Choose files').setInputFiles([await finalOf(5)]);
	await expect(frame(ray, name(5))).toContainText('Version 2 waits for your OK');

	await ann.goto(`${app.origin}/studio/orders/${orderId}`);
	await ann.getByRole('button', { name: 'Look through them' }).click();
	await expect(ann.getByText('after: version 2')).toBeVisible();
	await ann.keyboard.press('b');
	await ann.getByLabel('Note for the retoucher').fill('More light in the eyes');
	await ann.keyboard.press('Enter');
	await expect(frame(ray, name(5))).toContainText('Version 2 was sent back: More light in the eyes');

	await ray.getByLabel('Choose files').setInputFiles([await finalOf(5, 1800)]);
	await ann.getByRole('button', { name: 'Look through them' }).click();
	await expect(ann.getByText('after: version 3')).toBeVisible();
	await expect(ann.getByRole('dialog').getByRole('button', { name: 'OK' })).toBeEnabled();
	await ann.keyboard.press('o');
	await expect(ann.getByText(/^1 of \d+ delivered/)).toBeVisible();
	expect([...ann.faults, ...ray.faults]).toEqual([]);
});

test('addresses are pasted in any shape, the mail is shown before, links are copied', async ({ browser }) => {
	const { id, api } = await galleryFor(app, await proofs([6]), ['gil@client.test']);
	const ann = await annAt(browser, `g/${id}/send`);
	await ann.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await ann
		.getByLabel('To', { exact: true })
		.fill('Cleo <cleo@client.test>; ben@client.test\n"Doe, Jane" <jane@doe.test> nobody@@x');
	await expect(ann.getByRole('list', { name: 'Addresses' }).getByRole('listitem')).toHaveText([
		'cleo@client.test',
		'ben@client.test',
		'jane@doe.test',
		/^nobody@@x: /
	]);
	await ann.getByLabel('Message').fill('Please choose by Friday.');
	const mail = ann.frameLocator('iframe[title="What they get"]');
	await expect(mail.getByText('Please choose by Friday.')).toBeVisible();
	await ann.getByRole('button', { name: 'Send to 3 people' }).click();
	await expect(ann.getByText('3 links are ready to copy')).toBeVisible();
	const access = await api.json(`/galleries/${id}/access`);
	expect(access.rows.map(({ subject }: { subject: string }) => subject)).toContain('jane@doe.test');
	await ann.getByRole('link', { name: 'Protected access' }).click();
	const row = ann.getByRole('row', { name: /cleo@client\.test/ });
	await row.getByRole('button', { name: 'Copy link' }).click();
	await expect(row.getByRole('button', { name: 'Copied' })).toBeVisible();
	expect(await ann.evaluate(() => navigator.clipboard.readText())).toMatch(/\/i\/[\w-]{40,}$/);
	await ann.getByRole('checkbox', { name: 'Look: anybody' }).check();
	await ann.getByRole('button', { name: 'Ask for a passphrase' }).click();
	await ann.getByRole('textbox', { name: 'Passphrase' }).fill('silver halide');
	await ann.getByRole('button', { name: 'Set', exact: true }).click();
	await expect(ann.getByText('with a passphrase')).toBeVisible();
	expect(ann.faults).toEqual([]);
});

test('ticked pictures are sent without an order, deleted, and brought back', async ({ browser }) => {
	const { id } = await galleryFor(app, await proofs([7, 8]), ['gil@client.test'], 'download');
	const ann = await annAt(browser, `g/${id}`);
	await ann.getByRole('checkbox', { name: `Select ${name(7)}` }).check();
	await ann.getByRole('button', { name: 'Send files' }).click();
	const dialog = ann.getByRole('dialog', { name: 'Send 1 file' });
	await dialog.getByRole('button', { name: 'Create link' }).click();
	const url = await dialog.getByText(/\/d\//).textContent();
	await ann.keyboard.press('Escape');
	await ann.getByRole('button', { name: 'More for the selected pictures' }).click();
	await ann.getByRole('menuitem', { name: 'Delete' }).click();
	await expect(frame(ann, name(7))).toBeHidden();
	await ann.goto(`${app.origin}/studio/g/${id}/settings`);
	await ann.getByText('Deleted pictures 1').click();
	await ann.getByRole('button', { name: 'Bring back' }).click();
	await ann.getByRole('link', { name: 'Pictures' }).click();
	await expect(frame(ann, name(7))).toBeVisible();
	const gus = await person(browser);
	await gus.goto(url ?? '');
	await expect(gus.getByRole('listitem', { name: name(7) })).toBeVisible();
	expect([...ann.faults, ...gus.faults]).toEqual([]);
});

test('a studio is set up once, by its link; a wrong password is refused in words', async ({ browser }) => {
	const empty = await startApp({ OWNER_EMAIL: '', OWNER_PASSWORD: '' });
	try {
		const ann = await person(browser);
		await ann.goto(`${empty.origin}/studio/sign-in`);
		await expect(ann.getByText('Nobody owns this studio yet')).toBeVisible();
		const link = /http\S+/.exec(await empty.printed(/Set up the studio/))?.[0] ?? '';
		await ann.goto(link);
		await ann.getByLabel('Name of the studio').fill('Ann Light');
		await ann.getByLabel('Your name').fill('Ann');
		await ann.getByLabel('Your e-mail').fill('ann@light.test');
		await ann.getByLabel('Password').fill('short');
		await ann.getByRole('button', { name: 'Begin' }).click();
		await expect(ann.getByRole('alert')).toContainText('8');
		await ann.getByLabel('Password').fill('light table');
		await ann.getByRole('button', { name: 'Begin' }).click();
		await expect(ann.getByRole('heading', { name: 'No galleries yet' })).toBeVisible();
		expect((await ann.request.get(link)).status()).toBe(410);

		const dan = await person(browser);
		await dan.goto(`${empty.origin}/studio`);
		await dan.getByLabel('E-mail').fill('ann@light.test');
		await dan.getByLabel('Password').fill('a guess');
		await dan.getByRole('button', { name: 'Sign in' }).click();
		await expect(dan.getByRole('alert')).toBeVisible();
		await expect(dan.getByLabel('E-mail')).toHaveValue('ann@light.test');
	} finally {
		await empty.close();
	}
});
