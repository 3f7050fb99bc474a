import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startFront, browserOf, type Front } from '#tests/support/app/front.ts';
import { aClient, aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { eventually } from '#tests/support/cast/eventually.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';

const PICTURES = 20;
let on: TestContext;
let front: Front;
let cookie: string;
let pictures: string[];
let storage: ReturnType<typeof slowStorage>;
beforeEach(async () => {
	on = await makeContext();
	front = await startFront(on.ctx);
	const { id } = await aGallery(on.ctx);
	pictures = [];
	for (let i = 0; i < PICTURES; i++) {
		const file = await aStoredFile(on.ctx, id, { name: `${i}.jpg`, renditions: [400] });
		pictures.push(`/r/${id}/${file.id}/1/400.webp`);
	}
	cookie = await browserOf(on.ctx, await aClient(on.ctx, id));
	storage = slowStorage();
});
afterEach(async () => {
	front.close();
	await on.close();
});

/** Opens nothing until it is told to. */
function slowStorage() {
	const { open } = on.ctx.storage;
	const goOn = Promise.withResolvers<void>();
	const opened = vi.spyOn(on.ctx.storage, 'open').mockImplementation(async (...wanted) => {
		await goOn.promise;
		return open.apply(on.ctx.storage, wanted);
	});
	return { opened, goOn: goOn.resolve };
}

const ask = async (path = '') => (await front.fetch(path, { as: cookie })).status;

test('a preview that several ask for at once is read once', async () => {
	const together = Promise.all(Array.from({ length: 5 }, () => ask(pictures[0])));
	await eventually(() => expect(storage.opened).toHaveBeenCalled());
	storage.goOn();
	expect(await together).toEqual(Array(5).fill(200));
	expect(storage.opened).toHaveBeenCalledTimes(1);
});

test('a session reads sixteen at once, and gets the rest as well', async () => {
	const all = Promise.all(pictures.map(ask));
	await eventually(() => expect(storage.opened.mock.calls.length).toBeGreaterThanOrEqual(16));
	expect(await ask(`/g/none/files`)).toBe(404);
	expect(storage.opened).toHaveBeenCalledTimes(16);
	storage.goOn();
	expect(await all).toEqual(Array(PICTURES).fill(200));
	expect(storage.opened).toHaveBeenCalledTimes(PICTURES);
});
