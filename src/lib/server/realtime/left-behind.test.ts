import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { seatOf, type Live } from '#tests/support/realtime/live.ts';
import { sceneForEach } from '#tests/support/realtime/live-hooks.ts';
import { refuseInserts } from '#tests/support/app/refusing.ts';
import { fromLog, type Scene } from '#tests/support/realtime/room-scene.ts';
import { liveMarks } from '../marks/index.ts';

// Faults of our own behind a commit, or in the middle of a refusal.

let live: Live;
let scene: Scene;
sceneForEach((...made) => void ([live, scene] = made));

const broken = () => {
	throw new Error('a fault of ours');
};

/** As a page does it: with a new seat. */
const back = async (who: Scene['cleo']) => scene.join({ ...who, seat: await seatOf(live.ctx, who.browser) });

/** Cleo's mark is committed, and what comes after the commit fails. */
async function markOf() {
	const { c, pick } = scene;
	const { pipeline } = liveMarks(live.ctx);
	const { onKept } = pipeline;
	pipeline.onKept = broken;
	c.own.set(pick(1), 'maybe');
	const code = await c.closed;
	pipeline.onKept = onKept;
	return code;
}

describe('a mark that was committed and could not be shown', () => {
	it('is not called unkept: everybody comes back, and finds it', async () => {
		const { b, c, cleo, ben, gallery, pick } = scene;
		expect([await markOf(), await b.closed]).toEqual([1012, 1012]);
		const key = `${c.seat.participantId} ${pick(1)}`;
		expect((await fromLog(live, gallery.id))[key]).toBe('maybe');
		const [cleos, bens] = [await back(cleo), await back(ben)];
		for (const peer of [cleos, bens]) {
			await peer.synced;
			expect(peer.book(c.seat.participantId).get(pick(1))).toBe('maybe');
		}
		bens.own.set(pick(), 'no');
		await bens.answered();
		await cleos.until(() => cleos.book(b.seat.participantId).get(pick()) === 'no');
	});

	it('takes nothing more into the room that it left behind', async () => {
		const { b, gallery, pick } = scene;
		const { pipeline, rooms } = liveMarks(live.ctx);
		const old = await rooms.open(gallery.id);
		const [connection] = [...old.connections].filter(
			({ participantId }) => participantId === b.seat.participantId
		);
		if (!connection) throw new Error('Ben is not there');
		await markOf();
		expect(await rooms.open(gallery.id)).not.toBe(old);
		const before = await fromLog(live, gallery.id);
		const known = Y.encodeStateVector(b.doc);
		b.own.set(pick(), 'no');
		const late = { ...connection, isClosing: false, isRejected: false };
		pipeline.submit(late, old, Y.encodeStateAsUpdate(b.doc, known));
		await pipeline.settled();
		expect(await fromLog(live, gallery.id)).toEqual(before);
	});
});

it('marks are taken after a refusal that could not be told', async () => {
	const { b, c, gallery, pick } = scene;
	const takeAgain = await refuseInserts(live, 'mark_update');
	const { pipeline, rooms } = liveMarks(live.ctx);
	const cleos = [...(await rooms.open(gallery.id)).connections].find(
		({ participantId }) => participantId === c.seat.participantId
	);
	if (!cleos) throw new Error('Cleo is not there');
	const told = new Promise<void>((resolve) => {
		cleos.close = () => {
			resolve();
			broken();
		};
	});
	c.own.set(pick(1), 'maybe');
	await told;
	await pipeline.settled();
	await takeAgain();
	const bens = await back(scene.ben);
	bens.own.set(pick(), 'no');
	await bens.answered();
	expect((await fromLog(live, gallery.id))[`${b.seat.participantId} ${pick()}`]).toBe('no');
});
