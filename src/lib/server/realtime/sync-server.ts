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
		this.wss.handleUpgrade(req, socket, head, (ws) => {
			ws.on('error', (error) => ctx.log.debug({ err: error }, 'a marks socket failed'));
			const who = {
				galleryId,
				kind,
				sessionId: caller?.sessionId ?? null,
				memberId: caller?.memberId ?? null
			} as const;
			const admission = admit(ctx, { ...who, query: url.searchParams });
			if (admission.code !== null) return closeSocket(ws, admission.code);
			if (this.sockets.isCrowded(admission.holder.sessionId, network)) return closeSocket(ws, CLOSE.tooFast);
			this.seat(ws, admission, url.searchParams.get('ack') === '1', network);
		});
	}

	/** What the gallery says about looking may have changed. */
	refreshLooking(galleryId: string) {
		for (const [room, board] of this.boards)
			if (room.galleryId === galleryId) board.show(showsLooking(this.ctx.db.read, galleryId));
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

	private seat(
		ws: WebSocket,
		{ holder, rights }: Extract<Admission, { code: null }>,
		wantsAcks: boolean,
		network: string
	) {
		const { pipeline, rooms } = liveMarks(this.ctx);
		const room = rooms.open(holder.galleryId);
		pipeline.passOn(rooms.catchUp());
		const board = this.boardOf(room);
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

	private boardOf(room: GalleryRoom): PresenceBoard {
		const known = this.boards.get(room);
		if (known) return known;
		const { db, clock } = this.ctx;
		const fresh = new PresenceBoard(room.connections, showsLooking(db.read, room.galleryId), clock.now);
		this.boards.set(room, fresh);
		return fresh;
	}

	private tick() {
		this.ticks++;
		this.sockets.tick(this.ticks % PING_TICKS === 0);
		if (this.ticks % RECHECK_TICKS === 0) this.sockets.recheck();
		if (this.ticks % RENEW_TICKS === 0) this.attendance.renew();
		liveMarks(this.ctx).rooms.forgetIdle();
		for (const [room, board] of this.boards)
			if (!room.connections.size) {
				board.stop();
				this.boards.delete(room);
			}
	}
}

/** Tells why, before anything private was said. */
function closeSocket(ws: WebSocket, code: CloseCode) {
	ws.close(code);
	setTimeout(() => ws.terminate(), LAST_WORDS_MS).unref();
}
