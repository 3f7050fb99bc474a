import { expect, test } from '@playwright/test';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { beInGallery, galleryFor, person, signedIn } from './people.ts';

let app: App;
test.beforeAll(async () => void (app = await startApp()));
test.afterAll(() => app.close());

const NOON = Date.UTC(2026, 5, 6, 12);
const MINUTE = 60_000;
const NIKON = { make: 'NIKON CORPORATION', model: 'NIKON Z 6' };
const SONY = { make: 'SONY', model: 'ILCE-7M4' };

test('a clock that was 58 minutes late is put right after a look at it, for everybody, and back again', async ({
	browser
}) => {
	const shoot = new Map<string, Buffer>();
	for (const [seed, [name, minutes, camera]] of (
		[
			['first-1.jpg', 50, NIKON],
			['first-2.jpg', 70, NIKON],
			['second-1.jpg', 2, SONY]
		] as const
	).entries())
		shoot.set(
			name,
			await picture({ seed, width: 300, height: 200, takenAt: NOON + minutes * MINUTE, camera })
		);
	const { id, links } = await galleryFor(app, shoot, ['Cleo Marsh <cleo@client.test>']);
	const cleo = await person(browser);
	await beInGallery(cleo, links[0] ?? '');
	const pictures = cleo.getByRole('listitem', { name: /\.jpg$/ });
	const inOrder = (names: string[]) =>
		expect
			.poll(() => pictures.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label'))))
			.toEqual(names);
	await inOrder(['second-1.jpg', 'first-1.jpg', 'first-2.jpg']);
	const ann = await person(browser);
	await signedIn(ann, app);
	await ann.goto(`${app.origin}/studio/g/${id}/settings`);
	const camera = ann.getByRole('listitem', { name: 'SONY ILCE-7M4' });
	await camera.getByRole('button', { name: 'Adjust clock' }).click();
	const dialog = ann.getByRole('dialog', { name: /ILCE-7M4/ });
	await dialog.getByLabel('Add to its times').fill('fifty-eight');
	await expect(dialog).toContainText('Not a time that can be read');
	await dialog.getByLabel('Add to its times').fill('+0:58');
	await expect(dialog.getByRole('status')).toHaveText('1 of 1 will move to another place.');
	await expect(dialog.getByRole('listitem').nth(1)).toContainText('second-1.jpg');
	await dialog.getByRole('button', { name: 'Apply' }).click();
	await expect(camera).toContainText('+0:58');
	await inOrder(['first-1.jpg', 'second-1.jpg', 'first-2.jpg']);
	await ann.getByRole('button', { name: 'Undo' }).click();
	await inOrder(['second-1.jpg', 'first-1.jpg', 'first-2.jpg']);
	await expect(camera).not.toContainText('+0:58');
	expect([ann.faults, cleo.faults]).toEqual([[], []]);
});
