import { describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import * as Y from 'yjs';
import { aSeated, Peer, type Live } from '#tests/support/realtime/live.ts';
import { liveForEach } from '#tests/support/realtime/live-hooks.ts';
import { aShoot, booksOf, fromLog } from '#tests/support/realtime/room-scene.ts';
import * as rows from '../db/schema.ts';
import { compactMarks, snapshotFor } from '../marks/index.ts';

let live: Live;
liveForEach((made) => void (live = made));

describe('compaction', () => {
	it('keeps clocks, deletions and the epoch: whoever is connected or offline notices nothing', async () => {
		const { gallery, files } = await aShoot(live);
		const { browser, seat } = await aSeated(live.ctx, gallery.id, 'cleo');
		const peer = new Peer(live, browser, seat);
		await peer.answered();
		for (let i = 0; i < 100; i++) peer.own.set(`stars:${files[i % 4]}`, 1 + (i % 5));
		peer.own.delete(`stars:${files[3]}`);
		await peer.answered(102);
		const before = await fromLog(live, gallery.id);
		live.clock.forward(3_600_000);
		await compactMarks(live.ctx, gallery.id);
		expect(await live.ctx.db.read.select().from(rows.markUpdate).all()).toEqual([]);
		expect(await fromLog(live, gallery.id)).toEqual(before);
		peer.own.set(`stars:${files[3]}`, 5);
		await peer.answered(103);
		await peer.leave();
		await live.restart();
		const again = new Peer(live, browser, seat, { doc: peer.doc });
		await again.answered();
		expect(booksOf(again.doc)).toEqual(await fromLog(live, gallery.id));
		const epoch = (
			await live.ctx.db.read.select().from(rows.gallery).where(eq(rows.gallery.id, gallery.id)).get()
		)?.epoch;
		expect(epoch).toBe(seat.epoch);
		await again.leave();
	});

	it('is asked for once the log is long', async () => {
		const { gallery, files } = await aShoot(live);
		const { browser, seat } = await aSeated(live.ctx, gallery.id, 'cleo');
		const peer = new Peer(live, browser, seat);
		await peer.answered();
		for (let i = 0; i < 250; i++) peer.own.set(`stars:${files[i % 4]}`, 1 + (i % 5));
		await peer.answered(251);
		live.clock.forward(10_000);
		for (let i = 0; i < 200; i++) peer.own.set(`stars:${files[i % 4]}`, 1 + (i % 5));
		await peer.answered(451);
		peer.own.set(`stars:${files[0]}`, 1);
		await peer.answered(452);
		const jobs = await live.ctx.db.read.select().from(rows.job).all();
		expect(jobs.map(({ name, payload }) => [name, payload])).toEqual([
			['compact', { galleryId: gallery.id }]
		]);
		await peer.leave();
	});
});

describe('the first sync', () => {
	it('holds what this kind of room shows, and nothing else', async () => {
		const { gallery, files } = await aShoot(live);
		const { browser, seat } = await aSeated(live.ctx, gallery.id, 'cleo');
		const peer = new Peer(live, browser, seat);
		await peer.answered();
		peer.own.set(`stars:${files[0]}`, 5);
		await peer.answered(2);
		const doc = new Y.Doc();
		Y.applyUpdateV2(doc, await snapshotFor(live.ctx, gallery.id, 'client'));
		expect(booksOf(doc)).toEqual({ [`${seat.participantId} stars:${files[0]}`]: 5 });
		expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(peer.doc));
		await peer.leave();
	});

	it('equals what Yjs itself would write', async () => {
		const { gallery, files } = await aShoot(live);
		const { browser, seat } = await aSeated(live.ctx, gallery.id, 'cleo');
		const peer = new Peer(live, browser, seat);
		await peer.answered();
		for (let i = 0; i < 50; i++) peer.own.set(`stars:${files[i % 3]}`, 1 + (i % 5));
		await peer.answered(51);
		expect(await snapshotFor(live.ctx, gallery.id, 'client')).toEqual(Y.encodeStateAsUpdateV2(peer.doc));
		await peer.leave();
	});
});
