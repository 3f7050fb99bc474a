import type { Database as Sqlite } from 'better-sqlite3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aClient, aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { browserOf, startFront, type Front } from '#tests/support/app/front.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';

// What reading costs the database: counted in statements, which no busy machine changes.

const FILES = 20;
let on: TestContext;
let front: Front;
let cookie: string;
let galleryId: string;
let picture: string;
beforeEach(async () => {
	on = await makeContext();
	front = await startFront(on.ctx);
	({ id: galleryId } = await aGallery(on.ctx));
	for (let i = 0; i < FILES; i++) {
		const { id } = await aStoredFile(on.ctx, galleryId, { name: `${i}.jpg`, renditions: [400] });
		picture = `/r/${galleryId}/${id}/1/400.webp`;
	}
	cookie = await browserOf(on.ctx, await aClient(on.ctx, galleryId));
});
afterEach(async () => {
	front.close();
	await on.close();
});

/** Statements that a request makes the reader prepare; drizzle prepares one for each that it runs. */
async function statementsOf(path: string) {
	const prepare = vi.spyOn((on.ctx.db.read as unknown as { $client: Sqlite }).$client, 'prepare');
	const response = await front.fetch(path, { as: cookie });
	expect(response.status).toBe(200);
	await response.arrayBuffer();
	const { length } = prepare.mock.calls;
	prepare.mockRestore();
	return length;
}

test('a preview asks the database a few questions once, and none again while nothing changes', async () => {
	const first = await statementsOf(picture);
	expect(first).toBeGreaterThan(2);
	expect(first).toBeLessThan(20);
	expect(await statementsOf(picture)).toBe(0);
});

test('the list of pictures asks a few questions once, whatever its length, and none again while nothing changes', async () => {
	expect(await statementsOf(`/g/${galleryId}/files`)).toBeLessThan(FILES);

	expect(await statementsOf(`/g/${galleryId}/files`)).toBe(0);
});

test('nothing is written when pictures and lists are read', async () => {
	const { stamp } = on.ctx.db;
	await statementsOf(picture);
	const before = await stamp();
	for (const path of [picture, `/g/${galleryId}/files`, picture]) await statementsOf(path);
	expect(await stamp()).toBe(before);
});
