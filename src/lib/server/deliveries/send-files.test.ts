import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aFile, aGallery, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { allOf, aShoot, fileRow, final, mailsTo } from '#tests/support/cast/orders.ts';
import { listSent, recallDelivery, sendFiles } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

describe('sending files without an order', () => {
	it('mails each address once, says which are none, and gives a link to copy', async () => {
		const { ctx } = test;
		const { ann, gallery, fileIds } = await aShoot(ctx, 2);
		const to = ['Cleo <cleo@client.test>, lab@print.test', 'LAB@print.test', 'nobody'];
		const answer = await sendFiles(ctx, ann, gallery.id, { fileIds, to, message: 'For print' });
		expect(answer.sent).toEqual(['cleo@client.test', 'lab@print.test']);
		expect(answer.rejected).toEqual([{ address: 'nobody', detail: 'An address needs an @ sign.' }]);
		expect(await mailsTo(ctx, 'lab@print.test', 'delivery')).toHaveLength(1);
		const hash = ctx.tokens.hash(answer.url.split('/d/')[1] ?? '');
		expect((await allOf(ctx, 'deliveryLink')).find(({ email }) => email === '')?.tokenHash).toBe(hash);
		expect((await allOf(ctx, 'deliveryFile')).map(({ name }) => name)).toEqual([
			'DSC_0001.jpg',
			'DSC_0002.jpg'
		]);
		expect(await allOf(ctx, 'order')).toEqual([]);
	});

	it('needs no address: the link is enough', async () => {
		const { ctx } = test;
		const { ann, gallery, fileIds } = await aShoot(ctx, 1);
		const { url, sent } = await sendFiles(ctx, ann, gallery.id, { fileIds, to: [], message: '' });
		expect(url).toMatch(/^http:\/\/localhost:3000\/d\/[\w-]{43}$/);
		expect(sent).toEqual([]);
		expect(await allOf(ctx, 'mail')).toEqual([]);
	});

	it('pins what is current, and later versions change nothing', async () => {
		const { ctx } = test;
		const { ann, gallery, files, fileIds } = await aShoot(ctx, 1);
		await sendFiles(ctx, ann, gallery.id, { fileIds, to: [], message: '' });
		await final(ctx, fileIds[0] ?? '');
		expect(await allOf(ctx, 'deliveryFile')).toMatchObject([{ versionId: files[0]?.versionId }]);
		expect((await fileRow(ctx, fileIds[0] ?? '')).currentVersion).toBe(2);
	});

	it('sends nothing when no address is one, or a file is of another gallery or not processed', async () => {
		const { ctx } = test;
		const { ann, gallery, fileIds } = await aShoot(ctx, 1);
		const other = await aFile(ctx, (await aGallery(ctx)).id);
		const young = await aFile(ctx, gallery.id, {
			name: 'DSC_0009.jpg',
			currentVersion: 0,
			status: 'processing'
		});
		const send = (ids: string[], to: string[] = []) =>
			sendFiles(ctx, ann, gallery.id, { fileIds: ids, to, message: '' });
		await expect(send(fileIds, ['nobody'])).rejects.toMatchObject({ fault: 'invalid' });
		await expect(send([...fileIds, other.id])).rejects.toMatchObject({ fault: 'not-found' });
		await expect(send([young.id])).rejects.toMatchObject({ fault: 'conflict' });
		expect(await allOf(ctx, 'delivery')).toEqual([]);
	});

	it('says of a damaged file that it is damaged, not that it is being processed', async () => {
		const { ctx } = test;
		const { ann, gallery, fileIds } = await aShoot(ctx, 1);
		const broken = await aFile(ctx, gallery.id, {
			name: 'DSC_0009.jpg',
			currentVersion: 0,
			status: 'failed'
		});
		const sending = sendFiles(ctx, ann, gallery.id, {
			fileIds: [...fileIds, broken.id],
			to: [],
			message: ''
		});
		await expect(sending).rejects.toMatchObject({
			fault: 'conflict',
			key: 'faults:orders.damaged',
			values: { name: 'DSC_0009.jpg' }
		});
		expect(await allOf(ctx, 'delivery')).toEqual([]);
	});

	it('sends a file that is kept without a picture like any other', async () => {
		const { ctx } = test;
		const { ann, gallery } = await aShoot(ctx, 1);
		const kept = await aFile(
			ctx,
			gallery.id,
			{ name: 'pano.png' },
			{ picture: false, remark: 'too-many-pixels' }
		);
		await sendFiles(ctx, ann, gallery.id, { fileIds: [kept.id], to: [], message: '' });
		expect((await allOf(ctx, 'deliveryFile')).map(({ name }) => name)).toEqual(['pano.png']);
	});

	it('can be recalled, and is listed', async () => {
		const { ctx } = test;
		const { ann, gallery, fileIds } = await aShoot(ctx, 1);
		const { id } = await sendFiles(ctx, ann, gallery.id, { fileIds, to: ['lab@print.test'], message: '' });
		await recallDelivery(ctx, ann, id);
		const [listed] = await listSent(ctx, ann, gallery.id);
		expect(listed).toMatchObject({ id, mails: [{ to: 'lab@print.test', status: 'waiting' }] });
		expect(listed?.recalledAt).toBeDefined();
	});

	it('tells the studio when it is recalled, once, and nobody else', async () => {
		const { ctx } = test;
		const { ann, gallery, fileIds } = await aShoot(ctx, 1);
		const { id } = await sendFiles(ctx, ann, gallery.id, {
			fileIds,
			to: ['cleo@client.test'],
			message: ''
		});
		const before = (await allOf(ctx, 'announcement')).length;
		await recallDelivery(ctx, ann, id);
		await recallDelivery(ctx, ann, id);
		const payload = { galleryId: gallery.id, deliveryId: id };
		expect((await allOf(ctx, 'announcement')).slice(before)).toMatchObject([
			{ room: `studio:${gallery.id}`, event: 'delivery.recalled', payload },
			{ room: `home:${gallery.studioId}`, event: 'delivery.recalled', payload }
		]);
	});

	it('is not for retouchers, nor is its recall', async () => {
		const { ctx } = test;
		const { ann, gallery, fileIds } = await aShoot(ctx, 1);
		const wanted = { fileIds, to: [], message: '' };
		const send = sendFiles(ctx, await ray(ctx), gallery.id, wanted);
		await expect(send).rejects.toMatchObject({ fault: 'forbidden' });
		const { id } = await sendFiles(ctx, ann, gallery.id, wanted);
		const recall = recallDelivery(ctx, await ray(ctx), id);
		await expect(recall).rejects.toMatchObject({ fault: 'forbidden' });
	});
});
