import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import * as v from 'valibot';
import { rooms } from '#lib/realtime/announcements.ts';
import { CLOSE, type CloseCode } from '#lib/realtime/close-codes.ts';
import { HandshakeSchema } from '#lib/realtime/events.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import { addressOf, networkOf } from '../auth/network.ts';
import { roomsHeardBy } from '../marks/index.ts';
import type { Announced } from '../db/announce.ts';
import type { Context } from '../context.ts';
import { callerOf, isOwnOrigin, type Caller } from './door.ts';
import type { Openings } from './openings.ts';

type Listener = { caller: Caller; gallery: string | null };
type Nothing = Record<string, never>;
// what is announced passes as it stands in its row; events.ts names it for those who listen
type Told = Record<string, (payload: unknown) => void>;
type ListenerSocket = Socket<Nothing, Told, Nothing, Listener>;

/** Announcements over Socket.IO: each socket is in the rooms that its session may hear, and says nothing itself. */
export class Announcer {
	private readonly ctx: Context;
	private readonly io: Server<Nothing, Told, Nothing, Listener>;

	constructor(server: HttpServer, ctx: Context, openings: Openings) {
		this.ctx = ctx;
		this.io = new Server(server, {
			...SETTINGS,
			// `cors` would not stop a foreign page on WebSocket: this does
			allowRequest: (req, answer) => {
				if (!isOwnOrigin(req, ctx.env.ORIGIN)) return answer('foreign origin', false);
				if (!openings.mayNetwork(networkOf(addressOf(req, ctx.env.TRUST_PROXY))))
					return answer('too often', false);
				this.hasSession(req.headers.cookie).then(
					(has) => answer(has ? null : 'no session', has),
					() => answer('no session', false)
				);
			}
		});
		this.io.use((socket, next) => {
			this.admit(socket).then(() => next(), next);
		});
	}

	/** Announcements reach exactly the rooms they name; what concerns access is judged, once, before anything is told. */
	hear(news: readonly Announced[]) {
		if (news.some(({ event }) => MOVES.has(event))) this.rejudge();
		for (const { room, event, payload } of news) {
			if (room !== rooms.web()) this.io.to(room).emit(event, payload);
			else if (event === 'access.changed') this.tellClients(payload);
		}
	}

	/** Puts every socket into the rooms that it may hear now; whose session or last room is gone is disconnected. */
	rejudge() {
		for (const socket of this.io.sockets.sockets.values()) this.place(socket);
	}

	close() {
		for (const socket of this.io.sockets.sockets.values()) socket.disconnect(true);
		this.io.engine.close();
	}

	private async hasSession(cookies: string | undefined): Promise<boolean> {
		const callers = await Promise.all([
			callerOf(this.ctx, cookies, 'client'),
			callerOf(this.ctx, cookies, 'studio')
		]);
		return callers.some((caller) => caller !== null);
	}

	private async admit(socket: ListenerSocket) {
		socket.on('error', () => undefined);
		const asked = v.safeParse(HandshakeSchema, { ...socket.handshake.query, ...socket.handshake.auth });
		if (!asked.success) throw refusal(CLOSE.malformed);
		const caller = await callerOf(this.ctx, socket.handshake.headers.cookie, asked.output.as);
		if (!caller) throw refusal(CLOSE.noSession);
		socket.data = { caller, gallery: asked.output.gallery };
		const heard = this.heardBy(socket);
		if (!heard) throw refusal(CLOSE.noSession);
		if (asked.output.gallery !== null && !heard.some((room) => room.endsWith(`:${asked.output.gallery}`)))
			throw refusal(CLOSE.notAllowed);
		void socket.join(heard);
	}

	private place(socket: ListenerSocket) {
		const heard = this.heardBy(socket);
		const before = [...socket.rooms].filter((room) => room !== socket.id);
		const lost = before.filter((room) => !heard?.includes(room));
		if (!heard || (lost.length > 0 && heard.length === 0))
			return dismiss(socket, heard ? CLOSE.notAllowed : CLOSE.noSession);
		for (const room of lost) void socket.leave(room);
		void socket.join(heard);
	}

	private heardBy({ data }: ListenerSocket): string[] | null {
		return roomsHeardBy(this.ctx.db.read, data.caller, data.gallery, this.ctx.clock.now());
	}

	/** Clients learn that, not what, changed: each asks for her own seat. */
	private tellClients(payload: unknown) {
		const place = v.safeParse(Changed, payload);
		if (!place.success) return;
		const { galleryId, participantIds } = place.output;
		const touched = participantIds?.map(rooms.participant) ?? [rooms.client(galleryId)];
		this.io.to(touched).emit('access.changed', { galleryId });
	}
}

const Changed = v.object({ galleryId: v.string(), participantIds: v.optional(v.array(v.string())) });

/** Events after which somebody may hear more or less than before. */
const MOVES: ReadonlySet<string> = new Set([
	'access.changed',
	'gallery.changed',
	'person.joined',
	'order.placed'
]);

const SETTINGS = {
	transports: ['websocket'],
	allowUpgrades: false,
	allowEIO3: false,
	serveClient: false,
	maxHttpBufferSize: LIMITS.frameBytes,
	perMessageDeflate: false,
	connectTimeout: 5_000,
	pingInterval: 25_000,
	pingTimeout: 20_000,
	// /sync stands beside it
	destroyUpgrade: false
} satisfies ConstructorParameters<typeof Server>[1];

function refusal(code: CloseCode) {
	return Object.assign(new Error('refused'), { data: { code } });
}

function dismiss(socket: ListenerSocket, code: CloseCode) {
	socket.emit('closed', { code });
	socket.disconnect(true);
}
