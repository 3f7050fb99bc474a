import { describe, expect, it } from 'vitest';
import { durable, type Live } from '#tests/support/realtime/live.ts';
import { sceneForEach } from '#tests/support/realtime/live-hooks.ts';
import { refuseInserts } from '#tests/support/app/refusing.ts';
import { type Scene } from '#tests/support/realtime/room-scene.ts';

let live: Live;
let scene: Scene;
sceneForEach((...made) => void ([live, scene] = made));

/** Cleo's mark meets a database that takes nothing; afterwards Ben's is taken again, so that he has heard everything. */
async function unkept() {
	const { b, c, pick } = scene;
	const takeAgain = await refuseInserts(live, 'mark_update');
	c.own.set(pick(), 'no');
	const code = await c.closed;
	await takeAgain();
	const answers = b.acks.length;
	b.own.set(pick(1), 'maybe');
	await b.answered(answers + 1);
	return code;
}

describe('a mark that the database did not take', () => {
	it('is not acknowledged, and may be tried again later', async () => {
		const before = scene.c.acks.length;
		expect(await unkept()).toBe(1013);
		expect(scene.c.acks.slice(before)).toEqual([]);
	});

	it('is shown to nobody', async () => {
		const { b, c, gallery, pick } = scene;
		await unkept();
		expect(b.book(c.seat.participantId).get(pick())).toBeUndefined();
		expect(await durable(live.ctx, gallery.id)).not.toHaveProperty(`${c.seat.participantId} ${pick()}`);
	});
});
