import { expect, test, type Browser, type Page } from '@playwright/test';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { beInGallery, frame, galleryFor, person, pick, signedIn } from './people.ts';

// What a photographer does by one press concerns what they see, and nothing else.

let app: App;
test.beforeAll(async () => void (app = await startApp({ GRACE_SECONDS: '600' })));
test.afterAll(() => app.close());

const name = (n: number) => `DSC_${4100 + n}.jpg`;
const finalOf = async (n: number) => ({
	name: name(n),
	mimeType: 'image/jpeg',
	buffer: await picture({ seed: n, width: 1500, height: 1000 })
});

async function annAt(browser: Browser, path: string) {
	const ann = await person(browser);
	await signedIn(ann, app);
	await ann.goto(`${app.origin}/studio/${path}`);
	return ann;
}

/** A gallery with these proofs, all of them ordered for Cleo by the studio. */
async function orderFor(ns: number[]) {
	const proofs = new Map(
		await Promise.all(ns.map(async (n) => [name(n), await picture({ seed: n })] as const))
	);
	const made = await galleryFor(app, proofs, ['Cleo <cleo@client.test>']);
	const files: { id: string; name: string }[] = await made.api.json(`/galleries/${made.id}/files`);
	const placed = await made.api.send('POST', `/galleries/${made.id}/orders`, {
		fileIds: files.map(({ id }) => id),
		to: ['cleo@client.test']
	});
	const [order]: { id: string }[] = await placed.json();
	return { ...made, files, orderId: order?.id ?? '' };
}

async function details(page: Page, file: string) {
	await frame(page, file)
		.getByRole('button', { name: `More for ${file}` })
		.click();
	await page.getByRole('menuitem', { name: 'Versions and state' }).click();
	return page.getByRole('dialog', { name: file });
}

test('what was asked of one ordered picture is not answered for the next', async ({ browser }) => {
	const { api, orderId } = await orderFor([1, 2]);
	const ann = await annAt(browser, `orders/${orderId}`);
	const first = await details(ann, name(1));
	await first.getByRole('button', { name: 'Delete' }).click();
	await expect(first.getByRole('button', { name: 'Cancel the items and delete' })).toBeVisible();
	await ann.keyboard.press('Escape');
	await expect(first).toBeHidden();
	const second = await details(ann, name(2));
	await expect(second.getByText('Version 1, current')).toBeVisible();
	await expect(second.getByRole('button', { name: 'Cancel the items and delete' })).toBeHidden();
	await second.getByRole('button', { name: 'Delete' }).click();
	await second.getByRole('button', { name: 'Cancel the items and delete' }).click();
	await expect(second).toBeHidden();
	await expect(frame(ann, name(2))).toContainText('the picture was deleted');
	const order = await api.json(`/orders/${orderId}`);
	const states = order.items.map((item: { cameraName: string; state: string }) => [
		item.cameraName,
		item.state
	]);
	expect(Object.fromEntries(states)).toEqual({ [name(1)]: 'waiting', [name(2)]: 'cancelled' });
	expect(ann.faults.filter((fault) => !fault.includes('409'))).toEqual([]);
});

test('a key held down gives an OK to the final that is seen, and to no other', async ({ browser }) => {
	const { api, orderId } = await orderFor([3, 4]);
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
	await ray.getByLabel('Choose files').setInputFiles([await finalOf(3), await finalOf(4)]);
	await ann.goto(`${app.origin}/studio/orders/${orderId}`);
	await expect(ann.getByText('2 finals wait for your OK.')).toBeVisible();
	await ann.getByRole('button', { name: 'Look through them' }).click();
	await ann.keyboard.press('ArrowRight');
	await expect(ann.getByRole('dialog', { name: '2 of 2' })).toBeVisible();
	await expect(ann.getByRole('button', { name: 'OK O' })).toBeEnabled();
	// Playwright's second "down" of a key that is down is what a held key sends
	for (let n = 0; n < 8; n++) await ann.keyboard.down('o');
	await ann.keyboard.up('o');
	await expect(ann.getByRole('dialog', { name: '1 of 1' })).toBeVisible();
	await expect(ann.getByRole('button', { name: 'OK O' })).toBeEnabled();
	const files: { incoming?: { status: string } }[] = await api.json(
		`/galleries/${(await api.json(`/orders/${orderId}`)).galleryId}/files`
	);
	expect(files.filter(({ incoming }) => incoming?.status === 'asks')).toHaveLength(1);
	expect([...ann.faults, ...ray.faults]).toEqual([]);
});

test('a withdrawal asks what clients see from then on, and the old version stays theirs', async ({
	browser
}) => {
	const { id, api, orderId } = await orderFor([5]);
	const ann = await annAt(browser, `orders/${orderId}`);
	await ann.getByLabel('Choose files').setInputFiles([await finalOf(5)]);
	await expect(frame(ann, name(5))).toContainText('Clients still see version 1');
	await frame(ann, name(5))
		.getByRole('button', { name: `More for ${name(5)}` })
		.click();
	await ann.getByRole('menuitem', { name: 'Withdraw' }).click();
	const dialog = ann.getByRole('dialog', { name: `Withdraw ${name(5)}?` });
	await dialog.getByLabel('The client is told').fill('Blurred');
	await expect(dialog.getByRole('button', { name: 'Withdraw' })).toBeDisabled();
	await dialog.getByRole('radio', { name: 'Restore the old one: version 1, Proof' }).check();
	await dialog.getByRole('button', { name: 'Withdraw' }).click();
	await expect(frame(ann, name(5))).toContainText('Cancelled: Blurred');
	const [file] = await api.json(`/galleries/${id}/files`);
	expect(file).toMatchObject({ version: 1, state: 'PROOF', released: { version: 1, state: 'PROOF' } });
	expect(ann.faults).toEqual([]);
});

test('the access table shows what others change, and undoes none of it', async ({ browser }) => {
	const { id, api } = await orderFor([6]);
	const ann = await annAt(browser, `g/${id}/access`);
	const look = (who: string) => ann.getByRole('checkbox', { name: `Look: ${who}` });
	await expect(look('cleo@client.test')).toBeChecked();
	await api.send('POST', `/galleries/${id}/invitations`, { to: ['ben@client.test'] });
	await expect(look('ben@client.test')).toBeChecked();
	await ann.getByRole('checkbox', { name: 'Decide: cleo@client.test' }).check();
	await expect(ann.getByText('Saved', { exact: true })).toBeVisible();
	const access = await api.json(`/galleries/${id}/access`);
	expect(access.rows.map(({ subject }: { subject: string }) => subject).sort()).toEqual([
		'anybody',
		'ben@client.test',
		'cleo@client.test'
	]);
	await ann.context().setOffline(true);
	await look('cleo@client.test').click();
	await expect(ann.getByRole('alert')).toBeVisible();
	await expect(look('cleo@client.test')).toBeChecked();
	await ann.context().setOffline(false);
	await ann.getByRole('button', { name: 'More for ben@client.test' }).click();
	await ann.getByRole('menuitem', { name: 'Remove' }).click();
	await expect(look('ben@client.test')).toBeHidden();
	await ann.getByLabel('Give someone access').fill('eva@client.test');
	await ann.getByRole('button', { name: 'Add a row' }).click();
	await expect(look('eva@client.test')).toBeChecked();
	await ann.setViewportSize({ width: 390, height: 844 });
	const { scroll, client } = await ann.evaluate(() => ({
		scroll: document.documentElement.scrollWidth,
		client: document.documentElement.clientWidth
	}));
	expect(scroll).toBeLessThanOrEqual(client);
	await expect(ann.getByRole('row', { name: /eva@client\.test/ })).toBeVisible();
});

test('what is on its way is told on every page, and goes on', async ({ browser }) => {
	const { id, api } = await orderFor([7]);
	const ann = await annAt(browser, `g/${id}`);
	let go: () => void = () => undefined;
	const held = new Promise<void>((resolve) => (go = resolve));
	await ann.route('**/api/v1/uploads', async (route) => {
		await held;
		await route.continue();
	});
	await ann.getByLabel('Choose files').setInputFiles([await finalOf(8)]);
	await expect(ann.getByText('0 of 1 file')).toBeVisible();
	await ann.getByRole('switch', { name: 'These are finals' }).check();
	const elsewhere = ann.getByRole('list', { name: 'Uploads on other pages' });
	await expect(elsewhere.getByRole('progressbar')).toBeVisible();
	await ann.getByRole('link', { name: 'Send', exact: true }).click();
	await expect(ann.getByRole('heading', { name: 'Send the gallery' })).toBeVisible();
	await expect(elsewhere).toContainText('0 of 1 file');
	go();
	await expect(elsewhere).toBeHidden();
	expect(await api.json(`/galleries/${id}/files`)).toHaveLength(2);
	expect(ann.faults).toEqual([]);
});

test('a file dropped beside the field is taken, and goes to the order that is on the page', async ({
	browser
}) => {
	const first = await orderFor([9]);
	const second = await orderFor([10]);
	const ann = await annAt(browser, `orders/${first.orderId}`);
	await expect(frame(ann, name(9))).toBeVisible();
	await ann.waitForLoadState('networkidle');
	// as "View" does: from one order to another, without a list in between
	await ann.evaluate((href) => {
		const link = Object.assign(document.createElement('a'), { href, textContent: 'View it' });
		document.body.append(link);
	}, `/studio/orders/${second.orderId}`);
	await ann.getByRole('link', { name: 'View it' }).click();
	await expect(frame(ann, name(10))).toBeVisible();
	const { buffer } = await finalOf(10);
	const data = await ann.evaluateHandle(
		([file, bytes]) => {
			const transfer = new DataTransfer();
			const binary = Uint8Array.from(atob(bytes ?? ''), (char) => char.charCodeAt(0));
			transfer.items.add(new File([binary], file ?? '', { type: 'image/jpeg' }));
			return transfer;
		},
		[name(10), buffer.toString('base64')]
	);
	await frame(ann, name(10)).dispatchEvent('drop', { dataTransfer: data });
	await expect(frame(ann, name(10))).toContainText('Final · version 2');
	const [item] = (await second.api.json(`/orders/${second.orderId}`)).items;
	expect(item.state).toBe('ready');
	expect(ann.faults).toEqual([]);
});

test('an order that comes in is said on the page of the gallery', async ({ browser }) => {
	const proofs = new Map([[name(11), await picture({ seed: 11 })]]);
	const { id, links } = await galleryFor(app, proofs, ['Cleo Marchetti <cleo@client.test>']);
	const ann = await annAt(browser, `g/${id}`);
	const orders = ann.getByRole('link', { name: /^Orders/ });
	await expect(frame(ann, name(11))).toBeVisible();
	const before = Number((await orders.textContent())?.replace(/\D/g, ''));
	const cleo = await person(browser);
	await beInGallery(cleo, links[0] ?? '');
	await pick(cleo, name(11), 'Yes');
	await cleo.getByRole('button', { name: 'Send my choice' }).click();
	const dialog = cleo.getByRole('dialog', { name: 'Send my choice' });
	await dialog.getByRole('button', { name: 'Send', exact: true }).click();
	await expect(ann.getByText(/^Cleo Marchetti sent order \d+\.$/)).toBeVisible();
	await expect(orders).toHaveText(new RegExp(`${before + 1}`));
	expect(ann.faults).toEqual([]);
});

test('a refused form keeps what was typed, and nobody is removed by one press', async ({ browser }) => {
	const ann = await annAt(browser, 'people');
	await ann.getByLabel('Name', { exact: true }).fill('Rita');
	await ann.getByLabel('E-mail').fill('rita@studio.test');
	await ann.getByLabel('Role').selectOption('retoucher');
	await ann.getByLabel('Temporary password').fill('short');
	await ann.getByRole('button', { name: 'Add a team member' }).click();
	await expect(ann.getByLabel('Temporary password')).toHaveAttribute('aria-invalid', 'true');
	await expect(ann.getByLabel('Name', { exact: true })).toHaveValue('Rita');
	await expect(ann.getByLabel('E-mail')).toHaveValue('rita@studio.test');
	await expect(ann.getByLabel('Role')).toHaveValue('retoucher');
	await ann.getByLabel('Temporary password').fill('dust and scratches');
	await ann.getByRole('button', { name: 'Add a team member' }).click();
	await ann.getByRole('button', { name: 'Remove Rita' }).click();
	await ann.getByRole('button', { name: 'Cancel' }).click();
	await expect(ann.getByRole('cell', { name: 'rita@studio.test' })).toBeVisible();
	await ann.getByRole('button', { name: 'Remove Rita' }).click();
	await ann.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
	await expect(ann.getByRole('cell', { name: 'rita@studio.test' })).toBeHidden();
});

test('when the line drops behind an act that was done, the page stays and says so', async ({ browser }) => {
	const { id, api } = await galleryFor(app, new Map(), ['Cleo <cleo@client.test>']);
	const ann = await annAt(browser, `g/${id}/settings`);
	const title = ann.getByLabel('Title', { exact: true });
	await title.fill('Hotel Miramar, second day');
	await ann.route('**', (route) =>
		route.request().method() === 'PATCH' ? route.continue() : route.abort('internetdisconnected')
	);
	await ann.getByRole('button', { name: 'Save' }).click();
	await expect(ann.getByText('this page couldn’t refresh')).toBeVisible();
	await expect(title).toHaveValue('Hotel Miramar, second day');
	expect((await api.json(`/galleries/${id}`)).title).toBe('Hotel Miramar, second day');
});
