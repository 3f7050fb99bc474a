import { describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import * as Y from 'yjs';
import { MESSAGE, syncFrame, SYNC } from '#lib/realtime/frames.ts';
import { deletionOf, forge, lengthOnly, nest, rawStructs, withGap } from '#tests/support/attack/forge.ts';
import { durable, type Live } from '#tests/support/realtime/live.ts';
import { sceneForEach } from '#tests/support/realtime/live-hooks.ts';
import { type Scene } from '#tests/support/realtime/room-scene.ts';
import * as rows from '../db/schema.ts';

let live: Live;
let scene: Scene;
sceneForEach((...made) => void ([live, scene] = made));

/** What the others and the database hold must not change; Ben's next mark must still pass. */
async function refused(code: number, attack: () => void) {
	const { ctx } = live;
	const { gallery, b, c } = scene;
	const before = {
		kept: await durable(ctx, gallery.id),
		log: await logged(),
		doc: JSON.stringify(b.doc.toJSON())
	};
	attack();
	expect(await c.closed).toBe(code);
	expect(await durable(ctx, gallery.id)).toEqual(before.kept);
	expect(await logged()).toBe(before.log);
	expect(JSON.stringify(b.doc.toJSON())).toBe(before.doc);
	const answers = b.acks.length;
	b.own.set(scene.pick(1), 'maybe');
	await b.answered(answers + 1);
	expect((await durable(ctx, gallery.id))[`${b.seat.participantId} ${scene.pick(1)}`]).toBe('maybe');
}

const logged = async () =>
	(
		await live.ctx.db.read
			.select()
			.from(rows.markUpdate)
			.where(eq(rows.markUpdate.galleryId, scene.gallery.id))
			.all()
	).length;

/** What a row of the table needs of the scene: Cleo attacks. */
function attacker() {
	const { c, b, files, gallery, pick } = scene;
	const [me, mine, bens] = [c.seat.clientId, c.seat.participantId, b.seat.participantId];
	const send = (update: Uint8Array) => void c.update(update);
	const write = (act: (doc: Y.Doc) => void, clientId = me) => send(forge(clientId, act, c.doc));
	return {
		...{ me, mine, bens, send, write, c, gallery },
		bensId: b.seat.clientId,
		file: files[0],
		pick: pick(),
		fresh: pick(1),
		say: (frame: Uint8Array) => void c.send(frame),
		/** Into their own book, with their own client id: only key and value are wrong. */
		put: (key: string, value: unknown) => write((doc) => doc.getMap(mine).set(key, value)),
		comment: (by: string, value: object) =>
			write((doc) =>
				doc.getMap(mine).set(`comment:${by}.a`, { file: files[0], version: 1, text: 'x', ...value })
			)
	};
}
type Attacker = ReturnType<typeof attacker>;

const times = (n: number, act: () => void) => Array.from({ length: n }).forEach(act);
const inherited = (file: string) => JSON.parse(`{"__proto__":{"file":"${file}","version":1,"text":"x"}}`);

describe('the gate refuses, and nothing changes for anybody else', () => {
	it.each<[what: string, code: number, attack: (by: Attacker) => void]>([
		['broken bytes', 4400, (a) => a.send(new Uint8Array([9, 1, 200, 3, 7]))],
		['an empty frame', 4400, (a) => a.say(new Uint8Array())],
		['an unknown message', 4400, (a) => a.say(new Uint8Array([77, 0]))],
		['an unknown sync step', 4400, (a) => a.say(new Uint8Array([MESSAGE.sync, 9, 0]))],
		['an acknowledgement of its own', 4400, (a) => a.say(new Uint8Array([MESSAGE.ack, 2, 123, 125]))],
		['two messages in one frame', 4400, (a) => a.say(new Uint8Array([0, 0, 1, 0, 0]))],
		['text instead of binary', 4400, (a) => a.c.ws.send('hello')],
		[
			'a mark in another’s book',
			4400,
			(a) => a.send(forge(a.me, (doc) => doc.getMap(a.bens).set(a.pick, 'no')))
		],
		['one that grows out of theirs', 4400, (a) => a.write((doc) => doc.getMap(a.bens).set(a.pick, 'no'))],
		['another’s client id', 4400, (a) => a.write((doc) => doc.getMap(a.bens).set(a.fresh, 'no'), a.bensId)],
		[
			'another’s client id in my book',
			4400,
			(a) => a.write((doc) => doc.getMap(a.mine).set(a.pick, 'no'), a.bensId)
		],
		['a client id of nobody', 4400, (a) => a.write((doc) => doc.getMap(a.mine).set(a.pick, 'no'), 4_000_000)],
		['deleting another’s mark', 4400, (a) => a.write((doc) => doc.getMap(a.bens).delete(a.pick))],
		[
			'the server’s book',
			4400,
			(a) => a.write((doc) => doc.getMap(`server:${a.mine}`).set(`at:${a.mine}.a`, 1))
		],
		['a new root', 4400, (a) => a.write((doc) => doc.getMap('people').set('x', 1))],
		['a list in my own root', 4400, (a) => a.send(forge(a.me, (doc) => doc.getArray(a.mine).push(['yes'])))],
		['text in my own root', 4400, (a) => a.send(forge(a.me, (doc) => doc.getText(a.mine).insert(0, 'yes')))],
		['a nested map', 4400, (a) => a.put(a.pick, new Y.Map())],
		['a nested list', 4400, (a) => a.put(a.pick, new Y.Array())],
		['XML', 4400, (a) => a.put(a.pick, new Y.XmlElement('p'))],
		['a subdocument', 4400, (a) => a.put(a.pick, new Y.Doc())],
		['bytes as a value', 4400, (a) => a.put(a.pick, new Uint8Array(9))],
		['GC of 2^52 on another’s clock', 4400, (a) => a.send(rawStructs(a.bensId, 1, 0, 2 ** 52))],
		['GC of 2^52 on my own clock', 4400, (a) => a.send(rawStructs(a.me, 0, 0, 2 ** 52))],
		['Skip of 2^52', 4400, (a) => a.send(rawStructs(a.me, 0, 10, 2 ** 52))],
		['a key that is none of ours', 4400, (a) => a.put('colour', 'red')],
		['the server’s key in my own book', 4400, (a) => a.put(`at:${a.mine}.a`, 1)],
		['__proto__ as a key', 4400, (a) => a.put('__proto__', { polluted: true })],
		['__proto__ as a file id', 4400, (a) => a.put('stars:__proto__', 5)],
		['a comment whose fields are inherited', 4400, (a) => a.put(`comment:${a.mine}.a`, inherited(a.file))],
		['a pick that is none', 4400, (a) => a.put(a.pick, 'perhaps')],
		['six stars', 4400, (a) => a.put(`stars:${a.file}`, 6)],
		['half a star', 4400, (a) => a.put(`stars:${a.file}`, 2.5)],
		['stars as text', 4400, (a) => a.put(`stars:${a.file}`, '5')],
		['a value 2,000 deep', 4400, (a) => a.put(a.pick, nest(2_000))],
		['a huge text', 4400, (a) => a.comment(a.mine, { text: 'x'.repeat(50_000) })],
		['a comment of spaces', 4400, (a) => a.comment(a.mine, { text: ' \u200b ' })],
		['a comment with more in it', 4400, (a) => a.comment(a.mine, { by: a.bens })],
		['a comment under another’s name', 4400, (a) => a.comment(a.bens, { text: 'I am Ben' })],
		['a frame of more than 64 KiB', 4413, (a) => a.send(new Uint8Array(65_537))],
		['a frame of more than ws reads', 1009, (a) => a.c.ws.send(Buffer.alloc(600_000))],
		['a long state vector', 4413, (a) => a.say(syncFrame(SYNC.step1, lengthOnly(300_000)))],
		['a broken state vector', 4400, (a) => a.say(syncFrame(SYNC.step1, new Uint8Array([3, 1])))],
		['a missing predecessor', 4409, (a) => a.send(withGap(a.me, a.mine, a.pick, a.fresh))],
		['a deletion of what is not known', 4409, (a) => a.send(deletionOf(a.me, 5, 1))],
		['an endless deletion', 4409, (a) => a.send(deletionOf(a.me, 0, 2 ** 50))],
		['an empty deletion', 4400, (a) => a.send(deletionOf(a.me, 9, 0))],
		['a picture that does not exist', 4409, (a) => a.put('stars:nosuchfile', 5)],
		['a selection that does not exist', 4409, (a) => a.put(`pick:nosuch:${a.file}`, 'yes')],
		['a version that is not released', 4409, (a) => a.comment(a.mine, { version: 2 })],
		['a moment in a still picture', 4409, (a) => a.comment(a.mine, { time: 4 })],
		['a moment before the film', 4400, (a) => a.comment(a.mine, { time: -0.1 })],
		['a moment that is no number', 4400, (a) => a.comment(a.mine, { time: NaN })],
		['a moment as words', 4400, (a) => a.comment(a.mine, { time: '0:04' })],
		['an answer to no comment', 4409, (a) => a.comment(a.mine, { replyTo: `${a.bens}.none` })],
		['resolving another’s comment', 4409, (a) => a.put(`resolve:${a.bens}.none`, true)],
		['a verdict without the right', 4409, (a) => a.put(`verdict:${a.gallery.selectionId}:${a.file}`, 'in')],
		['too many updates at once', 4429, (a) => times(400, () => a.send(new Uint8Array([0, 0])))],
		[
			'syncing again and again',
			4429,
			(a) => times(9, () => a.say(syncFrame(SYNC.step1, new Uint8Array([0]))))
		]
	])('%s', async (_, code, attack) => refused(code, () => attack(attacker())));

	it('a mark after the right to mark was taken away', async () => {
		const { ctx } = live;
		const theirs = eq(rows.accessRow.subject, 'cleo@client.test');
		await ctx.db.transaction(
			async (tx) => void (await tx.update(rows.accessRow).set({ mark: false }).where(theirs).run())
		);
		await refused(4409, () => scene.c.own.set(scene.pick(), 'no'));
		expect(scene.c.acks.at(-1)).toEqual({ refused: [{ key: scene.pick(), reason: 'no-right' }] });
		await ctx.db.transaction(
			async (tx) => void (await tx.update(rows.accessRow).set({ mark: true }).where(theirs).run())
		);
	});

	it('a pick, a verdict and “done” after the lock, and nothing else', async () => {
		const { ctx } = live;
		const { gallery, c, b } = scene;
		const lockedAt = ctx.clock.now();
		c.own.set(`stars:${scene.files[0]}`, 5);
		await c.answered();
		await ctx.db.transaction(
			async (tx) =>
				void (await tx
					.update(rows.selection)
					.set({ lockedAt })
					.where(eq(rows.selection.id, gallery.selectionId))
					.run())
		);
		c.own.set(`stars:${scene.files[0]}`, 4);
		await c.answered(2);
		c.own.set(scene.pick(), 'no');
		expect(await c.closed).toBe(4409);
		expect(c.acks.at(-1)).toEqual({ refused: [{ key: scene.pick(), reason: 'locked' }] });
		b.own.delete(scene.pick());
		expect(await b.closed).toBe(4409);
		expect(await durable(ctx, gallery.id)).toMatchObject({
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
		const kept = await durable(live.ctx, gallery.id);
		expect(kept[`${c.seat.participantId} stars:${scene.files[0]}`]).toBe(1);
		expect(kept[`${c.seat.participantId} stars:${scene.files[1]}`]).toBeUndefined();
		expect(c.acks).toEqual([{ clock: 1 }, { refused: [{ key: 'stars:nosuchfile', reason: 'no-file' }] }]);
	});
});
