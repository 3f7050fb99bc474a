import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aGallery, ann } from '../../../../tests/support/cast.ts';
import { makeContext, type TestContext } from '../../../../tests/support/context.ts';
import { damaged, picture } from '../../../../tests/support/pictures.ts';
import { realDecoders, startUploads, type Uploads } from '../../../../tests/support/uploads.ts';
import type { Decoders } from '../media/decoders.ts';
import { order, orderItem, orderRecipient, version } from '../db/schema.ts';
import { decideAll } from './decide-unmatched.ts';
import { markProcessed } from './mark-processed.ts';
import { restoreVersion } from './restore-version.ts';
import { listUnmatched } from './unmatched.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { viewFiles, liveFilesOf } from './queries.ts';

const T = Date.UTC(2026, 3, 18, 14);
const proofs: Record<string, Buffer> = {};
const pixels: Record<string, Buffer> = {};
let decoders: Decoders;

beforeAll(async () => {
	decoders = realDecoders();
	for (const [i, name] of ['A', 'B', 'C'].entries()) {
		proofs[name] = await picture({ seed: i + 1, width: 300, height: 200, takenAt: T + i * 60_000 });
		pixels[name] = await picture({ seed: i + 1, width: 360, height: 240, takenAt: T + i * 60_000 });
	}
	pixels['crop'] = await picture({ seed: 1, width: 200, height: 200, takenAt: T });
	pixels['other'] = await picture({ seed: 9, width: 300, height: 200, takenAt: T + 9_000_000 });
	pixels['stripped'] = await picture({ seed: 1, width: 330, height: 220 });
	pixels['stripped other'] = await picture({ seed: 9, width: 300, height: 200 });
	pixels['damaged'] = damaged(pixels['A'] ?? Buffer.alloc(0));
	pixels['xmp'] = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>'.padEnd(80));
	pixels['html'] = Buffer.from('<html><body>'.padEnd(100, 'x'));
	pixels['empty'] = Buffer.alloc(0);
}, 30_000);
afterAll(() => decoders.close());

let app: TestContext;
let uploads: Uploads;
let member: MemberActor;
let galleryId: string;
beforeEach(async () => {
	app = makeContext();
	member = await ann(app.ctx);
	uploads = await startUploads(app.ctx, member, decoders);
	galleryId = (await aGallery(app.ctx)).id;
});
afterEach(() => {
	uploads.close();
	app.close();
});

const bytes = (name: string) => pixels[name] ?? proofs[name] ?? Buffer.alloc(0);
const files = () => viewFiles(app.ctx.db.read, liveFilesOf(app.ctx.db.read, galleryId));
const named = (name: string) => files().find((file) => file.name === name);
const item = (fileId: string) =>
	app.ctx.db.read.select().from(orderItem).where(eq(orderItem.fileId, fileId)).get();

async function proof(name: string, of: string, section = '') {
	const put = await uploads.put(
		`galleries/${galleryId}/files/${encodeURIComponent(name)}?section=${section}`,
		proofs[of] ?? Buffer.alloc(0)
	);
	expect(put.status).toBe(201);
	return (await put.json()).id as string;
}

/** Every picture under one order of cleo's. */
async function orderAll(fileIds: string[]) {
	const id = app.ctx.ids.next();
	const now = app.ctx.clock.now();
	await app.ctx.db.transaction((tx) => {
		tx.insert(order).values({ id, number: 1001, galleryId, placedByName: 'cleo', placedAt: now }).run();
		tx.insert(orderRecipient).values({ orderId: id, email: 'cleo@client.test', createdAt: now }).run();
		for (const fileId of fileIds)
			tx.insert(orderItem)
				.values({
					id: app.ctx.ids.next(),
					orderId: id,
					fileId,
					state: 'waiting',
					instructions: [],
					createdAt: now,
					changedAt: now
				})
				.run();
	});
	app.clock.forward(1000);
	return id;
}

type Row = {
	drop: string;
	of: string;
	query?: string;
	/** Names of the proofs that lie there. */
	there?: string[];
	status: number;
	/** What the one concerned file is afterwards. */
	after?: { version: number; state: string; incoming?: string };
	concerns?: string;
	item?: string;
};
const F = 'state=FINAL&replace=yes';

const rows: Row[] = [
	{ drop: 'DSC_1.jpg', of: 'A', status: 200, after: { version: 2, state: 'FINAL' }, item: 'ready' },
	{ drop: 'dsc_1.JPG', of: 'A', status: 200, after: { version: 2, state: 'FINAL' }, item: 'ready' },
	{
		drop: 'Cafe\u0301.jpg',
		of: 'A',
		there: ['Caf\u00e9.jpg'],
		concerns: 'Caf\u00e9.jpg',
		status: 200,
		after: { version: 2, state: 'FINAL' },
		item: 'ready'
	},
	{ drop: 'DSC_1-Edit.jpg', of: 'A', status: 404, after: { version: 1, state: 'PROOF' }, item: 'waiting' },
	{
		drop: 'DSC_1-Edit.jpg',
		of: 'A',
		query: `${F}&match=forgiving`,
		status: 200,
		after: { version: 2, state: 'FINAL' },
		item: 'ready'
	},
	{
		drop: 'DSC_1 (1).jpg',
		of: 'A',
		query: `${F}&match=forgiving`,
		status: 200,
		after: { version: 2, state: 'FINAL' },
		item: 'ready'
	},
	{
		drop: 'DSC_1_final.tif',
		of: 'A',
		query: `${F}&match=forgiving`,
		status: 200,
		after: { version: 2, state: 'FINAL' },
		item: 'ready'
	},
	{ drop: 'DSC_1.tif', of: 'A', status: 404, after: { version: 1, state: 'PROOF' }, item: 'waiting' },
	{
		drop: 'DSC_1.tif',
		of: 'A',
		query: `${F}&match=forgiving`,
		status: 200,
		after: { version: 2, state: 'FINAL' },
		item: 'ready'
	},
	{
		drop: 'DSC_1.tif',
		of: 'A',
		query: `${F}&match=forgiving`,
		there: ['DSC_1.jpg', 'DSC_1.NEF'],
		status: 409,
		after: { version: 1, state: 'PROOF' },
		item: 'waiting'
	},
	{
		drop: 'DSC_1.jpg',
		of: 'A',
		there: ['DSC_1.jpg', 'DSC_1.NEF'],
		status: 200,
		after: { version: 2, state: 'FINAL' },
		item: 'ready'
	},
	{
		drop: 'DSC_1-Edit.jpg',
		of: 'A',
		query: `${F}&match=forgiving`,
		there: ['DSC_1.jpg', 'DSC_1-Edit.png'],
		status: 200,
		after: { version: 1, state: 'PROOF' },
		item: 'waiting'
	},
	{ drop: 'DSC_9.jpg', of: 'C', status: 404, after: { version: 1, state: 'PROOF' }, item: 'waiting' },
	{
		drop: 'DSC_9.jpg',
		of: 'C',
		query: `${F}&add=yes`,
		status: 201,
		after: { version: 1, state: 'PROOF' },
		item: 'waiting'
	},
	{ drop: 'DSC_1.jpg', of: 'crop', status: 200, after: { version: 2, state: 'FINAL' }, item: 'ready' },
	{ drop: 'DSC_1.jpg', of: 'stripped', status: 200, after: { version: 2, state: 'FINAL' }, item: 'ready' },
	{
		drop: 'DSC_1.jpg',
		of: 'other',
		status: 200,
		after: { version: 1, state: 'PROOF', incoming: 'asks unlike' },
		item: 'waiting'
	},
	{
		drop: 'DSC_1.jpg',
		of: 'stripped other',
		status: 200,
		after: { version: 1, state: 'PROOF', incoming: 'asks unlike' },
		item: 'waiting'
	},
	{
		drop: 'DSC_1.jpg',
		of: 'damaged',
		status: 200,
		after: { version: 1, state: 'PROOF', incoming: 'failed' },
		item: 'waiting'
	},
	{ drop: 'DSC_1.jpg', of: 'same bytes', status: 200, after: { version: 1, state: 'FINAL' }, item: 'ready' },
	{ drop: 'DSC_1.jpg', of: 'html', status: 415, after: { version: 1, state: 'PROOF' }, item: 'waiting' },
	{ drop: 'DSC_1.jpg', of: 'empty', status: 422, after: { version: 1, state: 'PROOF' }, item: 'waiting' },
	{
		drop: 'DSC_1.xmp',
		of: 'xmp',
		query: `${F}&match=forgiving`,
		status: 404,
		after: { version: 1, state: 'PROOF' },
		item: 'waiting'
	},
	{ drop: 'DSC_1.svg', of: 'A', status: 415, after: { version: 1, state: 'PROOF' }, item: 'waiting' },
	{
		drop: 'DSC_1.jpg',
		of: 'A',
		query: '',
		status: 201,
		after: { version: 1, state: 'PROOF' },
		item: 'waiting'
	},
	{
		drop: 'DSC_1.jpg',
		of: 'same bytes',
		query: '',
		status: 200,
		after: { version: 1, state: 'PROOF' },
		item: 'waiting'
	},
	{
		drop: 'DSC_1.jpg',
		of: 'A',
		query: 'state=PROOF&replace=yes',
		status: 200,
		after: { version: 2, state: 'PROOF' },
		item: 'waiting'
	}
];

describe('a dropped name, its answer, the state of the picture and of its item', () => {
	test.each(rows)('$drop of $of ?$query → $status', async (row) => {
		const there = row.there ?? ['DSC_1.jpg'];
		const ids: string[] = [];
		for (const [i, name] of there.entries()) ids.push(await proof(name, i === 0 ? 'A' : 'B'));
		await uploads.work();
		await orderAll(ids);
		const content = row.of === 'same bytes' ? (proofs['A'] ?? Buffer.alloc(0)) : bytes(row.of);
		const put = await uploads.put(
			`galleries/${galleryId}/files/${encodeURIComponent(row.drop)}?${row.query ?? F}`,
			content
		);
		const answer = await put.json();
		expect([put.status, answer.detail]).toEqual([row.status, put.ok ? undefined : expect.any(String)]);
		if (row.status === 409) expect(answer.candidates).toHaveLength(there.length);
		await uploads.work();
		const file = files().find(({ id }) => id === ids[0]);
		const { incoming } = file ?? {};
		expect({
			version: file?.version,
			state: file?.state,
			...(incoming ? { incoming: [incoming.status, incoming.asks].filter(Boolean).join(' ') } : {})
		}).toEqual(row.after);
		expect(item(ids[0] ?? '')?.state).toBe(row.item);
		// whatever became of it, clients still see the proof
		expect(file?.released).toEqual({ version: 1, state: 'PROOF' });
		expect(file?.cameraName).toBe(there[0]);
	});
});

test('twins: two files of one name are shown, never guessed; the section tells them apart', async () => {
	const first = await proof('DSC_1.jpg', 'A', 'ceremony');
	await proof('DSC_1.jpg', 'B', 'party');
	await uploads.work();
	const twins = await uploads.put(`galleries/${galleryId}/files/DSC_1.jpg?${F}`, bytes('A'));
	expect(twins.status).toBe(409);
	expect((await twins.json()).candidates).toHaveLength(2);
	const told = await uploads.put(`galleries/${galleryId}/files/DSC_1.jpg?${F}&section=ceremony`, bytes('A'));
	expect((await told.json()).id).toBe(first);
});

test("a second camera's file of the same name is kept beside the first; an order knows its own", async () => {
	const first = await proof('DSC_1.jpg', 'A');
	await proof('DSC_1.jpg', 'B');
	await uploads.work();
	expect(files()).toHaveLength(2);
	const orderId = await orderAll([first]);
	const put = await uploads.put(`galleries/${galleryId}/files/DSC_1.jpg?orderId=${orderId}`, bytes('A'));
	expect(await put.json()).toMatchObject({
		id: first,
		incoming: { version: 2, state: 'FINAL', status: 'processing' }
	});
	await uploads.work();
	expect(files().find(({ id }) => id === first)).toMatchObject({ version: 2, state: 'FINAL' });
});

test('two uploads of one drop for one picture: the second is shown', async () => {
	await proof('DSC_1.jpg', 'A');
	await uploads.work();
	const put = (name: string) =>
		uploads.put(`galleries/${galleryId}/files/${name}?${F}&match=forgiving&drop=d1`, bytes('A'));
	expect((await put('DSC_1.jpg')).status).toBe(200);
	expect((await put('DSC_1-Edit.jpg')).status).toBe(409);
});

test('match=ask keeps a question for a day, with its picture; an answer makes it a version', async () => {
	const fileId = await proof('DSC_1.jpg', 'A');
	await uploads.work();
	const put = await uploads.put(`galleries/${galleryId}/files/DSC_1-Edit.jpg?${F}&match=ask`, bytes('A'));
	const { unmatchedId } = await put.json();
	expect(put.status).toBe(409);
	await uploads.work();
	const [question] = await listUnmatched(app.ctx, member, galleryId);
	expect(question).toMatchObject({
		id: unmatchedId,
		fileId,
		ticked: true,
		status: 'ready',
		why: 'known-suffix'
	});
	const shown = await uploads.fetch(question?.thumbnail ?? '', { as: uploads.as });
	expect(shown.headers.get('content-type')).toBe('image/webp');
	const decided = await decideAll(app.ctx, member, galleryId, {
		decisions: [{ id: unmatchedId, fileId }],
		always: ['-Edit']
	});
	expect(decided.files[0]).toMatchObject({ id: fileId, version: 2, state: 'FINAL' });
	expect(decided.left).toEqual([]);
	const sure = await uploads.put(
		`galleries/${galleryId}/files/DSC_1-Edit.jpg?${F}&match=ask`,
		bytes('stripped')
	);
	expect(sure.status).toBe(200);
});

test('a lower number that finishes later replaces nothing; restore undoes a drop and discards what is coming', async () => {
	const fileId = await proof('DSC_1.jpg', 'A');
	await uploads.work();
	await uploads.put(`files/${fileId}/original?state=FINAL`, bytes('A'));
	await uploads.put(`files/${fileId}/original?state=FINAL`, bytes('crop'));
	const rows = app.ctx.db.read.select().from(version).where(eq(version.fileId, fileId)).all();
	const id = (n: number) => rows.find((row) => row.n === n)?.id ?? '';
	const kept = { outcome: 'kept', capture: {} } as const;
	const mark = (n: number) => app.ctx.db.transaction((tx) => markProcessed(tx, app.ctx, id(n), kept, []));
	await mark(3);
	await mark(2);
	expect(named('DSC_1.jpg')).toMatchObject({ version: 3, state: 'FINAL' });
	await uploads.put(`files/${fileId}/original?state=FINAL`, bytes('B'));
	const back = await restoreVersion(app.ctx, member, fileId, { version: 1 });
	expect(back).toMatchObject({ version: 1, state: 'PROOF', released: { version: 1, state: 'PROOF' } });
	expect(back.incoming).toBeUndefined();
	await uploads.work();
	expect(named('DSC_1.jpg')).toMatchObject({ version: 1, state: 'PROOF' });
	const next = await uploads.put(`files/${fileId}/original?state=FINAL`, bytes('B'));
	expect((await next.json()).incoming.version).toBe(5);
});

test('a final sent again because its answer was lost is the same version, until it is processed', async () => {
	await proof('DSC_1.jpg', 'A');
	const fileId = named('DSC_1.jpg')?.id ?? '';
	await uploads.work();
	const drop = (of: string) =>
		uploads.put(`files/${fileId}/original?state=FINAL`, bytes(of), { as: uploads.as });
	const versions = () => app.ctx.db.read.select().from(version).where(eq(version.fileId, fileId)).all();
	for (const of of ['B', 'B']) expect((await drop(of)).status).toBe(200);
	expect(versions().map(({ n }) => n)).toEqual([1, 2]);
	// another picture in between is another wish
	await drop('C');
	await drop('B');
	expect(versions().map(({ n }) => n)).toEqual([1, 2, 3, 4]);
	await uploads.work();
	expect(named('DSC_1.jpg')).toMatchObject({ version: 4, state: 'FINAL' });
});
