import fc from 'fast-check';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
	aSeated,
	durable,
	Peer,
	seatOf,
	startLive,
	type Browser,
	type Live
} from '#tests/support/realtime/live.ts';
import { liveForEach } from '#tests/support/realtime/live-hooks.ts';
import { failing } from '#tests/support/cast/failing-database.ts';
import { server } from '#tests/support/postgres/databases.ts';
import { everybodyConverges } from '#tests/support/realtime/converging.ts';
import { aShoot, booksOf, fromLog } from '#tests/support/realtime/room-scene.ts';

let live: Live;
liveForEach((made) => void (live = made));

/** As in the walks of orders: SQLite's one writer meets them seldom. */
const FAILURES = server ? 1_000 : 100;
const ONE_IN = 2;

describe('everybody ends with the same marks', () => {
	it('whatever they do, drop, reload, and however often the server restarts', async () => {
		await fc.assert(
			everybodyConverges(() => live),
			{ numRuns: Number(process.env['FUZZ_RUNS'] ?? 6), endOnFailure: true }
		);
	}, 120_000);

	it(`through ${FAILURES} failed serialisations`, { timeout: 600_000 }, async () => {
		let seed = 53;
		let before = 0;
		let failed = () => 0;
		const fail = () => {
			before += failed();
			const { db, ...more } = failing({ ...live.ctx.db }, seed + before, ONE_IN);
			live.ctx.db.transaction = db.transaction;
			failed = more.failed;
		};
		const property = everybodyConverges(
			() => live,
			async () => {
				await live.restart();
				fail();
			}
		);
		fail();
		while (before + failed() < FAILURES) await fc.assert(property, { seed: seed++, numRuns: 1 });
	});
});

describe('a kill between receiving and committing', () => {
	it('loses only what was not acknowledged, and the page still has that', async () => {
		const { gallery, files } = await aShoot(live);
		const { browser, seat } = await aSeated(live.ctx, gallery.id, 'cleo');
		const peer = new Peer(live, browser, seat);
		await peer.answered();
		peer.own.set(`stars:${files[0]}`, 5);
		await peer.answered(2);
		// the database is gone in the moment of the commit: nothing is kept, told or acknowledged
		const { transaction } = live.ctx.db;
		live.ctx.db.transaction = () => Promise.reject(new Error('killed'));
		peer.own.set(`stars:${files[1]}`, 4);
		expect(await peer.closed).toBe(1013);
		expect(peer.acks).toEqual([{ clock: 0 }, { clock: 1 }]);
		live.ctx.db.transaction = transaction;
		expect(Object.keys(await fromLog(live, gallery.id))).toEqual([`${seat.participantId} stars:${files[0]}`]);
		await live.restart();
		const again = new Peer(live, browser, seat, { doc: peer.doc });
		await again.answered();
		expect(Object.keys(await durable(live.ctx, gallery.id)).length).toBe(2);
		await again.leave();
	});

	it('is the same for those whose marks were in the same turn', async () => {
		const { gallery, files } = await aShoot(live);
		const [cleo, ben] = [
			await aSeated(live.ctx, gallery.id, 'cleo'),
			await aSeated(live.ctx, gallery.id, 'ben')
		];
		const [c, b] = [new Peer(live, cleo.browser, cleo.seat), new Peer(live, ben.browser, ben.seat)];
		await Promise.all([c.answered(), b.answered()]);
		const { transaction } = live.ctx.db;
		live.ctx.db.transaction = () => Promise.reject(new Error('disk full'));
		c.own.set(`stars:${files[0]}`, 1);
		b.own.set(`stars:${files[0]}`, 2);
		expect(await Promise.all([c.closed, b.closed])).toEqual([1013, 1013]);
		live.ctx.db.transaction = transaction;
		expect(await durable(live.ctx, gallery.id)).toEqual({});
		const again = new Peer(live, cleo.browser, cleo.seat, { doc: c.doc });
		await again.answered();
		expect(await durable(live.ctx, gallery.id)).toEqual({ [`${c.seat.participantId} stars:${files[0]}`]: 1 });
		await again.leave();
	});
});

describe('the plain npm client', () => {
	function provider(browser: Browser, seat: { clientId: number; epoch: string }, doc: Y.Doc) {
		class WithCookie extends WebSocket {
			constructor(url: string, protocols?: string[]) {
				super(url, protocols, { headers: { cookie: browser.cookie, origin: live.origin } });
			}
		}
		return new WebsocketProvider(`${live.origin.replace('http', 'ws')}/sync`, browser.galleryId, doc, {
			params: { seat: String(seat.clientId), epoch: seat.epoch },
			WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
			disableBc: true
		});
	}

	const sees = (map: Y.Map<unknown>, key: string, value: unknown) =>
		new Promise<void>((resolve) => {
			const look = () => {
				if (map.get(key) !== value) return;
				map.unobserve(look);
				resolve();
			};
			map.observe(look);
			look();
		});

	it('sees and is seen, also after it was away and the server restarted', async () => {
		const { gallery, files } = await aShoot(live);
		const [cleo, ben] = [
			await aSeated(live.ctx, gallery.id, 'cleo'),
			await aSeated(live.ctx, gallery.id, 'ben')
		];
		const docs = [cleo, ben].map(({ seat }) => {
			const doc = new Y.Doc();
			doc.clientID = seat.clientId;
			return doc;
		});
		const [c, b] = docs;
		if (!c || !b) throw new Error('two');
		const [cp, bp] = [provider(cleo.browser, cleo.seat, c), provider(ben.browser, ben.seat, b)];
		const mine = cleo.seat.participantId;
		c.getMap(mine).set(`stars:${files[0]}`, 5);
		await sees(b.getMap(mine), `stars:${files[0]}`, 5);
		const saw = new Promise<void>((resolve) =>
			bp.awareness.on('change', () => {
				const state = bp.awareness.getStates().get(cleo.seat.clientId);
				if (state?.['looking'] === files[1] && state?.['name'] === 'cleo') resolve();
			})
		);
		cp.awareness.setLocalStateField('looking', files[1]);
		await saw;
		cp.disconnect();
		c.getMap(mine).set(`stars:${files[1]}`, 4);
		await live.restart();
		cp.connect();
		await sees(b.getMap(mine), `stars:${files[1]}`, 4);
		expect(booksOf(c)).toEqual(booksOf(b));
		for (const each of [cp, bp]) each.destroy();
	});
});

describe('two web processes on one database', () => {
	it('show each other their marks, and judge what came through the other', async () => {
		const other = await startLive({ DATA_DIR: live.dir });
		const { gallery, files } = await aShoot(live);
		const [cleo, ben] = [
			await aSeated(live.ctx, gallery.id, 'cleo'),
			await aSeated(live.ctx, gallery.id, 'ben')
		];
		const here = new Peer(live, cleo.browser, cleo.seat);
		const there = new Peer(other, ben.browser, ben.seat);
		await Promise.all([here.answered(), there.answered()]);
		here.own.set(`stars:${files[0]}`, 5);
		there.own.set(`stars:${files[0]}`, 1);
		await Promise.all([
			there.until(() => there.book(here.seat.participantId).get(`stars:${files[0]}`) === 5),
			here.until(() => here.book(there.seat.participantId).get(`stars:${files[0]}`) === 1)
		]);
		// the same person, the same book, in both processes; then everything over again to the other
		const seat = await seatOf(live.ctx, cleo.browser);
		const mine = new Peer(other, cleo.browser, seat);
		await mine.answered();
		here.own.set(`stars:${files[1]}`, 2);
		await here.answered(3);
		mine.step2(Y.encodeStateAsUpdate(here.doc));
		await mine.answered(2);
		mine.own.set(`stars:${files[1]}`, 3);
		await mine.answered(3);
		await here.until(() => here.own.get(`stars:${files[1]}`) === 3);
		const key = `comment:${here.seat.participantId}`;
		here.own.set(`${key}.a`, { file: files[0], version: 1, text: 'here' });
		mine.own.set(`${key}.b`, { file: files[0], version: 1, text: 'there' });
		const server = `server:${here.seat.participantId}`;
		for (const peer of [here, mine, there]) await peer.until(() => peer.book(server).size === 2);
		for (const peer of [here, mine, there]) await peer.leave();
		await other.stop();
	});
});
