import { expect, test, type Page } from '@playwright/test';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { frame, galleryFor, person, signedIn } from './people.ts';

// What a photographer does with their finals, counted in acts.

let app: App;
test.beforeAll(async () => void (app = await startApp({ GRACE_SECONDS: '2' })));
test.afterAll(() => app.close());

const name = (n: number) => `DSC_${4100 + n}.jpg`;
const file = (fileName: string, buffer: Buffer) => ({ name: fileName, mimeType: '', buffer });
const retouched = (seed: number) => picture({ seed, width: 1500, height: 1000 });
const sidecar = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>');

type Order = { id: string; items: { cameraName: string; state: string }[] };

async function orderFor(ns: number[]) {
	const shots = new Map(
		await Promise.all(ns.map(async (n) => [name(n), await picture({ seed: n })] as const))
	);
	const made = await galleryFor(app, shots, ['Nora <nora@client.test>']);
	const files: { id: string }[] = await made.api.json(`/galleries/${made.id}/files`);
	const placed = await made.api.send('POST', `/galleries/${made.id}/orders`, {
		fileIds: files.map(({ id }) => id),
		to: ['nora@client.test']
	});
	const [order]: Order[] = await placed.json();
	const states = async () => {
		const now: Order = await made.api.json(`/orders/${order?.id}`);
		return now.items.map(({ cameraName, state }) => `${cameraName} ${state}`).sort();
	};
	return { ...made, path: `${app.origin}/studio/orders/${order?.id}`, states };
}

const details = async (page: Page, n: number, how = 'Versions and state…') => {
	await frame(page, name(n))
		.getByRole('button', { name: `More for ${name(n)}` })
		.first()
		.click();
	await page.getByRole('menuitem', { name: how }).click();
	return page.getByRole('dialog', { name: name(n), exact: true });
};

/** What the first delivery of the order hands out, by name. */
async function firstPage(page: Page) {
	const href = await page.getByRole('link', { name: 'View delivery page' }).first().getAttribute('href');
	return async () => {
		const { files } = await (await fetch(`${href}/manifest.json`)).json();
		return files.map((one: { name: string }) => one.name).sort();
	};
}

/** What stands below a picture that asks ends with it: names, notes and states of two never lie over one another. */
async function expectPrintsWithin(ann: Page, gallery: string, asking: string) {
	const sheet = await ann.context().newPage();
	for (const width of [1440, 1000, 700, 390]) {
		await sheet.setViewportSize({ width, height: 900 });
		await sheet.goto(gallery);
		await expect(frame(sheet, asking).locator('.print')).toBeVisible();
		const over = await sheet.locator('.print').evaluateAll((prints) =>
			prints.flatMap((print) => {
				const { left, right } = print.getBoundingClientRect();
				return [...print.children]
					.map((part) => part.getBoundingClientRect())
					.filter((part) => part.left < left - 1 || part.right > right + 1)
					.map(() => print.textContent);
			})
		);
		expect(over, `at ${width} px`).toEqual([]);
		const name = frame(sheet, asking).locator('.print .name');
		expect(await name.evaluate((text) => text.clientWidth), `name at ${width} px`).toBeGreaterThan(30);
	}
	await sheet.close();
}

test('finals with endings, sidecars, a foreign name and a wrong picture: one drop and one press', async ({
	browser
}) => {
	const { id, path, states } = await orderFor([1, 2, 3, 4]);
	const ann = await person(browser);
	await signedIn(ann, app);
	await ann.goto(path);
	let acts = 0;
	const dropped = [
		file('DSC_4101-Edit.jpg', await retouched(1)),
		file('DSC_4101-Edit.xmp', sidecar),
		file('DSC_4102-Edit.jpg', await retouched(2)),
		file('DSC_4102-Edit.xmp', sidecar),
		file('mountain_final_v3.jpg', await retouched(3)),
		file('DSC_4104.jpg', await retouched(44)),
		file('.DS_Store', sidecar)
	];
	await ann.getByLabel('Choose files').setInputFiles(dropped);
	acts++;
	await expect(ann.getByText('3 sidecar files set aside')).toBeVisible();
	await expect(ann.getByText('1 needs your OK below')).toBeVisible();
	await expect(frame(ann, name(4))).toContainText('looks like another picture');
	await ann.getByRole('button', { name: 'Replace 1' }).click();
	acts++;
	const delivered = [1, 2, 3].map((n) => `${name(n)} delivered`);
	await expect.poll(states).toEqual([...delivered, `${name(4)} waiting`]);
	expect(acts).toBe(2);
	await expectPrintsWithin(ann, `${app.origin}/studio/g/${id}`, name(4));

	const sheet = await details(ann, 4);
	await sheet.getByLabel('Replace…').setInputFiles([file('hero_ok.jpg', await retouched(4))]);
	await expect.poll(states).toEqual([...delivered, `${name(4)} delivered`]);
	await expect(sheet.getByLabel('State')).toHaveValue('FINAL');
	await sheet.getByRole('button', { name: 'Close' }).click();

	// the wrong one was sent: restored here, it is still on their page until somebody says otherwise
	const wrong = await details(ann, 1);
	await wrong
		.getByRole('listitem')
		.filter({ hasText: 'Version 1' })
		.getByRole('button', { name: 'Restore' })
		.click();
	const asked = wrong.getByRole('group', { name: 'Version 2 was delivered' });
	await expect(asked).toContainText('Nora still has version 2.');
	const listed = await firstPage(ann);
	expect(await listed()).toEqual([name(1), name(2), name(3)]);
	await asked.getByRole('button', { name: 'Take it off their page' }).click();
	await expect(asked).toBeHidden();
	expect(await listed()).toEqual([name(2), name(3)]);
	expect(ann.faults).toEqual([]);
});

test('a wrong final that went out is taken off one page, and the right one goes instead', async ({
	browser
}) => {
	const { path, states } = await orderFor([6, 7]);
	const ann = await person(browser);
	await signedIn(ann, app);
	await ann.goto(path);
	const finals = [file(name(6), await retouched(6)), file(name(7), await retouched(7))];
	await ann.getByLabel('Choose files').setInputFiles(finals);
	await expect.poll(states).toEqual([6, 7].map((n) => `${name(n)} delivered`));
	const listed = await firstPage(ann);
	expect(await listed()).toEqual([name(6), name(7)]);
	await expect(ann.getByText(/^Goes to Nora ·/)).toBeVisible();

	const sheet = await details(ann, 6, 'Wrong picture delivered…');
	const asked = sheet.getByRole('group', { name: 'Version 2 was delivered' });
	await expect(asked).toContainText('Nora still has version 2.');
	await asked.getByRole('button', { name: 'Send the right one' }).click();
	await expect(asked).toContainText('The right one goes to them');
	await expect.poll(states).toEqual([`${name(6)} delivered`, `${name(6)} waiting`, `${name(7)} delivered`]);
	await sheet
		.getByLabel('Replace…')
		.setInputFiles([file('the right one.jpg', await picture({ seed: 6, width: 1600, height: 1067 }))]);
	await expect.poll(states).toEqual([6, 6, 7].map((n) => `${name(n)} delivered`));
	await asked.getByRole('button', { name: 'Take it off their page' }).click();
	await expect(asked).toBeHidden();
	await sheet.getByRole('button', { name: 'Close' }).click();
	expect(await listed()).toEqual([name(7)]);
	await expect(frame(ann, name(6)).first()).toContainText('taken off their page');
	await expect(frame(ann, name(7))).not.toContainText('taken off their page');
	expect(ann.faults).toEqual([]);
});

test('elsewhere one is asked once whether what replaces a picture is a final', async ({ browser }) => {
	const { id, api } = await orderFor([5]);
	const ann = await person(browser);
	await signedIn(ann, app);
	await ann.goto(`${app.origin}/studio/g/${id}`);
	await frame(ann, name(5))
		.getByRole('link', { name: `Open ${name(5)}` })
		.click();
	await ann.getByRole('button', { name: 'Versions and state' }).click();
	const sheet = ann.getByRole('dialog', { name: name(5), exact: true }).last();
	await sheet.getByLabel('Replace…').setInputFiles([file('hero_ok.jpg', await retouched(5))]);
	const asked = sheet.getByRole('group', { name: 'Is hero_ok.jpg a final?' });
	await asked.getByRole('button', { name: 'It is a proof' }).click();
	await expect(asked).toBeHidden();
	const now = async () => (await api.json(`/galleries/${id}/files`))[0];
	await expect.poll(now).toMatchObject({ version: 2, state: 'PROOF' });
	expect(ann.faults).toEqual([]);
});
