import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '#tests/support/app/app.ts';
import { fetchCut, unzipped } from '#tests/support/app/cut.ts';
import { damaged, picture } from '#tests/support/media/pictures.ts';
import { linkIn, startInbox, type Inbox } from '#tests/support/mail/smtp.ts';
import { enter, makeApi, sha256, until, type Api, type Client } from '#tests/support/app/api.ts';

// The main job from the outside: API, client calls, plain npm y-websocket. Imports nothing from src.

let app: App;
let inbox: Inbox;
let api: Api;
let galleryId: string;
let cleo: Client;
let ben: Client;
let selectionId: string;
let orderId: string;
const fileIds = new Map<string, string>();
const finals = new Map<string, Buffer>();

const name = (n: number) => `DSC_${4100 + n}.jpg`;
const takenAt = (n: number) => Date.UTC(2026, 3, 18, 14, n);
const proofOf = (n: number) =>
	picture({ seed: n, width: 900, height: n % 3 ? 600 : 1200, takenAt: takenAt(n) });
const finalOf = (n: number) =>
	picture({ seed: n, width: 1200, height: n % 3 ? 800 : 1600, takenAt: takenAt(n) });

beforeAll(async () => {
	inbox = await startInbox();
	app = await startApp({ SMTP_URL: inbox.url, MAIL_FROM: 'studio@studio.test', GRACE_SECONDS: '4' });
	api = makeApi(app.origin, app.token);
});
afterAll(async () => {
	cleo?.close();
	ben?.close();
	await app?.close();
	await inbox?.close();
});

test('a gallery from the preset takes 24 proofs, in the order of capture', async () => {
	const made = await api.send('POST', '/galleries', { title: 'Hotel Miramar', preset: 'retouch' });
	expect(made.status).toBe(201);
	const gallery = await made.json();
	expect(gallery).toMatchObject({
		defaultState: 'PROOF',
		offerDownloads: ['FINAL'],
		offerOrders: expect.arrayContaining(['PROOF', 'UNDEFINED']),
		deliveryRule: 'as-final'
	});
	galleryId = gallery.id;
	const numbers = Array.from({ length: 24 }, (_, i) => 24 - i);
	for (const n of numbers) {
		const put = await api.put(`/galleries/${galleryId}/files/${name(n)}`, await proofOf(n));
		expect(put.status).toBe(201);
	}
	const files = await until(
		() => api.json(`/galleries/${galleryId}/files`),
		(list) => list.every((file: { status: string }) => file.status === 'ready')
	);
	expect(files.map((file: { name: string }) => file.name)).toEqual(numbers.map(name).reverse());
	for (const file of files) fileIds.set(file.name, file.id);
	expect(files[0]).toMatchObject({
		state: 'PROOF',
		version: 1,
		released: { version: 1, state: 'PROOF' },
		picture: 'yes'
	});
});

test('both clients get a mail with a link of their own', async () => {
	const sent = await api.send('POST', `/galleries/${galleryId}/invitations`, {
		to: ['Cleo Marchetti <cleo@client.test>', 'ben@client.test', 'not an address'],
		message: 'Please choose by Friday.'
	});
	expect(sent.status).toBe(200);
	const answer = await sent.json();
	expect(answer.sent.sort()).toEqual(['ben@client.test', 'cleo@client.test']);
	expect(answer.rejected).toHaveLength(1);
	const links = await Promise.all(
		['cleo@client.test', 'ben@client.test'].map(async (address) =>
			linkIn(await inbox.mailTo(address), /http\S+\/i\/\S+/)
		)
	);
	expect(new Set(links).size).toBe(2);
	cleo = await enter(app.origin, links[0] ?? '', galleryId);
	ben = await enter(app.origin, links[1] ?? '', galleryId);
	expect(cleo.seat.rights).toMatchObject({
		look: true,
		mark: true,
		order: true,
		decide: false,
		download: 'final'
	});
	selectionId = cleo.seat.selections[0].id;
});

test('each sees what the other marks, at once', async () => {
	for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) cleo.mark(`pick:${selectionId}:${fileIds.get(name(n))}`, 'yes');
	ben.mark(`pick:${selectionId}:${fileIds.get(name(1))}`, 'yes');
	ben.mark(`pick:${selectionId}:${fileIds.get(name(8))}`, 'no');
	const remark = `comment:${ben.seat.participantId}.abcdefgh12345678`;
	ben.mark(remark, { file: fileIds.get(name(2)), version: 1, text: 'less red, please' });
	await ben.sees(cleo.seat.participantId, `pick:${selectionId}:${fileIds.get(name(8))}`, 'yes');
	await cleo.sees(ben.seat.participantId, `pick:${selectionId}:${fileIds.get(name(8))}`, 'no');
	const selection = await until(
		() => api.json(`/selections/${selectionId}`),
		(answer) => answer.count === 7
	);
	expect(selection).toMatchObject({ rule: 'nobody-against', round: 1 });
});

test('a proof is not to be downloaded', async () => {
	const proof = fileIds.get(name(1));
	expect((await cleo.get(`/g/${galleryId}/files/${proof}/download`)).status).toBe(404);
});

test('Send my choice places one order and locks the selection', async () => {
	const draft = await (await cleo.post(`/g/${galleryId}/order-draft`, { selectionId })).json();
	expect(draft.fileIds).toHaveLength(7);
	const body = {
		fileIds: draft.fileIds,
		selectionId,
		viewHash: draft.viewHash,
		note: 'Thank you',
		recipients: ['cleo@client.test', 'ben@client.test']
	};
	expect((await cleo.post(`/g/${galleryId}/orders`, body)).status).toBe(428);
	const key = { 'idempotency-key': 'journey-1' };
	const [first, second] = await Promise.all([
		cleo.post(`/g/${galleryId}/orders`, body, key),
		cleo.post(`/g/${galleryId}/orders`, body, key)
	]);
	expect([first?.status, second?.status]).toEqual([201, 201]);
	const order = (await first?.json()) ?? {};
	expect(await second?.json()).toMatchObject({ id: order.id });
	orderId = order.id;
	expect((await cleo.post(`/g/${galleryId}/orders`, { ...body, note: 'other' }, key)).status).toBe(422);
	const selection = await api.json(`/selections/${selectionId}`);
	expect(selection.lockedAt).toBeTruthy();
	const told = await inbox.mailTo('ann@studio.test');
	expect(told.text).toContain('Hotel Miramar');
	const full = await api.json(`/orders/${orderId}`);
	const item = full.items.find((each: { fileId: string }) => each.fileId === fileIds.get(name(2)));
	expect(item).toMatchObject({ state: 'waiting', instructions: ['less red, please'] });
});

test('the names are copied in every form', async () => {
	const text = async (query: string) => (await api.get(`/selections/${selectionId}/names${query}`)).text();
	expect(await text('')).toBe([1, 2, 3, 4, 5, 6, 7].map((n) => `DSC_${4100 + n}`).join(', '));
	expect(await text('?separator=or&extension=yes')).toContain('DSC_4101.jpg OR DSC_4102.jpg');
	expect((await api.send('POST', `/orders/${orderId}/start`)).status).toBe(200);
});

test('six finals: one damaged, one of an unknown name, one -Edit; four go out by one mail', async () => {
	for (const n of [1, 2, 3, 4, 5, 6, 7]) finals.set(name(n), await finalOf(n));
	const final = (n: number) => finals.get(name(n)) ?? Buffer.alloc(0);
	const put = (file: string, bytes: Buffer, more = '') =>
		api.put(`/galleries/${galleryId}/files/${file}?state=FINAL&replace=yes${more}`, bytes);
	const answers = await Promise.all([
		put(name(1), final(1)),
		put(name(2), final(2)),
		put(name(3), final(3)),
		put('DSC_4104-Edit.jpg', final(4), '&match=forgiving'),
		put(name(5), damaged(final(5))),
		put('DSC_9999.jpg', final(6))
	]);
	expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 404]);
	// until the mail goes out, the clients' page, calls and sockets show the proofs
	const delivered = until(
		() => api.json(`/orders/${orderId}`),
		(order) => order.deliveries.some((each: { deliveredAt?: string }) => each.deliveredAt)
	);
	await until(
		() => api.json(`/files/${fileIds.get(name(1))}`),
		(file) => file.version === 2 && file.state === 'FINAL'
	);
	const seen = await (await cleo.get(`/g/${galleryId}/files`)).json();
	const first = seen.find((file: { id: string }) => file.id === fileIds.get(name(1)));
	expect(first).toMatchObject({ state: 'PROOF', version: 1, canDownload: false });
	expect((await cleo.get(`/g/${galleryId}/files/${fileIds.get(name(1))}/download`)).status).toBe(404);
	const order = await delivered;
	const states = order.items.map((item: { state: string }) => item.state).sort();
	expect(states).toEqual([
		'delivered',
		'delivered',
		'delivered',
		'delivered',
		'waiting',
		'waiting',
		'waiting'
	]);
	const mail = await inbox.mailTo('cleo@client.test', 2).catch(() => null);
	expect(mail?.text ?? '').toMatch(/\/d\//);
	const five = await api.json(`/files/${fileIds.get(name(5))}`);
	expect(five).toMatchObject({ version: 1, state: 'PROOF', incoming: { version: 2, status: 'failed' } });
	expect(five.incoming.error).toBeTruthy();
});

test('the rest is dropped and the order is complete', async () => {
	for (const n of [5, 6, 7]) {
		const bytes = finals.get(name(n)) ?? Buffer.alloc(0);
		const put = await api.put(`/galleries/${galleryId}/files/${name(n)}?state=FINAL&replace=yes`, bytes);
		expect(put.status).toBe(200);
	}
	const order = await until(
		() => api.json(`/orders/${orderId}`),
		(answer) => answer.items.every((item: { state: string }) => item.state === 'delivered')
	);
	const sent = order.deliveries.filter((each: { deliveredAt?: string }) => each.deliveredAt);
	expect(sent).toHaveLength(2);
	expect(sent.flatMap((each: { itemIds: string[] }) => each.itemIds)).toHaveLength(7);
});

test('every byte is the uploaded final: from the page, from the archive, and after a cut', async () => {
	const order = await api.json(`/orders/${orderId}`);
	for (const delivery of order.deliveries) {
		const link = delivery.mails.find((mail: { to: string }) => mail.to === 'ben@client.test').url;
		const manifest = await (await fetch(`${link}/manifest.json`)).json();
		for (const file of manifest.files) {
			const bytes = await (await fetch(new URL(file.url, app.origin))).arrayBuffer();
			expect(sha256(bytes)).toBe(file.sha256);
			expect([...finals.values()].map(sha256)).toContain(file.sha256);
		}
		const archive = await fetchCut(new URL(manifest.archive.url, app.origin));
		expect(archive.byteLength).toBe(manifest.archive.bytes);
		const packed = manifest.files.map((file: { sha256: string }) => file.sha256).sort();
		expect([...unzipped(archive).values()].sort()).toEqual(packed);
	}
	const own = await cleo.get(`/g/${galleryId}/files/${fileIds.get(name(1))}/download`);
	expect(sha256(await own.arrayBuffer())).toBe(sha256(finals.get(name(1)) ?? Buffer.alloc(0)));
});

test('Ask for a change: a newer version goes out by itself', async () => {
	const fileId = fileIds.get(name(1));
	const asked = await cleo.post(`/o/${orderId}/changes`, { fileId, text: 'a little brighter' });
	expect(asked.status).toBe(201);
	const newer = await picture({ seed: 1, width: 1260, height: 840, takenAt: takenAt(1) });
	await api.put(`/files/${fileId}/original?state=FINAL`, newer);
	const order = await until(
		() => api.json(`/orders/${orderId}`),
		(answer) =>
			answer.items.length === 8 && answer.items.every((item: { state: string }) => item.state === 'delivered')
	);
	expect(order.items.at(-1)).toMatchObject({ fileId, instructions: ['a little brighter'], version: 3 });
	const got = await cleo.get(`/g/${galleryId}/files/${fileId}/download`);
	expect(sha256(await got.arrayBuffer())).toBe(sha256(newer));
});
