import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UploadOptions } from '#lib/contract/file-inputs.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { NO_RIGHTS, type Rights } from '#lib/domain/access/rights.ts';
import { aClient, aFile, aGallery, anOrderIn, ann, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { announcement, gallery, orderItem, version } from '../db/schema.ts';
import { acceptVersion, refuseVersion } from './accept-version.ts';
import { becomeCurrent } from './become-current.ts';
import { changeFile, setStates } from './change-file.ts';
import { deleteFiles, undeleteFile } from './delete-file.ts';
import { releasedFiles } from './gallery-body.ts';
import { listDeletedFiles } from './list-deleted.ts';
import { markProcessed } from './mark-processed.ts';
import { placeUpload, type Received } from './place-upload.ts';
import { allowUpload, type UploadIntent } from './plan-upload.ts';
import { findVisibleFile, viewFile } from './queries.ts';
import { restoreVersion } from './restore-version.ts';
import { moveReleased } from './settle-released.ts';
import * as v from 'valibot';

let app: TestContext;
let boss: MemberActor;
let retoucher: MemberActor;
let here: Awaited<ReturnType<typeof aGallery>>;
let fileId: string;
beforeEach(async () => {
	app = await makeContext();
	[boss, retoucher] = [await ann(app.ctx), await ray(app.ctx)];
	here = await aGallery(app.ctx);
	fileId = (await aFile(app.ctx, here.id)).id;
});
afterEach(() => app.close());

const CHOOSES: Rights = { ...NO_RIGHTS, look: true, mark: true, order: true, download: 'final' };
const clientsSee = async () => {
	const row = await app.ctx.db.read.select().from(gallery).where(eq(gallery.id, here.id)).get();
	if (!row) throw new Error('no gallery');
	return (await releasedFiles(app.ctx, row, CHOOSES)).map(({ state, version: n, canDownload }) => [
		n,
		state,
		canDownload
	]);
};
const view = () => viewFile(app.ctx.db.read, fileId);
const said = async (room: string) =>
	(await app.ctx.db.read.select().from(announcement).all())
		.filter((row) => row.room === `${room}:${here.id}`)
		.map((row) => row.event);

const orderIt = async () => (await anOrderIn(app.ctx, here.id, [fileId])).id;

let counter = 0;
async function upload(actor: MemberActor, more: Partial<UploadIntent> = {}) {
	const received: Received = {
		id: app.ctx.ids.next(),
		sha256: `sha${counter++}`,
		crc32: 1,
		bytes: 10,
		kind: 'jpeg'
	};
	const intent = {
		...v.parse(UploadOptions, {}),
		galleryId: here.id,
		name: 'DSC_0001.jpg',
		fileId,
		state: 'FINAL' as const,
		...more
	};
	await app.ctx.db.transaction((tx) => placeUpload(tx, app.ctx, actor, here, intent, received));
	return received.id;
}
const process = (id: string, outcome: 'kept' | 'failed' = 'kept') =>
	app.ctx.db.transaction((tx) =>
		markProcessed(
			tx,
			app.ctx,
			id,
			outcome === 'kept' ? { outcome, capture: {} } : { outcome, fault: 'truncated' },
			[]
		)
	);
const itemState = async () => (await app.ctx.db.read.select().from(orderItem).all()).map((row) => row.state);

describe('what clients see', () => {
	test('follows the current pair while nothing is under order', async () => {
		await process(await upload(boss));
		expect(await clientsSee()).toEqual([[2, 'FINAL', true]]);
		expect(await said('client')).toEqual(['file.changed']);
	});

	test('stays the proof while an item is pending; nothing is said to clients', async () => {
		await orderIt();
		await process(await upload(boss));
		expect(await view()).toMatchObject({
			version: 2,
			state: 'FINAL',
			released: { version: 1, state: 'PROOF' }
		});
		expect(await clientsSee()).toEqual([[1, 'PROOF', false]]);
		expect(await said('client')).toEqual([]);
		expect(await itemState()).toEqual(['ready']);
	});

	test('moves to the pin of a delivery, and holds back what came later', async () => {
		await orderIt();
		await orderIt();
		await process(await upload(boss));
		await process(await upload(boss));
		const pinned = new Map([[fileId, { version: 2, state: 'FINAL' as const }]]);
		await app.ctx.db.transaction(
			async (tx) => void (await moveReleased(tx, app.ctx, [fileId], { kind: 'delivered', pinned }))
		);
		expect(await clientsSee()).toEqual([[2, 'FINAL', true]]);
		expect((await view()).version).toBe(3);
	});

	test('falls at once: FINAL back to PROOF, a restore, a deletion', async () => {
		await process(await upload(boss));
		await orderIt();
		await changeFile(app.ctx, boss, fileId, { state: 'PROOF' });
		expect(await clientsSee()).toEqual([[2, 'PROOF', false]]);
		await restoreVersion(app.ctx, boss, fileId, { version: 1 });
		expect(await clientsSee()).toEqual([[1, 'PROOF', false]]);
		const taken = await app.ctx.db.read.select().from(version).where(eq(version.n, 2)).get();
		expect(taken?.takenBackAt).not.toBeNull();
	});

	test('a restored wrong final puts its item back to waiting', async () => {
		await orderIt();
		await process(await upload(boss));
		const back = await restoreVersion(app.ctx, boss, fileId, { version: 1 });
		expect([back.version, back.state, await itemState()]).toEqual([1, 'PROOF', ['waiting']]);
	});
});

describe('versions that ask', () => {
	test("a retoucher's final waits for the OK; the OK does everything in one act", async () => {
		await orderIt();
		await process(await upload(retoucher));
		expect(await view()).toMatchObject({
			version: 1,
			state: 'PROOF',
			incoming: { version: 2, status: 'asks', asks: 'ok' }
		});
		expect(await itemState()).toEqual(['waiting']);
		const done = await acceptVersion(app.ctx, boss, fileId, { version: 2 });
		expect([done.version, done.state, await itemState()]).toEqual([2, 'FINAL', ['ready']]);
	});

	test('they may not give it themselves; a refusal keeps the file and the note', async () => {
		await orderIt();
		await process(await upload(retoucher));
		await expect(acceptVersion(app.ctx, retoucher, fileId, { version: 2 })).rejects.toMatchObject({
			fault: 'forbidden'
		});
		await refuseVersion(app.ctx, boss, fileId, { version: 2, note: 'less red' });
		expect(await view()).toMatchObject({ version: 1, state: 'PROOF' });
		expect((await view()).incoming).toBeUndefined();
		await expect(acceptVersion(app.ctx, boss, fileId, { version: 2 })).rejects.toMatchObject({
			fault: 'conflict'
		});
	});

	test('identical bytes do not let them pass the OK', async () => {
		await orderIt();
		const row = await app.ctx.db.read.select().from(version).get();
		const received: Received = {
			id: app.ctx.ids.next(),
			sha256: row?.sha256 ?? '',
			crc32: 1,
			bytes: 1,
			kind: 'jpeg'
		};
		const intent = {
			...v.parse(UploadOptions, {}),
			galleryId: here.id,
			name: 'x.jpg',
			fileId,
			state: 'FINAL' as const
		};
		const placed = await app.ctx.db.transaction((tx) =>
			placeUpload(tx, app.ctx, retoucher, here, intent, received)
		);
		expect(placed.outcome).toBe('replaced');
		await process(received.id);
		expect((await view()).incoming).toMatchObject({ asks: 'ok' });
	});

	test.each([
		['a proof', { fileId: undefined, state: undefined }],
		['a new picture', { add: true }],
		['a proof state', { state: 'PROOF' as const }]
	])('they cannot upload %s', (_, more) => {
		const intent = {
			...v.parse(UploadOptions, {}),
			galleryId: here.id,
			name: 'x.jpg',
			fileId,
			state: 'FINAL' as const,
			...more
		};
		expect(() => allowUpload(retoucher, intent)).toThrow(expect.objectContaining({ fault: 'forbidden' }));
	});
});

test('a damaged version changes nothing and says so', async () => {
	await orderIt();
	await process(await upload(boss), 'failed');
	expect(await view()).toMatchObject({
		version: 1,
		state: 'PROOF',
		status: 'ready',
		incoming: { status: 'failed' }
	});
	expect((await view()).incoming?.error).toMatch(/end of this file/);
	expect(await itemState()).toEqual(['waiting']);
});

test('marking twice is marking once', async () => {
	const id = await upload(boss);
	await process(id);
	const before = await view();
	await process(id, 'failed');
	await app.ctx.db.transaction((tx) => becomeCurrent(tx, app.ctx, id));
	expect(await view()).toEqual(before);
});

test('a renamed file is found by every name it had; its camera name stays', async () => {
	await changeFile(app.ctx, boss, fileId, { name: 'Bride.jpg', title: 'The bride' });
	expect(await view()).toMatchObject({ name: 'Bride.jpg', cameraName: 'DSC_0001.jpg', title: 'The bride' });
	expect(await said('client')).toEqual(['file.changed']);
});

test('deleting is refused while under order, unless the items may go with it; it can be undone', async () => {
	await orderIt();
	await expect(deleteFiles(app.ctx, boss, [fileId], { cancelItems: false })).rejects.toMatchObject({
		fault: 'conflict',
		details: { items: [expect.objectContaining({ fileId, cameraName: 'DSC_0001.jpg' })] }
	});
	await deleteFiles(app.ctx, boss, [fileId], { cancelItems: true });
	expect([await clientsSee(), await itemState(), await said('client')]).toEqual([
		[],
		['cancelled'],
		['file.removed']
	]);
	await expect(() => findVisibleFile(app.ctx.db.read, boss, fileId, app.clock.now())).rejects.toThrow();
	expect((await listDeletedFiles(app.ctx, boss, here.id)).map(({ id }) => id)).toEqual([fileId]);
	await undeleteFile(app.ctx, boss, fileId);
	expect(await listDeletedFiles(app.ctx, boss, here.id)).toEqual([]);
	expect(await clientsSee()).toEqual([[1, 'PROOF', false]]);
	await deleteFiles(app.ctx, boss, [fileId], { cancelItems: false });
	app.clock.forward(31 * 86_400_000);
	await expect(undeleteFile(app.ctx, boss, fileId)).rejects.toMatchObject({ fault: 'gone' });
	expect(await listDeletedFiles(app.ctx, boss, here.id)).toEqual([]);
});

test('verbs are refused to retouchers and clients; what is not seen is not found', async () => {
	await orderIt();
	const cleo = await aClient(app.ctx, here.id);
	await expect(changeFile(app.ctx, retoucher, fileId, { state: 'FINAL' })).rejects.toMatchObject({
		fault: 'forbidden'
	});
	const many = { fileIds: [fileId], state: 'FINAL' as const };
	await expect(setStates(app.ctx, retoucher, here.id, many)).rejects.toMatchObject({ fault: 'forbidden' });
	const { id: other } = await aGallery(app.ctx);
	await expect(setStates(app.ctx, boss, other, many)).rejects.toMatchObject({ fault: 'not-found' });
	expect((await view()).state).toBe('PROOF');
	await expect(deleteFiles(app.ctx, retoucher, [fileId], { cancelItems: true })).rejects.toMatchObject({
		fault: 'forbidden'
	});
	await expect(listDeletedFiles(app.ctx, retoucher, here.id)).rejects.toMatchObject({ fault: 'forbidden' });
	await expect(restoreVersion(app.ctx, retoucher, fileId, { version: 1 })).rejects.toMatchObject({
		fault: 'forbidden'
	});
	expect((await findVisibleFile(app.ctx.db.read, cleo, fileId, app.clock.now())).file.id).toBe(fileId);
	await deleteFiles(app.ctx, boss, [fileId], { cancelItems: true });
	await expect(() => findVisibleFile(app.ctx.db.read, cleo, fileId, app.clock.now())).rejects.toThrow();
});
