import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import * as v from 'valibot';
import { hasOneHost } from '../auth/one-host.ts';
import { liveMarks } from '../marks/index.ts';
import type { Announced } from '../db/announce.ts';
import type { Context } from '../context.ts';
import { Announcer } from './announcer.ts';
import { isOwnOrigin, rejectUpgrade } from './handshake.ts';
import { ConnectionLimiter } from './connection-limiter.ts';
import { SyncServer } from './sync-server.ts';
import { startTail } from './tail.ts';

export type Realtime = {
	/** A neighbour process announced something: look at once. */
	poke: () => void;
	/** Closes every socket with 1012, after everything received is answered. */
	close: () => Promise<void>;
};

const SYNC_PATH = /^\/sync\/[0-9a-z]{1,40}$/;
/** As engine.io compares it: by the raw target, which nobody has normalised. */
const ANNOUNCEMENTS_PATH = '/socket.io/';
/** Rights also end by the clock, without anybody announcing it. */
const REJUDGE_MS = 30_000;

/** Opens the marks sockets and the announcements on an http server. */
export async function attachRealtime(server: Server, ctx: Context): Promise<Realtime> {
	const from = await ctx.hub.last();
	const { pipeline } = liveMarks(ctx);
	const openings = new ConnectionLimiter(ctx.clock.now);
	const announcer = new Announcer(server, ctx, openings);
	const sync = new SyncServer(ctx, openings);
	const tail = startTail(
		ctx,
		from,
		async (news, ahead) => {
			await judge(sync, [...news, ...ahead]);
			void announcer.dispatch(news, ahead);
		},
		async () => void (await pipeline.catchUp())
	);
	const timer = setInterval(() => {
		void announcer.rejudge();
		openings.forgetFull();
	}, REJUDGE_MS);
	timer.unref();
	// Socket.IO would answer by itself, beside this one: who answers which path is decided once, in `route`
	server.removeAllListeners('upgrade');
	server.on('upgrade', (req, socket, head) => route(ctx, sync, announcer, req, socket, head));
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
async function judge(sync: SyncServer, news: readonly Announced[]) {
	const moves = news.filter(({ event }) => event === 'access.changed' || event === 'gallery.changed');
	for (const galleryId of new Set(moves.map(galleryOf))) {
		await sync.sockets.recheck(galleryId);
		if (galleryId) await sync.refreshLooking(galleryId);
	}
}

function galleryOf({ payload }: Announced): string | undefined {
	const place = v.safeParse(Place, payload);
	return place.success ? place.output.galleryId : undefined;
}

/** Whose a request to upgrade is, by its raw target alone; a socket that ends at any moment is no error of ours. */
function route(
	ctx: Context,
	sync: SyncServer,
	announcer: Announcer,
	req: IncomingMessage,
	socket: Duplex,
	head: Buffer
) {
	socket.on('error', () => socket.destroy());
	if (!hasOneHost(req)) return rejectUpgrade(socket, '400 Bad Request');
	const target = req.url ?? '';
	if (target.startsWith(ANNOUNCEMENTS_PATH)) return announcer.accept(req, socket, head);
	const [path = ''] = target.split('?', 1);
	if (!SYNC_PATH.test(path)) return rejectUpgrade(socket, '404 Not Found');
	if (!isOwnOrigin(req, ctx.env.ORIGIN)) return rejectUpgrade(socket, '403 Forbidden');
	const url = new URL(target, ctx.env.ORIGIN);
	sync.accept(req, socket, head, url).catch((error: unknown) => {
		ctx.log.error({ err: error }, 'a marks socket could not be opened');
		socket.destroy();
	});
}
