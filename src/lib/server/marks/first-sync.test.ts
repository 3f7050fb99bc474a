import { request } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { aClient, aFile, aGallery, ann } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { browserOf, memberBrowser, startFront, type Front } from '#tests/support/app/front.ts';
import { ensureMemberParticipant } from '../access/index.ts';
import { markUpdate } from '../db/schema.ts';

let test: TestContext;
let front: Front;
beforeEach(async () => {
	test = await makeContext();
	front = await startFront(test.ctx);
});
afterEach(async () => {
	front.close();
	await test.close();
});

/** A row of the log as a commit leaves it. */
async function kept(galleryId: string, book: string, clientId: number, entries: Record<string, unknown>) {
	const doc = new Y.Doc();
	doc.clientID = clientId;
	for (const [key, value] of Object.entries(entries)) doc.getMap(book).set(key, value);
	const update = Buffer.from(Y.encodeStateAsUpdate(doc));
	const row = { galleryId, book, clientId, clock: 1, update, createdAt: 0 };
	await test.ctx.db.transaction(async (tx) => void (await tx.insert(markUpdate).values(row).run()));
}

async function aShoot() {
	const { ctx } = test;
	const gallery = await aGallery(ctx);
	const file = await aFile(ctx, gallery.id);
	const cleo = await aClient(ctx, gallery.id, 'cleo');
	await kept(gallery.id, cleo.participantId, 1, { [`stars:${file.id}`]: 5 });
	return { ctx, gallery, file, cleo, as: await browserOf(ctx, cleo), path: `/g/${gallery.id}/marks` };
}

async function booksIn(response: Response): Promise<Record<string, unknown>> {
	const doc = new Y.Doc();
	Y.applyUpdateV2(doc, new Uint8Array(await response.arrayBuffer()));
	return Object.fromEntries([...doc.share.keys()].map((name) => [name, doc.getMap(name).toJSON()]));
}

it('is one update, private, and the same for the same state', async () => {
	const { as, path, cleo, file, gallery } = await aShoot();
	const first = await front.fetch(path, { as });
	expect(first.status).toBe(200);
	expect(first.headers.get('cache-control')).toBe('private, no-cache');
	expect(first.headers.get('vary')).toMatch(/Cookie/);
	const etag = first.headers.get('etag') ?? '';
	expect(await booksIn(first)).toEqual({ [cleo.participantId]: { [`stars:${file.id}`]: 5 } });
	expect((await front.fetch(path, { as, headers: { 'if-none-match': etag } })).status).toBe(304);
	await kept(gallery.id, cleo.participantId, 2, { [`label:${file.id}`]: 'red' });
	const second = await front.fetch(path, { as, headers: { 'if-none-match': etag } });
	expect(second.status).toBe(200);
	expect(Object.keys((await booksIn(second))[cleo.participantId] ?? {}).length).toBe(2);
});

it.each([
	['br', 'br'],
	['gzip, deflate', 'gzip'],
	['identity', undefined]
])('travels as asked for with accept-encoding %s', async (accepted, encoding) => {
	const { as, path } = await aShoot();
	const got = await new Promise<{ encoding: string | undefined; status: number | undefined }>(
		(resolve, reject) => {
			const headers = { cookie: as, 'accept-encoding': accepted };
			const req = request(front.origin + path, { headers }, (res) => {
				res.resume();
				resolve({ encoding: res.headers['content-encoding'], status: res.statusCode });
			});
			req.on('error', reject).end();
		}
	);
	expect(got).toEqual({ encoding, status: 200 });
});

it('keeps the studio’s words from clients, and gives them to members', async () => {
	const { ctx, as, path, gallery, file } = await aShoot();
	const member = await ann(ctx);
	const { id } = await ctx.db.transaction((tx) => ensureMemberParticipant(tx, ctx, member, gallery.id));
	const comment = { file: file.id, version: 1, text: 'not for them' };
	await kept(gallery.id, `studio:${id}`, 7, { [`comment:${id}.s`]: comment });
	await kept(gallery.id, `server-studio:${id}`, 8, { [`at:${id}.s`]: 1 });
	const theirs = await front.fetch(path, { as });
	expect(Buffer.from(await theirs.arrayBuffer()).toString('latin1')).not.toContain(id);
	const ours = await front.fetch(`${path}?as=studio`, { as: await memberBrowser(ctx, member) });
	expect(Object.keys(await booksIn(ours))).toContain(`studio:${id}`);
});

it('is refused to everybody else, as if there were nothing', async () => {
	const { ctx, as, path } = await aShoot();
	const other = await aGallery(ctx);
	const stranger = await browserOf(ctx, await aClient(ctx, other.id, 'dan'));
	const statuses = [
		(await front.fetch(path)).status,
		(await front.fetch(path, { as: stranger })).status,
		(await front.fetch('/g/neverwas/marks', { as: stranger })).status,
		(await front.fetch(`${path}?as=studio`, { as })).status
	];
	expect(statuses).toEqual([401, 404, 404, 401]);
});
