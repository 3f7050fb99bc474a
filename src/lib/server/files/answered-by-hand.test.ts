import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { bytesOf, dropDesk, FINAL, type DropDesk } from '#tests/support/app/drops.ts';
import { upload } from '../db/schema.ts';
import { listUnmatched } from './unmatched.ts';

let drops: DropDesk;
dropDesk((made) => void (drops = made));

const ASK = `${FINAL}&match=ask`;
const open = async () =>
	(await listUnmatched(drops.app.ctx, drops.member, drops.galleryId)).map(({ name }) => name);
const uploadOf = (id: string) => drops.app.ctx.db.read.select().from(upload).where(eq(upload.id, id)).get();
const byHand = (fileId: string, of: string, query: string) =>
	drops.put(`files/${fileId}/original?${query}`, bytesOf(of));

/** One picture under order, and a final for it whose name says nothing. */
async function asked(of = 'A') {
	const fileId = await drops.proof('DSC_1.jpg', 'A');
	const orderId = await drops.orderAll([fileId]);
	const put = await drops.drop('mountain_final_v3.jpg', of, `${ASK}&orderId=${orderId}`);
	const { unmatchedId } = await put.json();
	expect(await open()).toEqual(['mountain_final_v3.jpg']);
	return { fileId, orderId, unmatchedId };
}

describe('Replace… on a picture', () => {
	test('from an order makes a final, and the item is ready', async () => {
		const fileId = await drops.proof('DSC_1.jpg', 'A');
		await drops.work();
		const orderId = await drops.orderAll([fileId]);
		await byHand(fileId, 'other', `orderId=${orderId}`);
		await drops.work();
		expect(await drops.named('DSC_1.jpg')).toMatchObject({ version: 2, state: 'FINAL' });
		expect((await drops.itemOf(fileId))?.state).toBe('ready');
	});

	test.each([
		['from its order', (orderId: string) => `orderId=${orderId}`],
		['as a final', () => 'state=FINAL'],
		['as a proof', () => 'state=PROOF'],
		['without a word', () => '']
	])(
		'%s closes the question that the same bytes were, and the upload says where they went',
		async (_, query) => {
			const { fileId, orderId, unmatchedId } = await asked();
			await byHand(fileId, 'A', query(orderId));
			expect(await open()).toEqual([]);
			expect(await uploadOf(unmatchedId)).toMatchObject({ resultFileId: fileId, problem: null });
			await drops.work();
			expect(await drops.named('DSC_1.jpg')).toMatchObject({ version: 2 });
		}
	);

	test('with the bytes that the picture has already closes the question too', async () => {
		const { fileId, orderId } = await asked('same bytes');
		await drops.work();
		await byHand(fileId, 'same bytes', `orderId=${orderId}`);
		expect(await open()).toEqual([]);
		expect((await drops.itemOf(fileId))?.state).toBe('ready');
	});

	test('with other bytes leaves the question open: they are kept nowhere else', async () => {
		const { fileId, orderId } = await asked();
		await byHand(fileId, 'stripped', `orderId=${orderId}`);
		expect(await open()).toEqual(['mountain_final_v3.jpg']);
	});
});

describe('the same bytes once more', () => {
	test('under the name of the picture close the question', async () => {
		await asked();
		await drops.drop('DSC_1.jpg', 'A', FINAL);
		expect(await open()).toEqual([]);
	});

	test('as a new proof close nothing: where the final belongs was not said', async () => {
		await asked();
		await drops.drop('DSC_7.jpg', 'A', '');
		expect(await open()).toEqual(['mountain_final_v3.jpg']);
	});

	test('a second time as a question are answered together with the first', async () => {
		const { fileId, orderId } = await asked();
		await drops.drop('mountain_final_v3.jpg', 'A', `${ASK}&orderId=${orderId}`);
		expect(await open()).toHaveLength(2);
		await byHand(fileId, 'A', `orderId=${orderId}`);
		expect(await open()).toEqual([]);
	});
});
