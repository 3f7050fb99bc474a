import { io } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { aGallery, ann, owner } from '#tests/support/cast/cast.ts';
import { Peer, seatOf, studioBrowser, type Live } from '#tests/support/realtime/live.ts';
import { liveForAll } from '#tests/support/realtime/live-hooks.ts';
import { removeMember, setPassword, signOut } from '../studio/index.ts';
import { stopwatch } from '#tests/support/measure/stopwatch.ts';

let live: Live;
liveForAll((made) => void (live = made));

describe('what a member has open ends within a second', () => {
	it.each([
		['when they sign out', async (cookie: string) => signOut(live.ctx, cookie)],
		[
			'when their password is changed',
			async (_: string, id: string) =>
				setPassword(live.ctx, await owner(live.ctx), id, {
					current: '',
					password: 'burn and dodge',
					revokeTokens: false
				})
		],
		[
			'when they are removed',
			async (_: string, id: string) => removeMember(live.ctx, await owner(live.ctx), id)
		]
	])('%s', async (_, end) => {
		const { id: galleryId } = await aGallery(live.ctx);
		const member = await ann(live.ctx);
		const browser = await studioBrowser(live.ctx, galleryId, member);
		const peer = new Peer(live, browser, await seatOf(live.ctx, browser));
		await peer.synced;
		const { origin } = live;
		const extraHeaders = { cookie: browser.cookie, origin };
		const options = { extraHeaders, auth: { as: 'studio' }, transports: ['websocket'], forceNew: true };
		const socket = io(origin, { ...options, reconnection: false });
		await new Promise<void>((resolve) => socket.once('connect', resolve));
		const told = new Promise((resolve) => socket.once('closed', resolve));
		await end(browser.cookie, member.memberId);
		const waited = stopwatch();
		expect(await told).toEqual({ code: 4401 });
		expect(await peer.closed).toBe(4401);
		expect(waited()).toBeLessThan(1_000);
	});
});
