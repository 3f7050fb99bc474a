import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import * as v from 'valibot';
import { liveMarks } from '../marks/index.ts';
import type { Announced } from '../db/announce.ts';
import type { Context } from '../context.ts';
import { Announcer } from './announcer.ts';
import { isOwnOrigin, turnAway } from './door.ts';
import { Openings } from './openings.ts';
import { SyncServer } from './sync-server.ts';
import { startTail } from './tail.ts';

export type Realtime = {
	/** A neighbour process announced something: look at once. */
	poke: () => void;
	/** Closes every socket with 1012, after everything received is answered. */
	close: () => Promise<void>;
};

const SYNC_PATH = /^\/sync\/[0-9a-z]{1,40}$/;
/** Rights also end by the clock, without anybody announcing it. */
const REJUDGE_MS = 30_000;

/** Opens the marks sockets and the announcements on an http server. */
export function attachRealtime(server: Server, ctx: Context): Realtime {
	const { rooms, desk } = liveMarks(ctx);
	const openings = new Openings(ctx.clock.now);
	const announcer = new Announcer(server, ctx, openings);
	const sync = new SyncServer(ctx, openings);
	const tail = startTail(
		ctx,
		(news) => {
			judge(sync, news);
			announcer.hear(news);
		},
		() => desk.passOn(rooms.catchUp())
	);
	const timer = setInterval(() => {
		announcer.rejudge();
		openings.forgetFull();
	}, REJUDGE_MS);
	timer.unref();
	server.on('upgrade', (req, socket, head) => route(ctx, sync, req, socket, head));
	return {
		poke: tail.poke,
		close: async () => {
			tail.stop();
			clearInterval(timer);
			announcer.close();
			await sync.close();
		}
	};
}

const Place = v.object({ galleryId: v.optional(v.string()) });

/** Access first: who may not hear what follows is gone before it is told. */
function judge(sync: SyncServer, news: readonly Announced[]) {
	const moves = news.filter(({ event }) => event === 'access.changed' || event === 'gallery.changed');
	for (const galleryId of new Set(moves.map(galleryOf))) {
		sync.sockets.recheck(galleryId);
		if (galleryId) sync.refreshLooking(galleryId);
	}
}

function galleryOf({ payload }: Announced): string | undefined {
	const place = v.safeParse(Place, payload);
	return place.success ? place.output.galleryId : undefined;
}

/** Socket.IO answers its own path; everything but the marks is nobody's. */
function route(ctx: Context, sync: SyncServer, req: IncomingMessage, socket: Duplex, head: Buffer) {
	const url = URL.parse(req.url ?? '/', ctx.env.ORIGIN);
	if (url?.pathname.startsWith('/socket.io/')) return;
	socket.on('error', () => socket.destroy());
	if (!url || !SYNC_PATH.test(url.pathname)) return turnAway(socket, '404 Not Found');
	if (!isOwnOrigin(req, ctx.env.ORIGIN)) return turnAway(socket, '403 Forbidden');
	sync.accept(req, socket, head, url).catch((error: unknown) => {
		ctx.log.error({ err: error }, 'a marks socket could not be opened');
		socket.destroy();
	});
}
