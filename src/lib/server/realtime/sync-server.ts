import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { CLOSE, type CloseCode } from '#lib/realtime/close-codes.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import type { Says } from '#lib/realtime/presence.ts';
import { addressOf, networkOf } from '../auth/network.ts';
import {
	admit,
	hideLooking,
	liveMarks,
	showsLooking,
	type Admission,
	type GalleryRoom,
	type Knock,
	type Connection
} from '../marks/index.ts';
import type { Context } from '../context.ts';
import { Attendance } from './attendance.ts';
import { callerOf, rejectUpgrade } from './handshake.ts';
import type { ConnectionLimiter } from './connection-limiter.ts';
import { PresenceBoard } from './presence.ts';
import { Sockets } from './sockets.ts';
import { SyncSocket } from './sync-socket.ts';

const TICK_MS = 5_000;
const TOO_OFTEN = '429 Too Many Requests';
const PING_TICKS = 6;
const RECHECK_TICKS = 6;
const RENEW_TICKS = 3;
const LAST_WORDS_MS = 1_000;

/** The marks of all galleries over WebSockets: `/sync/<galleryId>?seat=<clientId>&epoch=<n>[&ack=1][&as=studio]`. */
export class SyncServer {
	readonly sockets: Sockets;
	private readonly attendance: Attendance;
	private readonly ctx: Context;
	private readonly openings: ConnectionLimiter;
	private readonly boards = new Map<GalleryRoom, PresenceBoard>();
	private readonly wss = new WebSocketServer({
		noServer: true,
		clientTracking: false,
		perMessageDeflate: false,
		maxPayload: LIMITS.payloadBytes,
		maxFragments: LIMITS.fragments
	});
	private readonly timer: NodeJS.Timeout;
	private ticks = 0;

	constructor(ctx: Context, openings: ConnectionLimiter) {
		this.ctx = ctx;
		this.openings = openings;
		this.sockets = new Sockets(ctx);
		this.attendance = new Attendance(ctx, () => this.sockets.connections());
		liveMarks(ctx).pipeline.onKept = (connection, books) => this.reveal(connection, books);
		this.timer = setInterval(() => this.tick(), TICK_MS);
		this.timer.unref();
	}

	/** Everyone from our own pages is upgraded; who may not sit down is closed with a code before any sync. */
	async accept(req: IncomingMessage, socket: Duplex, head: Buffer, url: URL) {
		const { ctx } = this;
		const galleryId = url.pathname.slice('/sync/'.length);
		const kind = url.searchParams.get('as') === 'studio' ? 'studio' : 'client';
		const network = networkOf(addressOf(req, ctx.env.TRUST_PROXY));
		if (!this.openings.mayNetwork(network)) return rejectUpgrade(socket, TOO_OFTEN);
		await this.openings.turn();
		const caller = await callerOf(ctx, req.headers.cookie, kind);
		if (caller && !this.openings.maySession(caller.sessionId)) return rejectUpgrade(socket, TOO_OFTEN);
		const { sessionId, memberId } = caller ?? { sessionId: null, memberId: null };
		const knock = { galleryId, kind, sessionId, memberId, query: url.searchParams } as const;
		let entry = await this.enter(knock);
		while (entry.code === null && !this.stands(entry)) entry = await this.enter(knock);
		// nothing is awaited from here on: frames come as soon as the socket is upgraded
		this.wss.handleUpgrade(req, socket, head, (ws) => {
			ws.on('error', (error) => ctx.log.debug({ err: error }, 'a marks socket failed'));
			if (entry.code !== null) return closeSocket(ws, entry.code);
			if (this.sockets.isCrowded(entry.holder.sessionId, network)) return closeSocket(ws, CLOSE.tooFast);
			this.seat(ws, entry, url.searchParams.get('ack') === '1', network);
		});
	}

	/** What the gallery says about looking may have changed. */
	async refreshLooking(galleryId: string) {
		const shows = await showsLooking(this.ctx.db.read, galleryId);
		for (const [room, board] of this.boards) if (room.galleryId === galleryId) board.show(shows);
	}

	async close() {
		clearInterval(this.timer);
		await liveMarks(this.ctx).pipeline.settled();
		this.sockets.closeAll();
		await Promise.race([this.empty(), new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS).unref())]);
		await this.attendance.write();
		for (const board of this.boards.values()) board.stop();
		this.wss.close();
	}

	/** Reads all that a socket needs before it is opened. */
	private async enter(knock: Knock): Promise<Entry> {
		const { pipeline, rooms } = liveMarks(this.ctx);
		const { judgements } = this.sockets;
		const admission = await admit(this.ctx, knock);
		if (admission.code !== null) return admission;
		const room = await rooms.open(knock.galleryId);
		await pipeline.catchUp();
		const showLooking = await showsLooking(this.ctx.db.read, knock.galleryId);
		return { ...admission, room, showLooking, judgements };
	}

	/** Access was not judged anew since, nor was the room left. */
	private stands({ judgements, room }: Entered): boolean {
		return judgements === this.sockets.judgements && liveMarks(this.ctx).rooms.holds(room);
	}

	private seat(ws: WebSocket, { holder, rights, ...entry }: Entered, wantsAcks: boolean, network: string) {
		const { pipeline } = liveMarks(this.ctx);
		const { room } = entry;
		const board = this.boardOf(room, entry.showLooking);
		const socket = new SyncSocket(ws, holder, rights, wantsAcks, {
			...{ pipeline, room, board },
			now: this.ctx.clock.now,
			onSays: (connection, says) => this.hear(board, connection, says),
			onGone: () => this.leave(socket, room, board),
			onFault: (error) => this.ctx.log.error({ err: error }, 'a marks frame failed')
		});
		this.sockets.add(socket, network);
		this.attendance.changed();
		socket.open();
	}

	private leave(socket: SyncSocket, room: GalleryRoom, board: PresenceBoard) {
		const { connection } = socket;
		this.sockets.remove(socket);
		this.attendance.changed();
		room.connections.delete(connection);
		room.forgetShadows(connection.books);
		room.idleSince = this.ctx.clock.now();
		board.leave(connection);
		if (!this.sockets.size) this.whenEmpty();
	}

	private whenEmpty: () => void = () => undefined;
	private empty(): Promise<void> {
		if (!this.sockets.size) return Promise.resolve();
		return new Promise((resolve) => (this.whenEmpty = resolve));
	}

	private hear(board: PresenceBoard, connection: Connection, says: Says) {
		if (!board.say(connection, says)) return;
		hideLooking(this.ctx, connection.participantId, says.hides === true).catch((error: unknown) =>
			this.ctx.log.error({ err: error }, 'hiding was not kept')
		);
	}

	private reveal(connection: Connection, books: string[]) {
		if (connection.memberId === null || !books.includes(connection.participantId)) return;
		for (const [room, board] of this.boards) if (room.connections.has(connection)) board.reveal(connection);
	}

	private boardOf(room: GalleryRoom, showLooking: boolean): PresenceBoard {
		const known = this.boards.get(room);
		if (known) return known;
		const fresh = new PresenceBoard(room.connections, showLooking, this.ctx.clock.now);
		this.boards.set(room, fresh);
		return fresh;
	}

	private recheck() {
		this.sockets
			.recheck()
			.catch((error: unknown) => this.ctx.log.error({ err: error }, 'access could not be judged'));
	}

	private tick() {
		this.ticks++;
		this.sockets.tick(this.ticks % PING_TICKS === 0);
		if (this.ticks % RECHECK_TICKS === 0) this.recheck();
		if (this.ticks % RENEW_TICKS === 0) this.attendance.renew();
		liveMarks(this.ctx).rooms.forgetIdle();
		for (const [room, board] of this.boards)
			if (!room.connections.size) {
				board.stop();
				this.boards.delete(room);
			}
	}
}

/** What was read for a socket, as of so many judgements. */
type Entered = Extract<Admission, { code: null }> & {
	room: GalleryRoom;
	showLooking: boolean;
	judgements: number;
};
type Entry = Entered | Extract<Admission, { code: CloseCode }>;

/** Tells why, before anything private was said. */
function closeSocket(ws: WebSocket, code: CloseCode) {
	ws.close(code);
	setTimeout(() => ws.terminate(), LAST_WORDS_MS).unref();
}
