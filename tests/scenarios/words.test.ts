import { afterAll, beforeAll, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { accessRow, studio } from '#lib/server/db/schema.ts';
import { aClient, aGallery, CHOOSES } from '#tests/support/cast/cast.ts';
import { browserOf } from '#tests/support/app/front.ts';
import { asBrowser, staffOf, startServed, type Served } from '#tests/support/app/served.ts';
import { aDelivery, aStoredFile } from '#tests/support/cast/stored.ts';
import { pinsOf } from '#tests/support/app/taking.ts';

// What people call things, and what forms can hold, on the built app: words stay words.

let served: Served;
beforeAll(async () => void (served = await startServed()));
afterAll(() => served.close());

const NASTY = [
	'</title><script>alert(1)</script>',
	'<img src=x onerror=alert(1)>',
	'"><svg onload=alert(1)>',
	'{{constructor}} $t(client:x) ${1}',
	'__proto__',
	'a\u202Egpj.exe'
];

test('titles and file names are text on every page: in the head, in lists, in the data beside them', async () => {
	const { ctx, app } = served;
	const { headers } = await staffOf(served);
	let pages = 0;
	for (const word of NASTY) {
		const gallery = await aGallery(ctx, { title: word });
		const cleo = await aClient(ctx, gallery.id, 'cleo', { ...CHOOSES, download: 'all' });
		const theirs = asBrowser(app.origin, await browserOf(ctx, cleo));
		const file = await aStoredFile(ctx, gallery.id, {
			name: `${word}.jpg`.replaceAll('/', '_'),
			state: 'FINAL'
		});
		const { token } = await aDelivery(ctx, gallery.id, pinsOf([file]));
		const asked: [string, Record<string, string>][] = [
			[`/g/${gallery.id}`, theirs],
			[`/d/${token}`, {}],
			['/studio', headers.photographer],
			[`/studio/g/${gallery.id}`, headers.photographer],
			[`/studio/g/${gallery.id}/access`, headers.photographer],
			[`/studio/g/${gallery.id}/settings`, headers.photographer]
		];
		for (const [path, as] of asked) {
			const response = await fetch(app.origin + path, { headers: as });
			const html = await response.text();
			expect(`${path} ${response.status}`).toBe(`${path} 200`);
			expect(html).not.toMatch(/<script>alert|<img src=x|<svg onload/);
			expect([...html.matchAll(/<title>/g)].length).toBe(1);
			pages++;
		}
		await ctx.db.transaction(
			async (tx) => void (await tx.delete(accessRow).where(eq(accessRow.galleryId, gallery.id)).run())
		);
	}
	console.info(`${pages} pages show ${NASTY.length} names as text`);
});

test('the bare address says whose studio this is, and where a client goes', async () => {
	const landing = await fetch(served.app.origin);
	const html = await landing.text();
	expect([new URL(landing.url).pathname, landing.status]).toEqual(['/studio/sign-in', 200]);
	const name = (await served.ctx.db.read.select().from(studio).get())?.name;
	expect(html).toContain(`<title>Sign in · ${name}</title>`);
	expect(html).toContain('Open the link in the email the studio sent you');
});

/** A multipart form of so many parts. */
const formOf = (parts: number, boundary = 'b') =>
	`${`--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n`.repeat(parts)}--${boundary}--\r\n`;

test.each([
	['100,000 parts', formOf(100_000), 'multipart/form-data; boundary=b', [413]],
	['as many parts as fit', formOf(8000), 'multipart/form-data; boundary=b', [400, 401, 413]],
	['no boundary', formOf(2), 'multipart/form-data', [400, 415]],
	['another boundary', formOf(2, 'c'), 'multipart/form-data; boundary=b', [400]],
	['a part that never ends', formOf(2).slice(0, 40), 'multipart/form-data; boundary=b', [400]]
])('a form of %s is refused, and the next one is answered', async (_, body, type, statuses) => {
	const { app } = served;
	const post = (sent: string, contentType: string) =>
		fetch(`${app.origin}/studio/sign-in`, {
			method: 'POST',
			headers: { origin: app.origin, 'content-type': contentType },
			body: sent
		});
	expect(statuses).toContain((await post(body, type)).status);
	const next = await post('email=nobody@x.test&password=wrong', 'application/x-www-form-urlencoded');
	expect(next.status).toBe(401);
});

test('a head of a megabyte is not read', async () => {
	const asked = fetch(served.app.origin, { headers: { 'x-long': 'x'.repeat(1 << 20) } });
	const status = await asked.then(
		(response) => response.status,
		() => 'cut'
	);
	expect([431, 'cut']).toContain(status);
	expect((await fetch(`${served.app.origin}/healthz`)).status).toBe(200);
});
