import * as Y from 'yjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { late } from '#tests/support/cast/late-database.ts';
import { markUpdate } from '../db/schema.ts';
import { MarkPipeline } from './mark-pipeline.ts';
import { Rooms } from './rooms.ts';

// Between a question to the database and its answer anybody may ask another one.

let app: TestContext;
let galleryId: string;
let rooms: Rooms;
let pipeline: MarkPipeline;
beforeEach(async () => {
	app = await makeContext();
	({ id: galleryId } = await aGallery(app.ctx));
	const ctx = { ...app.ctx, db: late(app.ctx.db) };
	rooms = new Rooms(ctx);
	pipeline = new MarkPipeline(ctx, rooms);
});
afterEach(() => app.close());

/** As another process would. */
async function log(key: string) {
	const doc = new Y.Doc();
	doc.getMap('cleo').set(key, 'yes');
	const update = Buffer.from(Y.encodeStateAsUpdate(doc));
	const row = { galleryId, book: 'cleo', clientId: doc.clientID, clock: 1, update, createdAt: 1 };
	await app.ctx.db.transaction(async (tx) => void (await tx.insert(markUpdate).values(row).run()));
}

test('whoever asks for a room at once gets the same one', async () => {
	const opened = await Promise.all(Array.from({ length: 5 }, () => rooms.open(galleryId)));
	expect(new Set(opened).size).toBe(1);
});

test('what another process wrote is taken in once, whoever asks', async () => {
	await rooms.open(galleryId);
	await log('pick:s:f');
	expect(await Promise.all([1, 2, 3].map(() => pipeline.catchUp()))).toEqual([true, false, false]);
});

test('what is written while a room is being read is missed by nobody', async () => {
	const opening = rooms.open(galleryId);
	const asking = pipeline.catchUp();
	await log('pick:s:f');
	const room = await opening;
	await asking;
	await pipeline.catchUp();
	expect(room.book('cleo').map.get('pick:s:f')).toBe('yes');
});
