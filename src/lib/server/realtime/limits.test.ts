import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aSeated, Peer, seatOf, startLive, type Live } from '#tests/support/realtime/live.ts';
import { aShoot } from '#tests/support/realtime/room-scene.ts';
import { makeBucket } from './bucket.ts';

let live: Live;
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
beforeEach(async () => void (live = await startLive()));
afterEach(async () => {
	await live.stop();
	vi.useRealTimers();
});

async function aPeer(gallery: { id: string }, name: string) {
	const { browser, seat } = await aSeated(live.ctx, gallery.id, name);
	const peer = new Peer(live, browser, seat);
	await peer.answered();
	return { browser, seat, peer };
}

describe('a socket', () => {
	it('hears something at least every 15 seconds, which a plain client takes for presence', async () => {
		const { gallery } = await aShoot(live);
		const { peer } = await aPeer(gallery, 'cleo');
		for (let i = 0; i < 4; i++) {
			const heard = peer.frames.length;
			await vi.advanceTimersByTimeAsync(15_000);
			await peer.until(() => peer.frames.length > heard);
		}
		expect(peer.ws.readyState).toBe(peer.ws.OPEN);
		await peer.leave();
	});

	it('is judged again every 30 seconds, also when nobody announced anything', async () => {
		const { gallery } = await aShoot(live);
		const { peer, browser } = await aPeer(gallery, 'cleo');
		live.clock.forward(31 * 86_400_000);
		await vi.advanceTimersByTimeAsync(30_000);
		expect(await peer.closed).toBe(4401);
		expect(browser.member).toBeNull();
	});

	it('that does not read is let go, and the others notice nothing', async () => {
		const { gallery, files } = await aShoot(live);
		const [slow, quick, writer] = [
			await aPeer(gallery, 'slow'),
			await aPeer(gallery, 'quick'),
			await aPeer(gallery, 'writer')
		];
		// the operating system's buffers hold some megabytes before ours begin to fill
		slow.peer.ws.pause();
		const text = '写'.repeat(2_000);
		const key = `comment:${writer.seat.participantId}.a`;
		const { peer } = writer;
		for (let i = 0; i < 3_000; i++) {
			live.clock.forward(100);
			peer.own.set(key, { file: files[0], version: 1, text: `${i} ${text.slice(10)}` });
			if (i % 50 === 49) await peer.answered(i + 2);
		}
		await quick.peer.until(() =>
			JSON.stringify(quick.peer.book(peer.seat.participantId).get(key) ?? '').includes('2999 ')
		);
		slow.peer.ws.resume();
		// 1013, where it still reads that
		expect([1006, 1013]).toContain(await slow.peer.closed);
		const again = new Peer(live, slow.browser, await seatOf(live.ctx, slow.browser));
		await again.answered();
		expect(again.book(peer.seat.participantId).has(key)).toBe(true);
		await Promise.all([again.leave(), quick.peer.leave(), peer.leave()]);
	});
});

describe('a bucket', () => {
	it('lets a burst through, then so many a second, whatever the clock does', () => {
		let now = 0;
		const take = makeBucket(() => now, { burst: 3, perSecond: 2 });
		const taken = () => [take(), take(), take(), take()].filter(Boolean).length;
		expect(taken()).toBe(3);
		now = 1_000;
		expect(taken()).toBe(2);
		now = -86_400_000;
		expect(taken()).toBe(0);
		now += 500;
		expect(taken()).toBe(1);
	});
});
