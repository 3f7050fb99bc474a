import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aShoot } from '#tests/support/cast/orders.ts';
import { version } from '../db/schema.ts';
import { removeRenditions } from '../renditions/index.ts';
import { sendFiles } from '../deliveries/index.ts';
import { readDeliveryPage } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const rendition = { width: 400, height: 267, key: 'test/400', bytes: 10 };

async function sent(count: number) {
	const { ann, gallery, fileIds } = await aShoot(
		test.ctx,
		count,
		{},
		{ width: 600, height: 400, renditions: [rendition] }
	);
	const input = { fileIds, to: ['nora@example.com'], message: '' };
	const { url } = await sendFiles(test.ctx, ann, gallery.id, input);
	return { token: url.split('/').at(-1) ?? '', fileIds };
}

it('the pages of a delivery hold each file once; the whole list and its archive are on each', async () => {
	const { token, fileIds } = await sent(125);
	const pages = await Promise.all([1, 2].map((n) => readDeliveryPage(test.ctx, token, n)));
	expect(pages.map(({ files }) => files.length)).toEqual([120, 5]);
	expect(pages.flatMap(({ files }) => files.map(({ fileId }) => fileId))).toEqual(fileIds);
	const all = pages.flatMap(({ files }) => files.map(({ name, bytes, url }) => ({ name, bytes, url })));
	const list = JSON.stringify(all);
	const [first, second] = pages;
	expect(first).toMatchObject({ page: 1, pages: 2, count: 125, list, isPictured: true });
	expect(second).toMatchObject({ page: 2, pages: 2, list, isPictured: true, archive: first?.archive });
});

it('a page that nobody has typed is the nearest there is', async () => {
	const { token } = await sent(3);
	expect(await readDeliveryPage(test.ctx, token, 9)).toMatchObject({ page: 1, pages: 1 });
	expect(await readDeliveryPage(test.ctx, token, 0)).toMatchObject({ page: 1, pages: 1 });
});

it('one file without a picture, on whichever page, and they are called files', async () => {
	const { token, fileIds } = await sent(122);
	const isLast = eq(version.fileId, fileIds.at(-1) ?? '');
	const last = await test.ctx.db.read.select({ id: version.id }).from(version).where(isLast).get();
	await test.ctx.db.transaction((tx) => removeRenditions(tx, [last?.id ?? '']));
	expect(await readDeliveryPage(test.ctx, token)).toMatchObject({ page: 1, isPictured: false });
});
