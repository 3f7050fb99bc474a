import { afterEach, beforeEach, expect, it } from 'vitest';
import { NO_RIGHTS, type Rights } from '#lib/domain/access/rights.ts';
import { aClient, aFile, aGallery, ann } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { changeFile, releasedFiles } from '../files/index.ts';
import { openForClient, patchGallery } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

async function aPage() {
	const { ctx } = test;
	const { id, ...gallery } = await aGallery(ctx, { orderBy: 'hand' });
	const cleo = await aClient(ctx, id);
	const names = async () => (await openForClient(ctx, cleo, id)).files.map(({ name }) => name);
	const all = async () => (await releasedFiles(ctx, { id, ...gallery }, cleoSees)).map(({ name }) => name);
	return { id, names, all };
}
const cleoSees: Rights = { ...NO_RIGHTS, look: true, mark: true, order: true, download: 'final' };

it('begins with the same pictures, in the same order, as the list of all', async () => {
	const { id, names, all } = await aPage();
	for (const [place, name] of [
		[2, 'a.jpg'],
		[3, 'b.jpg'],
		[1, 'c.jpg']
	] as const)
		await aFile(test.ctx, id, { place, name });
	expect(await names()).toEqual(['c.jpg', 'a.jpg', 'b.jpg']);
	expect(await all()).toEqual(await names());
});

it('shows what changed since it was last opened', async () => {
	const { ctx } = test;
	const { id, names } = await aPage();
	const first = await aFile(ctx, id, { place: 1, name: 'z.jpg' });
	await aFile(ctx, id, { place: 2, name: 'm.jpg', releasedVersion: null });
	await aFile(ctx, id, { place: 3, name: 'b.jpg' });
	expect(await names()).toEqual(['z.jpg', 'b.jpg']);
	await patchGallery(ctx, await ann(ctx), id, { orderBy: 'name' });
	expect(await names()).toEqual(['b.jpg', 'z.jpg']);
	await changeFile(ctx, await ann(ctx), first.id, { name: 'a.jpg' });
	expect(await names()).toEqual(['a.jpg', 'b.jpg']);
});
