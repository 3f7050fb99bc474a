import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { dropDesk, FINAL, type DropDesk } from '#tests/support/app/drops.ts';
import { studio, upload } from '../db/schema.ts';
import { decideUnmatched } from './decide-unmatched.ts';
import { listUnmatched } from './unmatched.ts';

let drops: DropDesk;
dropDesk((made) => void (drops = made));

const ASK = `${FINAL}&match=ask`;
const open = () => listUnmatched(drops.app.ctx, drops.member, drops.galleryId);
const remembered = async () => (await drops.app.ctx.db.read.select().from(studio).get())?.acceptSuffixes;

describe('finals with an ending', () => {
	test.each(['-Edit', '_bearbeitet', ' - Kopie', '.psd', '-DxO_DP8'])(
		'DSC_1%s.jpg looks like its picture: replaced without a question, the ending is remembered',
		async (ending) => {
			const fileId = await drops.proof('DSC_1.jpg', 'A');
			await drops.work();
			const orderId = await drops.orderAll([fileId]);
			const put = await drops.drop(`DSC_1${ending}.jpg`, 'A', `${ASK}&orderId=${orderId}`);
			const { unmatchedId } = await put.json();
			expect(put.status).toBe(409);
			await drops.work();
			expect(await open()).toEqual([]);
			expect(await drops.named('DSC_1.jpg')).toMatchObject({ version: 2, state: 'FINAL' });
			expect((await drops.itemOf(fileId))?.state).toBe('ready');
			expect(await remembered()).toEqual([ending]);
			const sent = await drops.app.ctx.db.read.select().from(upload).where(eq(upload.id, unmatchedId)).get();
			expect(sent).toMatchObject({ resultFileId: fileId, problem: null });
		}
	);

	test.each([
		['DSC_1-Edit.jpg', 'stripped other', 'likeness'],
		['DSC_1-2.jpg', 'A', 'known-suffix'],
		['DSC_1 (1).jpg', 'A', 'known-suffix'],
		['DSC_1-Edit.jpg', 'crop', 'known-suffix'],
		['DSC_1-Edit.jpg', 'damaged', 'known-suffix']
	])('%s of %s is asked about (%s), and nothing is remembered', async (name, of, why) => {
		await drops.proof('DSC_1.jpg', 'A');
		await drops.work();
		await drops.drop(name, of, ASK);
		await drops.work();
		expect(await open()).toMatchObject([{ name, why, verdict: 'ask' }]);
		expect(await drops.named('DSC_1.jpg')).toMatchObject({ version: 1, state: 'PROOF' });
		expect(await remembered()).toEqual([]);
	});

	test.each(['Copy of DSC_1.jpg', 'retouched_DSC_1-Edit.jpg'])(
		'%s, named before the name, looks like its picture: replaced, nothing is remembered',
		async (name) => {
			await drops.proof('DSC_1.jpg', 'A');
			await drops.work();
			await drops.drop(name, 'A', ASK);
			await drops.work();
			expect(await open()).toEqual([]);
			expect(await drops.named('DSC_1.jpg')).toMatchObject({ version: 2, state: 'FINAL' });
			expect(await remembered()).toEqual([]);
		}
	);

	test('two of one drop for one picture are shown, neither is taken, though the other one is still on its way', async () => {
		await drops.proof('DSC_1.jpg', 'A');
		await drops.work();
		await drops.drop('DSC_1-a.jpg', 'A', `${ASK}&drop=d1`);
		await drops.drop('DSC_1-b.jpg', 'stripped', `${ASK}&drop=d1`);
		await drops.work();
		expect((await open()).map(({ why }) => why)).toEqual(['several-drops', 'several-drops']);
		expect(await drops.named('DSC_1.jpg')).toMatchObject({ version: 1 });
	});

	test('one that came before its proof was processed is taken when the proof is', async () => {
		const proof = await drops.proof('DSC_1.jpg', 'A');
		await drops.drop('DSC_1-Edit.jpg', 'A', ASK);
		await drops.work();
		expect((await drops.files()).find(({ id }) => id === proof)).toMatchObject({
			version: 2,
			state: 'FINAL'
		});
		expect(await open()).toEqual([]);
	});

	test('the same bytes as the picture has set the state and make no version', async () => {
		await drops.proof('DSC_1.jpg', 'A');
		await drops.work();
		await drops.drop('DSC_1-Edit.jpg', 'same bytes', ASK);
		await drops.work();
		expect(await drops.named('DSC_1.jpg')).toMatchObject({ version: 1, state: 'FINAL' });
		expect(await open()).toEqual([]);
	});

	test('a remembered ending holds in every gallery of the studio, and no other picture passes by it', async () => {
		await drops.proof('DSC_1.jpg', 'A');
		await drops.proof('DSC_2.jpg', 'B');
		await drops.work();
		await drops.drop('DSC_1-Edit.jpg', 'A', ASK);
		await drops.work();
		expect((await drops.drop('DSC_2-Edit.jpg', 'other', ASK)).status).toBe(200);
		await drops.work();
		expect(await drops.named('DSC_2.jpg')).toMatchObject({
			version: 1,
			incoming: { status: 'asks', asks: 'unlike' }
		});
	});
});

describe('a final with a foreign name', () => {
	test('shows what waits, the likeliest first, and proposes the one that looks the same', async () => {
		const ids: string[] = [];
		for (const of of ['C', 'B', 'A']) ids.push(await drops.proof(`DSC_${of}.jpg`, of));
		await drops.work();
		const orderId = await drops.orderAll(ids);
		await drops.drop('mountain_final_v3.jpg', 'B', `${ASK}&orderId=${orderId}`);
		await drops.work();
		const [question] = await open();
		expect(question).toMatchObject({ why: 'no-match', verdict: 'new', fileId: ids[1], ticked: true });
		expect(question?.candidates[0]).toMatchObject({ fileId: ids[1], looksAlike: true });
		expect(question?.candidates).toHaveLength(3);
		const placed = await decideUnmatched(drops.app.ctx, drops.member, question?.id ?? '', {
			fileId: ids[1] ?? ''
		});
		expect(placed).toMatchObject({ id: ids[1], version: 2, state: 'FINAL' });
		expect((await drops.itemOf(ids[1] ?? ''))?.state).toBe('ready');
	});

	test('proposes none where none looks the same, and only what waits is shown', async () => {
		const waiting = await drops.proof('DSC_A.jpg', 'A');
		await drops.proof('DSC_B.jpg', 'B');
		await drops.work();
		const orderId = await drops.orderAll([waiting]);
		await drops.drop('hero.jpg', 'other', `${ASK}&orderId=${orderId}`);
		await drops.work();
		expect(await open()).toMatchObject([
			{ fileId: null, ticked: false, candidates: [{ fileId: waiting, looksAlike: false }] }
		]);
	});

	test('proposes one picture to no two uploads, and not what a name gave to another', async () => {
		const ids = [await drops.proof('DSC_A.jpg', 'A'), await drops.proof('DSC_B.jpg', 'B')];
		await drops.work();
		const orderId = await drops.orderAll(ids);
		await drops.drop('one.jpg', 'A', `${ASK}&orderId=${orderId}`);
		await drops.drop('other.jpg', 'stripped', `${ASK}&orderId=${orderId}`);
		await drops.work();
		expect((await open()).map(({ fileId }) => fileId)).toEqual([null, null]);
	});

	test('dropped on a gallery without orders it is sought among the pictures that are not final', async () => {
		const ids = [await drops.proof('DSC_A.jpg', 'A'), await drops.proof('DSC_B.jpg', 'B')];
		await drops.work();
		await drops.drop('hero.jpg', 'B', ASK);
		await drops.work();
		expect(await open()).toMatchObject([{ fileId: ids[1], ticked: true }]);
	});
});

describe('a JPEG beside its RAW', () => {
	test('the one that has a picture is proposed, none is replaced unasked', async () => {
		const jpeg = await drops.proof('DSC_0042.jpg', 'A');
		await drops.uploads.put(
			`galleries/${drops.galleryId}/files/DSC_0042.NEF`,
			Buffer.from('II*\0'.padEnd(500, 'x'))
		);
		await drops.work();
		for (const name of ['DSC_0042.tif', 'DSC_0042-Edit.jpg']) await drops.drop(name, 'A', ASK);
		await drops.work();
		const questions = await open();
		expect(questions.map(({ why }) => why)).toEqual(['several-drops', 'several-drops']);
		await decideUnmatched(drops.app.ctx, drops.member, questions[0]?.id ?? '', { discard: true });
		expect(await open()).toMatchObject([{ fileId: jpeg, why: 'one-frame', ticked: true, verdict: 'ask' }]);
	});
});
