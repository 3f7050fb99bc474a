import { afterEach, beforeEach, expect, it } from 'vitest';
import { aFile } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aShoot, fileRow, final, incoming, order, processed } from '#tests/support/cast/orders.ts';
import { deleteGallery, undeleteGallery } from './index.ts';

let test: TestContext;
let shoot: Awaited<ReturnType<typeof aShoot>>;
let fileId: string;
beforeEach(async () => {
	test = await makeContext();
	shoot = await aShoot(test.ctx, 1);
	fileId = shoot.fileIds[0] ?? '';
});
afterEach(() => test.close());

const hide = () => deleteGallery(test.ctx, shoot.ann, shoot.gallery.id, { confirm: 'cancel-items' });
const bringBack = () => undeleteGallery(test.ctx, shoot.ann, shoot.gallery.id);
const clientsSee = async () => {
	const { releasedVersion, releasedState } = await fileRow(test.ctx, fileId);
	return [releasedVersion, releasedState];
};
const saidToClients = async () =>
	(await test.ctx.hub.since(0))
		.filter(({ room }) => room === `client:${shoot.gallery.id}`)
		.map(({ event }) => event);

it('shows a version that replaced another while the gallery was deleted', async () => {
	const late = await incoming(test.ctx, fileId, { wantedState: null });
	await hide();
	await processed(test.ctx, late);
	await bringBack();
	expect(await clientsSee()).toEqual([2, 'PROOF']);
	expect(await saidToClients()).toContain('file.added');
});

it('shows a proof whose first version was processed while the gallery was deleted', async () => {
	const none = { currentVersion: 0, releasedVersion: null, releasedState: null };
	const late = await aFile(test.ctx, shoot.gallery.id, none, { status: 'processing', releasedAt: null });
	fileId = late.id;
	await hide();
	await processed(test.ctx, late.versionId);
	await bringBack();
	expect(await clientsSee()).toEqual([1, 'PROOF']);
});

it('shows the final that was held back for an order which the deletion cancelled', async () => {
	await order(test.ctx, shoot.cleo, [fileId]);
	await final(test.ctx, fileId);
	expect(await clientsSee()).toEqual([1, 'PROOF']);
	await hide();
	await bringBack();
	expect(await clientsSee()).toEqual([2, 'FINAL']);
});

it('says nothing of pictures that clients see as before', async () => {
	await hide();
	const before = await saidToClients();
	await bringBack();
	expect(await clientsSee()).toEqual([1, 'PROOF']);
	expect(await saidToClients()).toEqual(before);
});
