import * as encoding from 'lib0/encoding';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import * as Y from 'yjs';
import { MESSAGE, syncFrame, SYNC } from '#lib/realtime/frames.ts';
import { aFile, aGallery, ann, CHOOSES, LOOKS } from '../../../../tests/support/cast.ts';
import {
	aSeated,
	durable,
	Peer,
	seatOf,
	startLive,
	studioBrowser,
	type Live
} from '../../../../tests/support/live.ts';
import * as rows from '../db/schema.ts';

let live: Live;
let scene: Awaited<ReturnType<typeof aScene>>;
beforeAll(async () => void (live = await startLive()));
afterAll(() => live.stop());
beforeEach(async () => void (scene = await aScene()));
afterEach(async () => void (await Promise.all(scene.peers.map((peer) => peer.leave()))));

/** Cleo and Ben in a gallery with two pictures; Ben has chosen the first already. */
async function aScene() {
	const { ctx } = live;
	const gallery = await aGallery(ctx);
	const files = [await aFile(ctx, gallery.id), await aFile(ctx, gallery.id)].map(({ id }) => id);
	const cleo = await aSeated(ctx, gallery.id, 'cleo');
	const ben = await aSeated(ctx, gallery.id, 'ben');
	const peers: Peer[] = [];
	const join = async (who: typeof cleo, options: ConstructorParameters<typeof Peer>[3] = {}) => {
		const peer = new Peer(live, who.browser, who.seat, options);
		peers.push(peer);
		// the server acknowledges the sync step 2 that it asked for, too
		await Promise.race([peer.answered(), peer.closed]);
		peer.acks.length = 0;
		return peer;
	};
	const pick = (i = 0) => `pick:${gallery.selectionId}:${files[i]}`;
	const b = await join(ben);
	b.own.set(pick(), 'yes');
	await b.answered();
	const c = await join(cleo);
	return { gallery, files: files as [string, string], cleo, ben, c, b, peers, join, pick };
}

/** What the others and the database hold must not change; Ben's next mark must still pass. */
async function refused(code: number, attack: () => void) {
	const { ctx } = live;
	const { gallery, b, c } = scene;
	const before = { kept: durable(ctx, gallery.id), log: logged(), doc: JSON.stringify(b.doc.toJSON()) };
	attack();
	expect(await c.closed).toBe(code);
	expect(durable(ctx, gallery.id)).toEqual(before.kept);
	expect(logged()).toBe(before.log);
	expect(JSON.stringify(b.doc.toJSON())).toBe(before.doc);
	const answers = b.acks.length;
	b.own.set(scene.pick(1), 'maybe');
	await b.answered(answers + 1);
	expect(durable(ctx, gallery.id)[`${b.seat.participantId} ${scene.pick(1)}`]).toBe('maybe');
}

const logged = () =>
	live.ctx.db.read.select().from(rows.markUpdate).where(eq(rows.markUpdate.galleryId, scene.gallery.id)).all()
		.length;

/** An update made in a document of its own, as anybody could make it. */
function forge(clientId: number, write: (doc: Y.Doc) => void, from?: Y.Doc): Uint8Array {
	const doc = new Y.Doc();
	if (from) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from));
	doc.clientID = clientId;
	const before = Y.encodeStateVector(doc);
	doc.transact(() => write(doc));
	return Y.encodeStateAsUpdate(doc, before);
}

/** Raw structs that Yjs would never write: `info` is the kind of content, 0 GC, 10 Skip. */
function rawStructs(clientId: number, clock: number, info: number, length: number): Uint8Array {
	const encoder = encoding.createEncoder();
	for (const n of [1, 1, clientId, clock]) encoding.writeVarUint(encoder, n);
	encoding.writeUint8(encoder, info);
	encoding.writeVarUint(encoder, length);
	encoding.writeVarUint(encoder, 0);
	return encoding.toUint8Array(encoder);
}

const nest = (depth: number): unknown => (depth === 0 ? 1 : [nest(depth - 1)]);

describe('the gate refuses, and nothing changes for anybody else', () => {
	const me = () => scene.c.seat.clientId;
	const mine = () => scene.c.seat.participantId;
	const bens = () => scene.b.seat.participantId;
	const send = (update: Uint8Array) => scene.c.update(update);

	it.each<[what: string, code: number, attack: () => void]>([
		['broken bytes', 4400, () => send(new Uint8Array([9, 1, 200, 3, 7]))],
		['an empty frame', 4400, () => scene.c.send(new Uint8Array())],
		['an unknown message', 4400, () => scene.c.send(new Uint8Array([77, 0]))],
		['an unknown sync step', 4400, () => scene.c.send(new Uint8Array([MESSAGE.sync, 9, 0]))],
		['an acknowledgement of its own', 4400, () => scene.c.send(new Uint8Array([MESSAGE.ack, 2, 123, 125]))],
		[
			'two messages in one frame',
			4400,
			() => scene.c.send(new Uint8Array([...syncFrame(SYNC.step1, new Uint8Array([0])), 0]))
		],
		['text instead of binary', 4400, () => scene.c.ws.send('hello')],
		[
			'a mark in another’s book',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(bens()).set(scene.pick(), 'no')))
		],
		[
			'a mark in another’s book that grows out of hers',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(bens()).set(scene.pick(), 'no'), scene.c.doc))
		],
		[
			'another’s client id',
			4400,
			() =>
				send(forge(scene.b.seat.clientId, (doc) => doc.getMap(bens()).set(scene.pick(1), 'no'), scene.c.doc))
		],
		[
			'another’s client id in my own book',
			4400,
			() =>
				send(forge(scene.b.seat.clientId, (doc) => doc.getMap(mine()).set(scene.pick(1), 'no'), scene.c.doc))
		],
		[
			'a client id that nobody was given',
			4400,
			() => send(forge(4_000_000, (doc) => doc.getMap(mine()).set(scene.pick(), 'no')))
		],
		[
			'deleting another’s mark',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(bens()).delete(scene.pick()), scene.c.doc))
		],
		[
			'writing the server’s book',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(`server:${mine()}`).set(`at:${mine()}.a`, 1)))
		],
		['a new root', 4400, () => send(forge(me(), (doc) => doc.getMap('people').set('x', 1)))],
		['a list in my own root', 4400, () => send(forge(me(), (doc) => doc.getArray(mine()).push(['yes'])))],
		['text in my own root', 4400, () => send(forge(me(), (doc) => doc.getText(mine()).insert(0, 'yes')))],
		[
			'a nested map',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set(scene.pick(), new Y.Map())))
		],
		[
			'a nested list',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set(scene.pick(), new Y.Array())))
		],
		[
			'XML',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set(scene.pick(), new Y.XmlElement('p'))))
		],
		[
			'a subdocument',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set(scene.pick(), new Y.Doc())))
		],
		[
			'bytes as a value',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set(scene.pick(), new Uint8Array(9))))
		],
		['GC of 2^52 on another’s clock', 4400, () => send(rawStructs(scene.b.seat.clientId, 1, 0, 2 ** 52))],
		['GC of 2^52 on my own clock', 4400, () => send(rawStructs(me(), 0, 0, 2 ** 52))],
		['Skip of 2^52', 4400, () => send(rawStructs(me(), 0, 10, 2 ** 52))],
		[
			'a key that is none of ours',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set('colour', 'red')))
		],
		[
			'__proto__ as a key',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set('__proto__', { polluted: true })))
		],
		[
			'__proto__ as a file id',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set('stars:__proto__', 5)))
		],
		[
			'a comment whose fields are inherited',
			4400,
			() =>
				send(
					forge(me(), (doc) =>
						doc
							.getMap(mine())
							.set(
								`comment:${mine()}.a`,
								JSON.parse(`{"__proto__":{"file":"${scene.files[0]}","version":1,"text":"x"}}`)
							)
					)
				)
		],
		[
			'a pick that is none',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set(scene.pick(), 'perhaps')))
		],
		[
			'six stars',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set(`stars:${scene.files[0]}`, 6)))
		],
		[
			'half a star',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set(`stars:${scene.files[0]}`, 2.5)))
		],
		[
			'a value 2,000 deep',
			4400,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set(scene.pick(), nest(2_000))))
		],
		[
			'a huge text',
			4400,
			() =>
				send(
					forge(me(), (doc) =>
						doc
							.getMap(mine())
							.set(`comment:${mine()}.a`, { file: scene.files[0], version: 1, text: 'x'.repeat(50_000) })
					)
				)
		],
		[
			'a comment under another’s name',
			4400,
			() =>
				send(
					forge(me(), (doc) =>
						doc
							.getMap(mine())
							.set(`comment:${bens()}.a`, { file: scene.files[0], version: 1, text: 'I am Ben' })
					)
				)
		],
		['a frame of more than 64 KiB', 4413, () => send(new Uint8Array(65_537))],
		['a frame of more than ws reads', 1009, () => scene.c.ws.send(Buffer.alloc(600_000))],
		[
			'a state vector of 300,000 entries',
			4413,
			() => scene.c.send(syncFrame(SYNC.step1, lengthOnly(300_000)))
		],
		['a state vector that is none', 4400, () => scene.c.send(syncFrame(SYNC.step1, new Uint8Array([3, 1])))],
		['a missing predecessor', 4409, () => send(withGap())],
		['a deletion of what is not known', 4409, () => send(deletionOf(me(), 5, 1))],
		['an endless deletion', 4409, () => send(deletionOf(me(), 0, 2 ** 50))],
		['deletions out of order', 4400, () => send(deletionOf(me(), 9, 0))],
		[
			'a picture that does not exist',
			4409,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set('stars:nosuchfile', 5)))
		],
		[
			'a selection that does not exist',
			4409,
			() => send(forge(me(), (doc) => doc.getMap(mine()).set(`pick:nosuch:${scene.files[0]}`, 'yes')))
		],
		[
			'a version that is not released',
			4409,
			() =>
				send(
					forge(me(), (doc) =>
						doc.getMap(mine()).set(`comment:${mine()}.a`, { file: scene.files[0], version: 2, text: 'x' })
					)
				)
		],
		[
			'an answer to no comment',
			4409,
			() =>
				send(
					forge(me(), (doc) =>
						doc
							.getMap(mine())
							.set(`comment:${mine()}.a`, {
								file: scene.files[0],
								version: 1,
								text: 'x',
								replyTo: `${bens()}.none`
							})
					)
				)
		],
		[
			'a verdict without the right',
			4409,
			() =>
				send(
					forge(me(), (doc) =>
						doc.getMap(mine()).set(`verdict:${scene.gallery.selectionId}:${scene.files[0]}`, 'in')
					)
				)
		],
		[
			'too many updates at once',
			4429,
			() => {
				for (let i = 0; i < 400; i++) send(new Uint8Array([0, 0]));
			}
		],
		[
			'syncing again and again',
			4429,
			() => {
				for (let i = 0; i < 9; i++) scene.c.send(syncFrame(SYNC.step1, new Uint8Array([0])));
			}
		]
	])('%s', async (_, code, attack) => refused(code, attack));

	it('a mark after the right to mark was taken away', async () => {
		const { ctx } = live;
		const hers = eq(rows.accessRow.subject, 'cleo@client.test');
		await ctx.db.transaction((tx) => void tx.update(rows.accessRow).set({ mark: false }).where(hers).run());
		await refused(4409, () => scene.c.own.set(scene.pick(), 'no'));
		expect(scene.c.acks.at(-1)).toEqual({ refused: [{ key: scene.pick(), reason: 'no-right' }] });
		await ctx.db.transaction((tx) => void tx.update(rows.accessRow).set({ mark: true }).where(hers).run());
	});

	it('a pick, a verdict and “done” after the lock, and nothing else', async () => {
		const { ctx } = live;
		const { gallery, c, b } = scene;
		const lockedAt = ctx.clock.now();
		c.own.set(`stars:${scene.files[0]}`, 5);
		await c.answered();
		await ctx.db.transaction(
			(tx) =>
				void tx
					.update(rows.selection)
					.set({ lockedAt })
					.where(eq(rows.selection.id, gallery.selectionId))
					.run()
		);
		c.own.set(`stars:${scene.files[0]}`, 4);
		await c.answered(2);
		c.own.set(scene.pick(), 'no');
		expect(await c.closed).toBe(4409);
		expect(c.acks.at(-1)).toEqual({ refused: [{ key: scene.pick(), reason: 'locked' }] });
		b.own.delete(scene.pick());
		expect(await b.closed).toBe(4409);
		expect(durable(ctx, gallery.id)).toMatchObject({
			[`${c.seat.participantId} stars:${scene.files[0]}`]: 4,
			[`${b.seat.participantId} ${scene.pick()}`]: 'yes'
		});
	});

	it('whatever follows a refused update, and keeps what came before it', async () => {
		const { c, gallery } = scene;
		c.own.set(`stars:${scene.files[0]}`, 1);
		c.own.set('stars:nosuchfile', 2);
		c.own.set(`stars:${scene.files[1]}`, 3);
		expect(await c.closed).toBe(4409);
		const kept = durable(live.ctx, gallery.id);
		expect(kept[`${c.seat.participantId} stars:${scene.files[0]}`]).toBe(1);
		expect(kept[`${c.seat.participantId} stars:${scene.files[1]}`]).toBeUndefined();
		expect(c.acks).toEqual([{ clock: 1 }, { refused: [{ key: 'stars:nosuchfile', reason: 'no-file' }] }]);
	});
});

function lengthOnly(entries: number): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, entries);
	return encoding.toUint8Array(encoder);
}

/** Two marks of mine, the first of which is left out. */
function withGap(): Uint8Array {
	const doc = new Y.Doc();
	doc.clientID = scene.c.seat.clientId;
	const map = doc.getMap(scene.c.seat.participantId);
	map.set(scene.pick(), 'yes');
	const between = Y.encodeStateVector(doc);
	map.set(scene.pick(1), 'yes');
	return Y.encodeStateAsUpdate(doc, between);
}

function deletionOf(clientId: number, clock: number, length: number): Uint8Array {
	const encoder = encoding.createEncoder();
	for (const n of [0, 1, clientId, 1, clock, length]) encoding.writeVarUint(encoder, n);
	return encoding.toUint8Array(encoder);
}

describe('the gate lets pass', () => {
	it('taking one’s own mark back, which is a deletion and nothing else', async () => {
		const { c, b, gallery } = scene;
		c.own.set(scene.pick(), 'yes');
		c.own.delete(scene.pick());
		await c.answered(2);
		expect(c.acks).toEqual([{ clock: 1 }, { clock: 1 }]);
		expect(durable(live.ctx, gallery.id)).toEqual({ [`${b.seat.participantId} ${scene.pick()}`]: 'yes' });
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
		expect(durable(live.ctx, gallery.id)).toMatchObject({
			[`${c.seat.participantId} ${scene.pick()}`]: 'yes',
			[`${c.seat.participantId} ${scene.pick(1)}`]: 'no'
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
		expect(durable(live.ctx, gallery.id)[`${c.seat.participantId} ${scene.pick()}`]).toBe('maybe');
	});

	it('900 marks made offline, in transactions of 16 kB', async () => {
		const { ctx } = live;
		const { gallery, c, b, cleo } = scene;
		const ids: string[] = [];
		for (let i = 0; i < 900; i++) ids.push(`f${i}`);
		const facts = await aFile(ctx, gallery.id, { id: 'model' });
		await ctx.db.transaction((tx) => {
			const { versionId: _, ...row } = facts;
			for (const id of ids)
				tx.insert(rows.file)
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
		expect(durable(live.ctx, gallery.id)[`${c.seat.participantId} ${scene.pick(1)}`]).toBe('yes');
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
		const hers = eq(rows.accessRow.galleryId, gallery.id);
		await ctx.db.transaction((tx) => void tx.update(rows.accessRow).set(CHOOSES).where(hers).run());
		peer.own.set(`stars:${file.id}`, 5);
		await peer.answered();
		expect(peer.acks).toEqual([{ clock: 1 }]);
	});
});

describe('comments', () => {
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
		expect(Object.keys(durable(ctx, gallery.id))).toContain(`studio:${id} comment:${id}.s`);
	});

	const annOf = async () => {
		const known = live.ctx.db.read.select().from(rows.member).where(eq(rows.member.name, 'ann')).get();
		if (!known) return ann(live.ctx);
		const { id: memberId, studioId, name, email, role } = known;
		return { kind: 'member' as const, memberId, studioId, name, email, role, via: 'session' as const };
	};
});
