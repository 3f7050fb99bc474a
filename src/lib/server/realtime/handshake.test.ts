import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { aClient, ann, ray } from '#tests/support/cast/cast.ts';
import { aSeated, Peer, seatOf, studioBrowser, type Live } from '#tests/support/realtime/live.ts';
import { aRoom, liveForAll, NOBODY } from '#tests/support/realtime/live-hooks.ts';
import { accessChanged, accessEnded } from '../access/index.ts';
import { SYSTEM } from '#lib/server/events/index.ts';
import * as rows from '../db/schema.ts';
import { stopwatch } from '#tests/support/measure/stopwatch.ts';

let live: Live;
liveForAll((made) => void (live = made));

/** A socket that was let in has heard the server's state vector; one that was not hears nothing but its code. */
async function outcome(peer: Peer): Promise<number | 'in'> {
	const code = await Promise.race([peer.closed, peer.synced.then(() => 'in' as const)]);
	if (code !== 'in') expect(peer.frames).toEqual([]);
	return code;
}

describe('the handshake of the marks socket', () => {
	it('lets a client in with their own seat', async () => {
		const { browser, seat } = await aRoom(live);
		const peer = new Peer(live, browser, seat);
		expect(await outcome(peer)).toBe('in');
		await peer.leave();
	});

	it.each([
		['a foreign origin', 'https://evil.test'],
		['no origin', null],
		['our origin as a prefix', () => `${live.origin}.evil.test`],
		['our host by another scheme', () => live.origin.replace('http', 'https')]
	])('answers 403 to %s', async (_, origin) => {
		const { browser, seat } = await aRoom(live);
		const peer = new Peer(live, browser, seat, { origin: typeof origin === 'function' ? origin() : origin });
		expect(await peer.refusedWith).toBe(403);
	});

	it('knows no other path', async () => {
		const { browser, seat } = await aRoom(live);
		expect(await new Peer(live, { ...browser, galleryId: '..%2fx' }, seat).refusedWith).toBe(404);
	});

	it('closes with 4401 who has no session', async () => {
		const { gallery, browser, seat } = await aRoom(live);
		for (const cookie of ['', 'sid=garbage', `${browser.cookie}x`, `${browser.cookie}; ${browser.cookie}`])
			expect(await outcome(new Peer(live, { ...NOBODY, galleryId: gallery.id, cookie }, seat))).toBe(4401);
	});

	it('closes with 4403 a stranger, and whoever asks for a gallery that never was', async () => {
		const theirs = await aRoom(live);
		const stranger = await aRoom(live, 'dan');
		expect(
			await outcome(new Peer(live, { ...stranger.browser, galleryId: theirs.gallery.id }, theirs.seat))
		).toBe(4403);
		expect(await outcome(new Peer(live, { ...stranger.browser, galleryId: 'neverwas' }, theirs.seat))).toBe(
			4403
		);
	});

	it('closes with 4409 who sits on another’s seat, at an old epoch, or on a seat of another gallery', async () => {
		const { gallery, browser, seat } = await aRoom(live);
		const ben = await aSeated(live.ctx, gallery.id, 'ben');
		const codes = [
			await outcome(new Peer(live, browser, ben.seat)),
			await outcome(new Peer(live, browser, { ...seat, epoch: '00000000beef' })),
			await outcome(new Peer(live, browser, { ...seat, clientId: 999 }))
		];
		expect(codes).toEqual([4409, 4409, 4409]);
	});

	it('closes with 4400 who asks for nonsense', async () => {
		const { browser, seat } = await aRoom(live);
		const odd: Record<string, string>[] = [
			...[{ seat: '-1' }, { seat: '1e3' }, { seat: '__proto__' }],
			...[{ epoch: '' }, { epoch: 'zz' }]
		];
		for (const query of odd) expect(await outcome(new Peer(live, browser, seat, { query }))).toBe(4400);
	});

	it('keeps members’ sessions and clients’ apart', async () => {
		const { gallery, browser, seat } = await aRoom(live);
		const studio = await studioBrowser(live.ctx, gallery.id, await ann(live.ctx));
		const studioSeat = await seatOf(live.ctx, studio);
		expect(await outcome(new Peer(live, { ...studio, member: null }, studioSeat))).toBe(4401);
		expect(await outcome(new Peer(live, browser, seat, { query: { as: 'studio' } }))).toBe(4401);
		const peer = new Peer(live, studio, studioSeat);
		expect(await outcome(peer)).toBe('in');
		await peer.leave();
	});

	it('shows a retoucher only galleries with orders', async () => {
		const { gallery } = await aRoom(live);
		const browser = await studioBrowser(live.ctx, gallery.id, await ray(live.ctx));
		await expect(seatOf(live.ctx, browser)).rejects.toMatchObject({ fault: 'not-found' });
	});

	it('gives a seat one socket: the older one is closed', async () => {
		const { browser, seat } = await aRoom(live);
		const first = new Peer(live, browser, seat);
		await first.synced;
		const second = new Peer(live, browser, seat);
		expect(await first.closed).toBe(4409);
		await second.synced;
		await second.leave();
	});

	it('lets one browser open twenty sockets', async () => {
		const { browser } = await aRoom(live);
		const peers = [];
		for (let i = 0; i < 20; i++) {
			const peer = new Peer(live, browser, await seatOf(live.ctx, browser));
			await peer.synced;
			peers.push(peer);
		}
		expect(await outcome(new Peer(live, browser, await seatOf(live.ctx, browser)))).toBe(4429);
		await Promise.all(peers.map((peer) => peer.leave()));
	});
});

describe('a seat', () => {
	it('has a client id that nobody ever had, and stays its participant’s for ever', async () => {
		const { browser, seat } = await aRoom(live);
		const ids = [seat.clientId];
		for (let i = 0; i < 5; i++) ids.push((await seatOf(live.ctx, browser)).clientId);
		expect(new Set(ids).size).toBe(6);
		expect(await outcome(new Peer(live, browser, seat))).toBe('in');
	});

	it('of a second person in the same browser closes the first one’s page with 4409', async () => {
		const { gallery, browser, seat } = await aRoom(live);
		const peer = new Peer(live, browser, seat);
		await peer.synced;
		const ben = await aClient(live.ctx, gallery.id, 'ben');
		const change = { participantId: ben.participantId };
		const theirs = eq(rows.sessionParticipant.sessionId, browser.sessionId);
		await live.ctx.db.transaction(async (tx) => {
			await tx.update(rows.sessionParticipant).set(change).where(theirs).run();
			await accessEnded(tx, live.ctx, SYSTEM, [gallery.id]);
		});
		expect(await peer.closed).toBe(4409);
	});
});

describe('what is taken away', () => {
	/** From the commit to the close, on a real clock. */
	async function msUntilClosed(peer: Peer, act: () => Promise<unknown>): Promise<[code: number, ms: number]> {
		await peer.synced;
		await act();
		const waited = stopwatch();
		return [await peer.closed, waited()];
	}

	it('closes with 4403 within a second, and sends nothing after', async () => {
		const { gallery, browser, seat, file } = await aRoom(live);
		const ben = await aSeated(live.ctx, gallery.id, 'ben');
		const peer = new Peer(live, browser, seat);
		const other = new Peer(live, ben.browser, ben.seat);
		await other.answered();
		const [code, ms] = await msUntilClosed(peer, () =>
			live.ctx.db.transaction(async (tx) => {
				await tx.delete(rows.accessRow).where(eq(rows.accessRow.subject, 'cleo@client.test')).run();
				await accessChanged(tx, live.ctx, SYSTEM, gallery.id, ['cleo@client.test']);
			})
		);
		expect(code).toBe(4403);
		expect(ms).toBeLessThan(1_000);
		const heard = peer.frames.length;
		other.own.set(`stars:${file.id}`, 5);
		await other.answered(2);
		expect(peer.frames.length).toBe(heard);
		expect(await outcome(new Peer(live, browser, seat))).toBe(4403);
		await other.leave();
	});

	it('asks for a new seat with 4503 where other rights are left', async () => {
		const { gallery, browser, seat } = await aRoom(live);
		const peer = new Peer(live, browser, seat);
		const [code, ms] = await msUntilClosed(peer, () =>
			live.ctx.db.transaction(async (tx) => {
				const theirs = eq(rows.accessRow.galleryId, gallery.id);
				await tx.update(rows.accessRow).set({ mark: false, order: false }).where(theirs).run();
				await accessChanged(tx, live.ctx, SYSTEM, gallery.id, ['cleo@client.test']);
			})
		);
		expect([code, ms < 1_000]).toEqual([4503, true]);
		const again = await seatOf(live.ctx, browser);
		expect(again.rights).toMatchObject({ look: true, mark: false });
	});

	it('leaves those alone whom it does not concern', async () => {
		const { gallery, browser, seat } = await aRoom(live);
		const peer = new Peer(live, browser, seat);
		const ben = await aSeated(live.ctx, gallery.id, 'ben');
		const other = new Peer(live, ben.browser, ben.seat);
		await peer.synced;
		await msUntilClosed(other, () =>
			live.ctx.db.transaction(async (tx) => {
				await tx.delete(rows.accessRow).where(eq(rows.accessRow.subject, 'ben@client.test')).run();
				await accessEnded(tx, live.ctx, SYSTEM, [gallery.id]);
			})
		);
		expect(peer.ws.readyState).toBe(peer.ws.OPEN);
		await peer.leave();
	});

	it('with the gallery itself closes members too', async () => {
		const { gallery } = await aRoom(live);
		const studio = await studioBrowser(live.ctx, gallery.id, await ann(live.ctx));
		const peer = new Peer(live, studio, await seatOf(live.ctx, studio));
		const [code] = await msUntilClosed(peer, () =>
			live.ctx.db.transaction(async (tx) => {
				await tx.update(rows.gallery).set({ deletedAt: 1 }).where(eq(rows.gallery.id, gallery.id)).run();
				await accessEnded(tx, live.ctx, SYSTEM, [gallery.id]);
			})
		);
		expect(code).toBe(4403);
	});

	it('with the epoch closes with 4409: an erasure or a restore begins anew', async () => {
		const { gallery, browser, seat } = await aRoom(live);
		const peer = new Peer(live, browser, seat);
		const [code] = await msUntilClosed(peer, () =>
			live.ctx.db.transaction(async (tx) => {
				await tx
					.update(rows.gallery)
					.set({ epoch: 'abcdef012345' })
					.where(eq(rows.gallery.id, gallery.id))
					.run();
				await accessEnded(tx, live.ctx, SYSTEM, [gallery.id]);
			})
		);
		expect(code).toBe(4409);
	});
});
