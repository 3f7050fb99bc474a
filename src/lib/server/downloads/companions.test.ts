import { beforeEach, describe, expect, test } from 'vitest';
import { browserOf, memberBrowser } from '#tests/support/app/front.ts';
import { uploadingStudio, type UploadingStudio } from '#tests/support/app/uploads.ts';
import { anOrderIn, ray } from '#tests/support/cast/cast.ts';
import { allOf, aShoot, final, order } from '#tests/support/cast/orders.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { studio as studioRows } from '../db/schema.ts';
import { recallDelivery, sendFiles, sendNow } from '../deliveries/index.ts';
import {
	acceptVersion,
	changeFile,
	deleteFiles,
	listFiles,
	matchTable,
	readFile,
	setStates,
	undeleteFile
} from '../files/index.ts';
import { editItems, linkUrl, placeStudioOrder } from '../orders/index.ts';

let studio: UploadingStudio;
uploadingStudio((made) => void (studio = made));

const FINALS = 'state=FINAL&replace=yes';
/** The smallest preview of a picture that is larger. */
const WIDTH = 400;
let shoot: Awaited<ReturnType<typeof aShoot>>;
let as: string;
beforeEach(async () => {
	const { ctx } = studio.app;
	shoot = await aShoot(ctx, 2);
	as = await browserOf(ctx, shoot.cleo);
	await name('-BW', '-square');
});

const name = (...companionEndings: string[]) =>
	studio.app.ctx.db.transaction(
		async (tx) => void (await tx.update(studioRows).set({ companionEndings }).run())
	);
const drop = async (file: string, seed = 7, more: { as?: string; query?: string } = {}) => {
	const { query = FINALS, ...by } = more;
	const path = `galleries/${shoot.gallery.id}/files/${file}?${query}`;
	const put = await studio.uploads.put(path, await picture({ seed, width: 900, height: 600 }), by);
	await studio.uploads.work();
	return put;
};
const one = () => shoot.fileIds[0] ?? '';
const listed = async () => (await listFiles(studio.app.ctx, shoot.ann, shoot.gallery.id)) ?? [];
const companion = async (n = 0) => (await readFile(studio.app.ctx, shoot.ann, one())).companions?.[n];
const idOf = async (n = 0) => (await companion(n))?.id ?? '';

/** What cleo's page is told of the first picture. */
const seen = async () => {
	const files = await (await studio.uploads.fetch(`/g/${shoot.gallery.id}/files`, { as })).json();
	return files.find(({ id }: { id: string }) => id === one());
};
const endingsSeen = async () =>
	((await seen()).companions ?? []).map(({ ending }: { ending: string }) => ending);
/** The picture and the original of the companion, as cleo's browser asks for them. */
const served = async (id: string, version = 1) => {
	const at = `/g/${shoot.gallery.id}/files/${id}/download`;
	const paths = [`/r/${shoot.gallery.id}/${id}/${version}/${WIDTH}.webp`, at, `${at}?version=${version}`];
	return Promise.all(paths.map(async (path) => (await studio.uploads.fetch(path, { as })).status));
};
const HIDDEN = [404, 404, 404];

/** Paths of the one delivery's manifest, and its token's address. */
async function delivered(which = 0) {
	const { ctx } = studio.app;
	const link = (await allOf(ctx, 'deliveryLink')).filter(({ email }) => email !== '')[which];
	const at = link ? new URL(linkUrl(ctx, link)).pathname : '';
	const manifest = await (await studio.uploads.fetch(`${at}/manifest.json`)).json();
	const names: string[] = manifest.files.map((file: { name: string }) => file.name);
	return { at, names };
}
async function sendOrder() {
	const { ctx } = studio.app;
	const orderId = await order(ctx, shoot.cleo, [one()]);
	return { orderId, send: () => sendNow(ctx, shoot.ann, orderId) };
}

describe('what is no companion', () => {
	test('is asked about where the studio names no such ending', async () => {
		await name();
		expect((await drop('DSC_0001-BW.jpg')).status).toBe(404);
		expect(await companion()).toBeUndefined();
	});

	test('is added as a picture where nothing is said of finals', async () => {
		expect((await drop('DSC_0001-BW.jpg', 7, { query: '' })).status).toBe(201);
		expect(await listed()).toHaveLength(3);
	});

	test('is a final of a picture that is called so itself', async () => {
		await drop('DSC_0001-BW.jpg', 7, { query: '' });
		await drop('DSC_0001-BW.jpg', 8);
		const own = (await listed()).find((file) => file.name === 'DSC_0001-BW.jpg');
		expect(own).toMatchObject({ incoming: { version: 2 } });
	});
});

describe('before the final of its picture is released, a companion', () => {
	test('waits beside a proof, and comes with the final', async () => {
		await drop('DSC_0001-BW.jpg');
		expect(await companion()).toMatchObject({ ending: '-BW', status: 'ready', isReleased: false });
		expect([await endingsSeen(), await served(await idOf())]).toEqual([[], HIDDEN]);
		await final(studio.app.ctx, one());
		expect(await endingsSeen()).toEqual(['-BW']);
		expect(await served(await idOf())).toEqual([200, 200, 200]);
	});

	test('waits for the delivery, however final its picture is', async () => {
		const { send } = await sendOrder();
		await final(studio.app.ctx, one());
		await drop('DSC_0001-BW.jpg');
		expect([await endingsSeen(), await served(await idOf())]).toEqual([[], HIDDEN]);
		await send();
		expect(await served(await idOf())).toEqual([200, 200, 200]);
	});

	test('waits beside an older final that clients have, and the old one stays theirs', async () => {
		const { ctx } = studio.app;
		await final(ctx, one());
		await drop('DSC_0001-BW.jpg');
		await placeStudioOrder(ctx, shoot.ann, shoot.gallery.id, {
			...{ fileIds: [one()], to: [shoot.cleo.email ?? ''], note: '' }
		});
		await drop('DSC_0001-BW.jpg', 8);
		await drop('DSC_0001-square.jpg', 9);
		const [bw, square] = [await idOf(0), await idOf(1)];
		expect((await seen()).companions).toMatchObject([{ ending: '-BW', version: 1 }]);
		expect([await served(bw), await served(bw, 2), await served(square)]).toEqual([
			[200, 200, 200],
			[404, 200, 404],
			HIDDEN
		]);
	});

	test('goes with the final that was taken back, and can be brought back', async () => {
		const { ctx } = studio.app;
		await final(ctx, one());
		await drop('DSC_0001-BW.jpg');
		await placeStudioOrder(ctx, shoot.ann, shoot.gallery.id, {
			...{ fileIds: [one()], to: [shoot.cleo.email ?? ''], note: '' }
		});
		await drop('DSC_0001-BW.jpg', 8);
		await drop('DSC_0001-square.jpg', 9);
		const [bw, square] = [await idOf(0), await idOf(1)];
		const items = await allOf(ctx, 'orderItem');
		const withdraw = items.map(({ id }) => id);
		await editItems(ctx, shoot.ann, items[0]?.orderId ?? '', {
			add: [],
			withdraw,
			reason: '',
			heldBack: 'restore'
		});
		expect((await seen()).companions).toMatchObject([{ ending: '-BW', version: 1 }]);
		expect([await served(bw), await served(square)]).toEqual([[200, 200, 200], HIDDEN]);
		expect(await companion(1)).toBeUndefined();
		await undeleteFile(ctx, shoot.ann, square);
		expect(await endingsSeen()).toEqual(['-BW', '-square']);
	});

	test('of a retoucher waits for the OK', async () => {
		const { ctx } = studio.app;
		await final(ctx, one());
		// retouchers see galleries with orders
		await anOrderIn(ctx, shoot.gallery.id, shoot.fileIds.slice(1));
		await drop('DSC_0001-BW.jpg', 7, { as: await memberBrowser(ctx, await ray(ctx)) });
		expect([await endingsSeen(), await served(await idOf())]).toEqual([[], HIDDEN]);
		const { id = '', asks } = (await companion()) ?? {};
		await acceptVersion(ctx, shoot.ann, id, { version: asks?.version ?? 1 });
		expect(await endingsSeen()).toEqual(['-BW']);
	});
});

describe('a companion', () => {
	test('is no picture: it is not listed, counted, ordered or sent by itself', async () => {
		const { ctx } = studio.app;
		await final(ctx, one());
		await drop('DSC_0001-BW.jpg');
		expect((await listed()).map(({ id }) => id)).toEqual(shoot.fileIds);
		const files = await (await studio.uploads.fetch(`/g/${shoot.gallery.id}/files`, { as })).json();
		expect(files).toHaveLength(2);
		const fileIds = [await idOf()];
		const asked = { fileIds, to: ['x@lab.test'], message: '', note: '' };
		await expect(sendFiles(ctx, shoot.ann, shoot.gallery.id, asked)).rejects.toThrow();
		await expect(placeStudioOrder(ctx, shoot.ann, shoot.gallery.id, asked)).rejects.toThrow();
	});

	test('is found by any name that its picture had, and said so before it is sent', async () => {
		await final(studio.app.ctx, one(), { name: 'DSC_0001-Edit.tif' });
		const names = [{ name: 'DSC_0001-bw.jpg' }].map((each) => ({ ...each, section: '' }));
		const [row] = await matchTable(studio.app.ctx, shoot.ann, shoot.gallery.id, { names });
		expect(row).toMatchObject({ verdict: 'companion', fileId: one(), suffix: '-BW' });
	});

	test('is replaced by the same ending, whatever its kind', async () => {
		await final(studio.app.ctx, one());
		await drop('DSC_0001-BW.jpg');
		await drop('DSC_0001-bw.png', 8);
		expect(await companion()).toMatchObject({ version: 2 });
		expect(await companion(1)).toBeUndefined();
	});

	test('has no state of its own, and another name makes it no picture', async () => {
		const { ctx } = studio.app;
		await final(ctx, one());
		await drop('DSC_0001-BW.jpg');
		const id = await idOf();
		const asked = { fileIds: [id], state: 'PROOF' as const };
		await expect(changeFile(ctx, shoot.ann, id, { state: 'PROOF' })).rejects.toThrow('companion-state');
		await expect(setStates(ctx, shoot.ann, shoot.gallery.id, asked)).rejects.toThrow();
		await changeFile(ctx, shoot.ann, id, { name: 'In grey.jpg' });
		expect(await companion()).toMatchObject({ id, name: 'In grey.jpg' });
		const names = [{ name: 'In grey.jpg', section: '' }];
		const [row] = await matchTable(ctx, shoot.ann, shoot.gallery.id, { names });
		expect(row?.fileId).toBeNull();
	});

	test('goes out of sight with its final', async () => {
		const { ctx } = studio.app;
		await final(ctx, one());
		await drop('DSC_0001-BW.jpg');
		await changeFile(ctx, shoot.ann, one(), { state: 'PROOF' });
		expect([await endingsSeen(), await served(await idOf())]).toEqual([[], HIDDEN]);
	});

	test('is deleted with its picture, and comes back with it', async () => {
		const { ctx } = studio.app;
		await final(ctx, one());
		await drop('DSC_0001-BW.jpg');
		const id = await idOf();
		await deleteFiles(ctx, shoot.ann, [one()], { cancelItems: false });
		expect(await served(id)).toEqual(HIDDEN);
		await undeleteFile(ctx, shoot.ann, one());
		expect([await endingsSeen(), await served(id)]).toEqual([['-BW'], [200, 200, 200]]);
	});

	test('that was removed alone stays away', async () => {
		const { ctx } = studio.app;
		await final(ctx, one());
		await drop('DSC_0001-BW.jpg');
		const id = await idOf();
		await deleteFiles(ctx, shoot.ann, [id], { cancelItems: false });
		expect([await endingsSeen(), await served(id)]).toEqual([[], HIDDEN]);
	});
});

describe('a delivery', () => {
	test('carries what goes with its pictures, fetched one by one, until they are recalled', async () => {
		const { ctx } = studio.app;
		const { send } = await sendOrder();
		await drop('DSC_0001-BW.jpg');
		await final(ctx, one());
		await send();
		const { at, names } = await delivered();
		expect(names).toEqual(['DSC_0001.jpg', 'DSC_0001-BW.jpg']);
		const id = await idOf();
		const fetch = async () => (await studio.uploads.fetch(`${at}/files/${id}`)).status;
		expect(await fetch()).toBe(200);
		const { id: deliveryId = '' } = (await allOf(ctx, 'delivery'))[0] ?? {};
		await recallDelivery(ctx, shoot.ann, deliveryId, { fileIds: [one()] });
		expect(await fetch()).toBe(410);
	});

	test('of proofs carries none', async () => {
		const { ctx } = studio.app;
		await drop('DSC_0001-BW.jpg');
		const to = ['lab@print.test'];
		await sendFiles(ctx, shoot.ann, shoot.gallery.id, { fileIds: [one()], to, message: '' });
		expect((await delivered()).names).toEqual(['DSC_0001.jpg']);
	});
});
