import { describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import * as Y from 'yjs';
import { aFile, aGallery, ann, CHOOSES, LOOKS } from '#tests/support/cast/cast.ts';
import { aSeated, durable, Peer, seatOf, studioBrowser, type Live } from '#tests/support/realtime/live.ts';
import { sceneForEach } from '#tests/support/realtime/live-hooks.ts';
import { type Scene } from '#tests/support/realtime/room-scene.ts';
import * as rows from '../db/schema.ts';

let live: Live;
let scene: Scene;
sceneForEach((...made) => void ([live, scene] = made));

describe('the gate lets pass', () => {
	it('taking one’s own mark back, which is a deletion and nothing else', async () => {
		const { c, b, gallery } = scene;
		c.own.set(scene.pick(), 'yes');
		c.own.delete(scene.pick());
		await c.answered(2);
		expect(c.acks).toEqual([{ clock: 1 }, { clock: 1 }]);
		expect(await durable(live.ctx, gallery.id)).toEqual({
			[`${b.seat.participantId} ${scene.pick()}`]: 'yes'
		});
		expect(b.book(c.seat.participantId).has(scene.pick())).toBe(false);
	});

	it('a sync step 2 full of others’ marks and deletions', async () => {
		const { c, b } = scene;
		b.own.set(scene.pick(), 'no');
		b.own.delete(scene.pick());
		await b.answered(3);
		c.own.set(scene.pick(), 'yes');
		await c.answered();
		c.step2(Y.encodeStateAsUpdate(c.doc));
		await c.answered(2);
		expect(c.acks.at(-1)).toEqual({ clock: 1 });
	});

	it('coming back with marks that were never acknowledged', async () => {
		const { c, cleo, gallery } = scene;
		await c.leave();
		c.own.set(scene.pick(), 'yes');
		c.own.set(scene.pick(1), 'no');
		await scene.join(cleo, { doc: c.doc });
		expect(await durable(live.ctx, gallery.id)).toMatchObject({
			[`${c.seat.participantId} ${scene.pick()}`]: 'yes',
			[`${c.seat.participantId} ${scene.pick(1)}`]: 'no'
		});
	});

	it('a mark made while the connection is being opened, on top of some made before', async () => {
		const { c, cleo, b, gallery } = scene;
		await c.leave();
		c.own.set(scene.pick(), 'yes');
		const again = new Peer(live, cleo.browser, cleo.seat, { doc: c.doc });
		scene.peers.push(again);
		// y-websocket says this at once, before the sync step 2 that brings what it grows out of
		again.ws.once('open', () => {
			again.own.set(scene.pick(1), 'no');
			again.own.delete(scene.pick());
		});
		await Promise.race([again.answered(3), again.closed]);
		expect(again.acks).toEqual([{ clock: 2 }, { clock: 2 }, { clock: 2 }]);
		expect(await durable(live.ctx, gallery.id)).toEqual({
			[`${c.seat.participantId} ${scene.pick(1)}`]: 'no',
			[`${b.seat.participantId} ${scene.pick()}`]: 'yes'
		});
	});

	it('two pages of one person, each with its own client id, rewriting the same mark', async () => {
		const { cleo, c, gallery } = scene;
		const seat = await seatOf(live.ctx, cleo.browser);
		expect(seat.clientId).not.toBe(cleo.seat.clientId);
		const other = await scene.join({ ...cleo, seat });
		c.own.set(scene.pick(), 'yes');
		await other.until(() => other.own.get(scene.pick()) === 'yes');
		other.own.set(scene.pick(), 'no');
		await other.answered();
		await c.until(() => c.own.get(scene.pick()) === 'no');
		c.own.set(scene.pick(), 'maybe');
		await c.answered(2);
		expect((await durable(live.ctx, gallery.id))[`${c.seat.participantId} ${scene.pick()}`]).toBe('maybe');
	});

	it('900 marks made offline, in transactions of 16 kB', async () => {
		const { ctx } = live;
		const { gallery, c, b, cleo } = scene;
		const ids: string[] = [];
		for (let i = 0; i < 900; i++) ids.push(`f${i}`);
		const facts = await aFile(ctx, gallery.id, { id: 'model' });
		await ctx.db.transaction(async (tx) => {
			const { versionId: _, ...row } = facts;
			for (const id of ids)
				await tx
					.insert(rows.file)
					.values({ ...row, id: `${gallery.id.slice(0, 10)}${id}` })
					.run();
		});
		await c.leave();
		const doc = new Y.Doc();
		const fresh = await scene.join({ ...cleo, seat: await seatOf(ctx, cleo.browser) }, { doc });
		for (let i = 0; i < 900; i += 150)
			doc.transact(() => {
				for (const id of ids.slice(i, i + 150))
					fresh.own.set(`pick:${gallery.selectionId}:${gallery.id.slice(0, 10)}${id}`, 'yes');
			});
		await fresh.answered(6);
		expect(fresh.acks.at(-1)).toEqual({ clock: 900 });
		await b.until(() => b.book(c.seat.participantId).size === 900);
	});

	it('one key toggled 1,500 times in one transaction', async () => {
		const { c, b } = scene;
		c.doc.transact(() => {
			for (let i = 0; i < 1_500; i++) c.own.set(scene.pick(), i % 2 ? 'yes' : 'no');
		});
		await c.answered();
		expect(c.acks).toEqual([{ clock: 1_500 }]);
		await b.until(() => b.book(c.seat.participantId).get(scene.pick()) === 'yes');
	});

	it('the 199 good ones of 200 once the refused one is left out', async () => {
		const { c, cleo, gallery } = scene;
		c.doc.transact(() => {
			for (const i of [0, 1]) c.own.set(scene.pick(i), 'yes');
			c.own.set('stars:nosuchfile', 5);
		});
		expect(await c.closed).toBe(4409);
		expect(c.acks).toEqual([{ refused: [{ key: 'stars:nosuchfile', reason: 'no-file' }] }]);
		const again = await scene.join({ ...cleo, seat: await seatOf(live.ctx, cleo.browser) });
		again.doc.transact(() => {
			for (const i of [0, 1]) again.own.set(scene.pick(i), 'yes');
		});
		await again.answered();
		expect((await durable(live.ctx, gallery.id))[`${c.seat.participantId} ${scene.pick(1)}`]).toBe('yes');
	});

	it('a picture that was added after the socket was opened', async () => {
		const { c, gallery } = scene;
		const late = await aFile(live.ctx, gallery.id);
		c.own.set(`stars:${late.id}`, 5);
		await c.answered();
		expect(c.acks).toEqual([{ clock: 1 }]);
	});

	it('a mark made from a page that was loaded before the right was given', async () => {
		const { ctx } = live;
		const gallery = await aGallery(ctx);
		const file = await aFile(ctx, gallery.id);
		const looker = await aSeated(ctx, gallery.id, 'lou', LOOKS);
		const peer = await scene.join(looker);
		const theirs = eq(rows.accessRow.galleryId, gallery.id);
		await ctx.db.transaction(
			async (tx) => void (await tx.update(rows.accessRow).set(CHOOSES).where(theirs).run())
		);
		peer.own.set(`stars:${file.id}`, 5);
		await peer.answered();
		expect(peer.acks).toEqual([{ clock: 1 }]);
	});
});

describe('comments', () => {
	it('at a moment of a film, and none after its end', async () => {
		const { c, files, gallery } = scene;
		const [file] = files;
		await live.ctx.db.transaction((tx) =>
			tx.update(rows.version).set({ durationMs: 10_000 }).where(eq(rows.version.fileId, file)).run()
		);
		const key = `comment:${c.seat.participantId}.a`;
		const said = { file, version: 1, text: 'Cut here', time: 4.04 };
		c.own.set(key, said);
		await c.answered();
		const kept = await durable(live.ctx, gallery.id);
		expect(kept).toMatchObject({ [`${c.seat.participantId} ${key}`]: said });
		c.own.set(key, { ...said, time: 12 });
		expect(await c.closed).toBe(4409);
		expect(c.acks.at(-1)).toEqual({ refused: [{ key, reason: 'no-moment' }] });
		expect(await durable(live.ctx, gallery.id)).toEqual(kept);
	});

	it('get the server’s time in the server’s book, in the same commit', async () => {
		const { c, b, files } = scene;
		const key = `comment:${c.seat.participantId}.one`;
		c.own.set(key, { file: files[0], version: 1, text: 'Warmer, please' });
		await c.answered();
		const at = `at:${c.seat.participantId}.one`;
		const server = `server:${c.seat.participantId}`;
		await b.until(() => b.book(server).get(at) === live.clock.now());
		await c.until(() => c.book(server).get(at) === live.clock.now());
		live.clock.forward(60_000);
		c.own.set(key, { file: files[0], version: 1, text: 'Cooler, please' });
		await c.answered(2);
		expect(c.book(server).get(at)).toBe(live.clock.now() - 60_000);
	});

	it('of members for members are never sent to clients, nor their times', async () => {
		const { ctx } = live;
		const { gallery, files, b } = scene;
		const browser = await studioBrowser(ctx, gallery.id, await annOf());
		const seat = await seatOf(ctx, browser);
		const studio = new Peer(live, browser, seat);
		scene.peers.push(studio);
		await studio.answered();
		studio.acks.length = 0;
		const id = seat.participantId;
		studio.doc.clientID = seat.studioClientId ?? 0;
		studio
			.book(`studio:${id}`)
			.set(`comment:${id}.s`, { file: files[0], version: 1, text: 'not the tie again' });
		await studio.answered();
		studio.doc.clientID = seat.clientId;
		studio.own.set(`comment:${id}.p`, { file: files[0], version: 1, text: 'lovely' });
		await studio.answered(2);
		expect(studio.acks).toEqual([
			{ clock: 0, studioClock: 1 },
			{ clock: 1, studioClock: 1 }
		]);
		await b.until(() => b.book(id).has(`comment:${id}.p`));
		await studio.until(() => studio.book(`server-studio:${id}`).has(`at:${id}.s`));
		const everything = Buffer.concat(b.frames.map((frame) => Buffer.from(frame))).toString('latin1');
		expect(everything).not.toContain('tie again');
		expect(everything).not.toContain(`${id}.s`);
		expect(Object.keys(await durable(ctx, gallery.id))).toContain(`studio:${id} comment:${id}.s`);
	});

	const annOf = async () => {
		const known = await live.ctx.db.read.select().from(rows.member).where(eq(rows.member.name, 'ann')).get();
		if (!known) return ann(live.ctx);
		const { id: memberId, studioId, name, email, role } = known;
		return { kind: 'member' as const, memberId, studioId, name, email, role, via: 'session' as const };
	};
});
