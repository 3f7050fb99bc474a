import { describe, expect, it } from 'vitest';
import { awarenessFrame } from '#lib/realtime/frames.ts';
import { encodeAwareness } from '#lib/realtime/presence.ts';
import { ann } from '#tests/support/cast/cast.ts';
import { aSeated, Peer, seatOf, studioBrowser, type Live } from '#tests/support/realtime/live.ts';
import { aRoom, liveForAll } from '#tests/support/realtime/live-hooks.ts';

let live: Live;
liveForAll((made) => void (live = made));

describe('presence', () => {
	it('tells the others what somebody looks at, as the server knows them', async () => {
		const { gallery, browser, seat, file, actor } = await aRoom(live);
		const ben = await aSeated(live.ctx, gallery.id, 'ben');
		const [c, b] = [new Peer(live, browser, seat), new Peer(live, ben.browser, ben.seat)];
		await Promise.all([c.synced, b.synced]);
		c.say({ looking: file.id, name: '<b>Ben</b>', participantId: ben.actor.participantId, colour: 1 });
		await b.until(() => b.here().some(({ looking }) => looking === file.id));
		expect(b.presence.getStates().get(seat.clientId)).toEqual({
			...{ participantId: actor.participantId, name: 'cleo', initials: 'CL', colour: 1 },
			...{ looking: file.id, following: null, leading: false }
		});
		await c.leave();
		await b.until(() => b.here().every(({ participantId }) => participantId !== actor.participantId));
		await b.leave();
	});

	it('shows a newcomer who is there already', async () => {
		const { gallery, browser, seat, file } = await aRoom(live);
		const c = new Peer(live, browser, seat);
		await c.synced;
		c.say({ looking: file.id });
		const ben = await aSeated(live.ctx, gallery.id, 'ben');
		const b = new Peer(live, ben.browser, ben.seat);
		await b.until(() => b.here().some(({ looking }) => looking === file.id));
		await Promise.all([b.leave(), c.leave()]);
	});

	it('lets nobody speak for another, nor freeze them by a high clock', async () => {
		const { gallery, browser, seat, file } = await aRoom(live);
		const ben = await aSeated(live.ctx, gallery.id, 'ben');
		const [c, b] = [new Peer(live, browser, seat), new Peer(live, ben.browser, ben.seat)];
		await Promise.all([c.synced, b.synced]);
		const forged = encodeAwareness([
			{ clientId: ben.seat.clientId, clock: 2 ** 40, state: { looking: 'forged' } }
		]);
		c.send(awarenessFrame(forged));
		b.say({ looking: file.id });
		await c.until(() => c.presence.getStates().get(ben.seat.clientId)?.['looking'] === file.id);
		await Promise.all([b.leave(), c.leave()]);
	});

	it('keeps members unseen by clients until they mark', async () => {
		const { gallery, browser, seat, file } = await aRoom(live);
		const c = new Peer(live, browser, seat);
		await c.answered();
		const studio = await studioBrowser(live.ctx, gallery.id, await ann(live.ctx));
		const studioSeat = await seatOf(live.ctx, studio);
		const a = new Peer(live, studio, studioSeat);
		await a.answered();
		a.say({ looking: file.id });
		c.say({ looking: file.id });
		await a.until(() => a.here().some(({ looking }) => looking === file.id));
		expect(c.here()).toEqual([]);
		a.own.set(`stars:${file.id}`, 5);
		await c.until(() => c.here().some(({ participantId }) => participantId === studioSeat.participantId));
		await Promise.all([a.leave(), c.leave()]);
	});

	it('hides what somebody looks at who switched themselves off, for good', async () => {
		const { gallery, browser, seat, file } = await aRoom(live);
		const ben = await aSeated(live.ctx, gallery.id, 'ben');
		const [c, b] = [new Peer(live, browser, seat), new Peer(live, ben.browser, ben.seat)];
		await Promise.all([c.synced, b.synced]);
		c.say({ looking: file.id });
		await b.until(() => b.here().some(({ looking }) => looking === file.id));
		c.say({ looking: file.id, hides: true }, 2);
		await b.until(() => b.here().some(({ name, looking }) => name === 'cleo' && looking === null));
		await c.leave();
		expect(await seatOf(live.ctx, browser)).toMatchObject({ hidesLooking: true });
		await b.leave();
	});

	it.each([
		['broken', 4400, new Uint8Array([1, 3, 1, 200])],
		['not JSON', 4400, null],
		['of another shape', 4400, { looking: { deep: 1 } }],
		['too long', 4413, { looking: 'x'.repeat(2_000) }]
	])('that is %s closes with %i', async (_, code, state) => {
		const { browser, seat } = await aRoom(live);
		const peer = new Peer(live, browser, seat);
		await peer.synced;
		if (state instanceof Uint8Array) peer.send(awarenessFrame(state));
		else if (state) peer.say(state);
		else peer.send(awarenessFrame(new Uint8Array([1, seat.clientId, 1, 1, 123])));
		expect(await peer.closed).toBe(code);
	});

	it('of 5,000 ghosts makes none', async () => {
		const { gallery, browser, seat, file } = await aRoom(live);
		const ben = await aSeated(live.ctx, gallery.id, 'ben');
		const [c, b] = [new Peer(live, browser, seat), new Peer(live, ben.browser, ben.seat)];
		await Promise.all([c.synced, b.synced]);
		const ghosts = Array.from({ length: 5_000 }, (_, i) => ({ clientId: 10_000 + i, clock: 1, state: null }));
		c.send(awarenessFrame(encodeAwareness(ghosts)));
		c.say({ looking: file.id });
		await b.until(() => b.here().some(({ looking }) => looking === file.id));
		expect(b.here().length).toBe(1);
		await Promise.all([b.leave(), c.leave()]);
	});
});
