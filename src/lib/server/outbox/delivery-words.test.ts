import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aDelivery, aNewVersion, aStoredFile } from '#tests/support/cast/stored.ts';
import { deliveryLink } from '../db/schema.ts';
import { writeDelivery } from './write/delivery.ts';

let app: TestContext;
beforeEach(async () => void (app = await makeContext()));
afterEach(() => app.close());

/** The first line of the mail of a delivery of two files, in these versions. */
async function lineOf({ versions, orderId }: { versions: [number, number]; orderId: string | null }) {
	const { ctx } = app;
	const gallery = await aGallery(ctx, { title: 'Autumn' });
	const files = [];
	for (const [at, n] of versions.entries()) {
		const file = await aStoredFile(ctx, gallery.id, { name: `DSC_${at}.jpg` });
		const newer = n > 1 ? await aNewVersion(ctx, file.id, { state: 'FINAL' }) : file;
		files.push({ fileId: file.id, versionId: newer.versionId, name: `DSC_${at}.jpg` });
	}
	const { id } = await aDelivery(ctx, gallery.id, files, undefined, { orderId });
	const link = await ctx.db.read.select().from(deliveryLink).where(eq(deliveryLink.deliveryId, id)).get();
	return (await writeDelivery(ctx, { linkId: link?.id ?? '' }))?.body.lines[0];
}

test.each([
	['sent without an order', { versions: [2, 2], orderId: null }],
	['of which one was ordered as it is', { versions: [1, 2], orderId: 'o' }]
] as const)('pictures %s are not called retouched', async (_, { versions, orderId }) => {
	expect(await lineOf({ versions: [...versions], orderId })).toMatch(
		/has sent you 2 pictures from Autumn\.$/
	);
});

test('finals of an order are called retouched', async () => {
	expect(await lineOf({ versions: [2, 2], orderId: 'o' })).toBe(
		'Your 2 retouched pictures from Autumn are ready.'
	);
});
