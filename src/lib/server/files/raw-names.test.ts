import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { aFile, aGallery, ann } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { final } from '#tests/support/cast/orders.ts';
import { version, type CaptureFacts } from '../db/schema.ts';
import { listFiles } from './list-files.ts';
import { rawNamesOf } from './raw-names.ts';
import { restoreVersion } from './restore-version.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

async function aShot(proof: CaptureFacts, retouched: CaptureFacts) {
	const { ctx } = test;
	const { id: galleryId } = await aGallery(ctx);
	const { id } = await aFile(ctx, galleryId, {}, { capture: proof });
	const versionId = await final(ctx, id);
	await ctx.db.transaction(
		async (tx) =>
			void (await tx.update(version).set({ capture: retouched }).where(eq(version.id, versionId)).run())
	);
	return { id, galleryId };
}
const nameOf = async (id: string) => (await rawNamesOf(test.ctx.db.read, [id])).get(id);

it('is what any version says, the first one first, and only then what an editor preserved', async () => {
	const [first, second, preserved, none] = [
		await aShot({ rawFileName: 'A.NEF' }, { rawFileName: 'B.NEF' }),
		await aShot({ preservedFileName: 'A.jpg' }, { rawFileName: 'B.NEF' }),
		await aShot({ rawFileName: ' ' }, { preservedFileName: 'B.CR3' }),
		await aShot({}, {})
	];
	expect(await Array.fromAsync([first, second, preserved, none], ({ id }) => nameOf(id))).toEqual([
		'A.NEF',
		'B.NEF',
		'B.CR3',
		undefined
	]);
});

it('is not what a version says that was taken back', async () => {
	const { id } = await aShot({}, { rawFileName: 'WRONG.NEF' });
	await restoreVersion(test.ctx, await ann(test.ctx), id, { version: 1 });
	expect(await nameOf(id)).toBeUndefined();
});

it('goes with the picture to every page of the studio', async () => {
	const { id, galleryId } = await aShot({}, { preservedFileName: 'A.NEF' });
	const [view] = await listFiles(test.ctx, await ann(test.ctx), galleryId);
	expect(view).toMatchObject({ id, rawFileName: 'A.NEF' });
});
