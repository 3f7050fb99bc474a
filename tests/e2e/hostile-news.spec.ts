import { expect, test, type Page, type WebSocketRoute } from '@playwright/test';
import { enter } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { beInGallery, frame, galleryFor, person, signedIn } from './people.ts';

// What no server of ours announces, and another version, a proxy or a fault might: the page stays, and hears on.

let app: App;
const shoot = new Map<string, Buffer>();
const [FIRST, SECOND] = ['DSC_4108.jpg', 'DSC_4109.jpg'];

test.beforeAll(async () => {
	app = await startApp();
	for (const [seed, name] of [FIRST, SECOND].entries())
		shoot.set(name, await picture({ seed, width: 900, height: 600 }));
});
test.afterAll(() => app.close());

/** Stands between a page and its sockets; says something in the server's name, once the server itself has spoken. */
async function between(page: Page, path: string, firstWord: RegExp) {
	let isHeard: (socket: WebSocketRoute) => void;
	const heard = new Promise<WebSocketRoute>((resolve) => (isHeard = resolve));
	await page.routeWebSocket(
		(url) => url.pathname.startsWith(path),
		(socket) => {
			const server = socket.connectToServer();
			server.onMessage((words) => {
				socket.send(words);
				if (firstWord.test(String(words))) isHeard(socket);
			});
		}
	);
	return async (all: (string | Buffer)[]) => {
		const socket = await heard;
		for (const words of all) socket.send(words);
	};
}
const announcements = (page: Page) => between(page, '/socket.io', /^40/);

const wrong = (gallery: string): unknown[][] => [
	['file.changed'],
	['file.changed', null],
	['file.changed', { id: 5 }],
	['file.changed', { id: '__proto__' }],
	['file.added', { id: 'nosuchfile', galleryId: gallery, capturedAt: 'yesterday', renditions: 7 }],
	['file.removed', { id: 'nosuchfile' }],
	['file.removed', 'nosuchfile'],
	['selection.changed', { id: '', name: 5 }],
	['selection.changed', { id: 'nosuch', name: 'Ghost', rule: 'loudest', round: NaN }],
	['selection.changed', { id: 'nosuch', name: '', rule: 'everyone', round: 1, deleted: true }],
	['person.joined', { person: { id: 'ghost' } }],
	['person.joined', { person: null }],
	['person.joined'],
	['order.placed', { id: {} }],
	['order.changed', { id: 'nosuch', items: 'none', galleryId: 9 }],
	['delivery.sent', []],
	['upload.changed', { unmatchedId: 4 }],
	['access.changed', { id: 'nosuch' }],
	['no.such.event', { id: 'a' }],
	['toString', {}],
	['']
];
const ROOM = [
	Buffer.alloc(0),
	'Bad gateway',
	Buffer.from([4, 6, ...Buffer.from('<html>')]),
	Buffer.from([1, 6, 1, 9, 1, 2, 123, 34]),
	Buffer.from([0, 9])
];

for (const who of ['a client', 'the studio'])
	test(`a page of ${who} stays and hears on, whatever is announced`, async ({ browser }) => {
		const flag = '🇫🇷';
		const addresses = ['Cleo Marsh <cleo@client.test>', `${flag} <ben@client.test>`];
		const { id, links } = await galleryFor(app, shoot, addresses);
		const page = await person(browser);
		const announce = await announcements(page);
		const say = await between(page, '/sync', /^/);
		if (who === 'a client') await beInGallery(page, links[0] ?? '');
		else {
			await signedIn(page, app);
			await page.goto(`${app.origin}/studio/g/${id}`);
		}
		const ben = await enter(app.origin, links[1] ?? '', id);
		await expect(page.getByRole('img', { name: flag })).toBeVisible();
		await announce(wrong(id).map((news) => `42${JSON.stringify(news)}`));
		await say(ROOM);
		const files: { id: string; name: string }[] = await (await ben.get(`/g/${id}/files`)).json();
		const idOf = (name: string) => files.find((file) => file.name === name)?.id ?? '';
		ben.mark(`comment:${ben.seat.participantId}.1`, { file: idOf(FIRST), version: 1, text: 'Lighter' });
		ben.look('nosuchfile');
		ben.mark(`pick:${ben.seat.selections[0].id}:${idOf(SECOND)}`, 'yes');
		await expect(frame(page, SECOND)).toContainText(`${flag} says yes`);
		await expect(frame(page, FIRST)).toBeVisible();
		await expect(page.getByText('Something went wrong')).toHaveCount(0);
		expect(page.faults).toEqual([]);
		ben.close();
	});

test('a last word without a reason ends the page in words', async ({ browser }) => {
	const { links } = await galleryFor(app, shoot, ['Cleo Marsh <cleo@client.test>']);
	const page = await person(browser);
	const announce = await announcements(page);
	await beInGallery(page, links[0] ?? '');
	await announce(['42["closed"]']);
	await expect(page.getByRole('button', { name: 'Reload' })).toBeVisible();
	expect(page.faults).toEqual([]);
});
