import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server, type Socket } from 'socket.io';
import * as v from 'valibot';
import { rooms } from '#lib/contract/announcements.ts';
import { CLOSE, type CloseCode } from '#lib/realtime/close-codes.ts';
import { HandshakeSchema } from '#lib/realtime/events.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import { addressOf, networkOf } from '../auth/network.ts';
import { roomsHeardBy } from '../marks/index.ts';
import type { Announced } from '../db/announce.ts';
import type { Context } from '../context.ts';
import { boundBacklog } from './backlog.ts';
import { Crowd } from './crowd.ts';
import { callerOf, isOwnOrigin, rejectUpgrade, type Caller } from './handshake.ts';
import type { ConnectionLimiter } from './connection-limiter.ts';

/** `judgements`: when its rooms were asked for. */
type Listener = { caller: Caller; gallery: string | null; judgements: number };
type Nothing = Record<string, never>;
// what is announced passes as it stands in its row; events.ts names it for those who listen
type Told = Record<string, (payload: unknown) => void>;
type ListenerSocket = Socket<Nothing, Told, Nothing, Listener>;

/** Announcements over Socket.IO: each socket is in the rooms that its session may hear, and says nothing itself. */
export class Announcer {
	private readonly ctx: Context;
	private readonly io: Server<Nothing, Told, Nothing, Listener>;
	private readonly openings: ConnectionLimiter;
	private readonly crowd = new Crowd();
	private last = Promise.resolve();
	/** Raised whenever access is judged anew: who came in on an older answer is judged again. */
	private judgements = 0;

	constructor(server: HttpServer, ctx: Context, openings: ConnectionLimiter) {
		this.ctx = ctx;
		this.openings = openings;
		this.io = new Server(server, {
			...SETTINGS,
			// sockets come by `accept`; what is left are requests for other transports, which nobody offers
			allowRequest: (req, answer) => {
				const isOwn = isOwnOrigin(req, ctx.env.ORIGIN);
				answer(isOwn ? null : 'foreign origin', isOwn);
			}
		});
		this.io.engine.on('connection', boundBacklog);
		this.io.use((socket, next) => {
			this.admit(socket).then(() => next(), next);
		});
		this.io.on('connection', (socket) => this.cameIn(socket));
	}

	/** From here on every judgement finds it. */
	private cameIn(socket: ListenerSocket) {
		if (socket.data.judgements === this.judgements) return;
		void this.inOrder(() => this.place((each) => each === socket));
	}

	/** Upgrades a request of one of our own pages with a session, within the limits; answers any other with a status. */
	accept(req: IncomingMessage, socket: Duplex, head: Buffer) {
		this.mayEnter(req, socket).then(
			(refused) => {
				if (refused) rejectUpgrade(socket, refused);
				else this.io.engine.handleUpgrade(req, socket, head);
			},
			(error: unknown) => {
				this.ctx.log.error({ err: error }, 'an announcements socket could not be opened');
				socket.destroy();
			}
		);
	}

	/** Announcements reach exactly the rooms they name; what concerns access, `ahead` too, is judged before anything is told. */
	dispatch(news: readonly Announced[], ahead: readonly Announced[] = []): Promise<void> {
		return this.inOrder(async () => {
			const moves = [...news, ...ahead].filter(({ event }) => ACCESS_EVENTS.has(event));
			if (moves.length) await this.judge(concernedBy(moves));
			for (const { room, event, payload } of news) {
				if (room !== rooms.web()) this.io.to(room).emit(event, payload);
				else if (event === 'access.changed') this.tellClients(payload);
			}
		});
	}

	/** Puts every socket into the rooms that it may hear now; whose session or last room is gone is disconnected. */
	rejudge(): Promise<void> {
		return this.inOrder(() => this.judge(() => true));
	}

	close() {
		for (const socket of this.io.sockets.sockets.values()) socket.disconnect(true);
		this.io.engine.close();
	}

	/** The status that a request is refused with; null where it may be upgraded. */
	private async mayEnter(req: IncomingMessage, socket: Duplex): Promise<string | null> {
		const { ctx, openings } = this;
		if (!isOwnOrigin(req, ctx.env.ORIGIN)) return '403 Forbidden';
		const network = networkOf(addressOf(req, ctx.env.TRUST_PROXY));
		if (!openings.mayNetwork(network)) return TOO_OFTEN;
		await openings.turn();
		const { cookie } = req.headers;
		const callers = await Promise.all([callerOf(ctx, cookie, 'client'), callerOf(ctx, cookie, 'studio')]);
		const sessionIds = callers.flatMap((caller) => caller?.sessionId ?? []);
		if (!sessionIds.length) return '401 Unauthorized';
		if (!sessionIds.every(openings.maySession)) return TOO_OFTEN;
		return this.crowd.enter(socket, sessionIds, network) ? null : TOO_OFTEN;
	}

	/** One after another, in the order of their commits, each whole: also where one takes several turns. */
	private inOrder(work: () => Promise<void>): Promise<void> {
		const done = this.last.then(work).catch((error: unknown) => {
			this.ctx.log.error({ err: error }, 'announcements could not be told');
		});
		this.last = done;
		return done;
	}

	private async admit(socket: ListenerSocket) {
		socket.on('error', () => undefined);
		const asked = v.safeParse(HandshakeSchema, { ...socket.handshake.query, ...socket.handshake.auth });
		if (!asked.success) throw refusal(CLOSE.malformed);
		const caller = await callerOf(this.ctx, socket.handshake.headers.cookie, asked.output.as);
		if (!caller) throw refusal(CLOSE.noSession);
		socket.data = { caller, gallery: asked.output.gallery, judgements: this.judgements };
		const heard = await this.roomsFor(socket);
		if (!heard) throw refusal(CLOSE.noSession);
		if (asked.output.gallery !== null && !heard.some((room) => room.endsWith(`:${asked.output.gallery}`)))
			throw refusal(CLOSE.notAllowed);
		void socket.join(heard);
	}

	private judge(concerns: (socket: ListenerSocket) => boolean): Promise<void> {
		this.judgements++;
		return this.place(concerns);
	}

	/** Judges each session once a gallery, some in a turn: whoever waits for a page is answered in between. */
	async place(concerns: (socket: ListenerSocket) => boolean) {
		const judged = new Map<string, string[] | null>();
		for (const socket of [...this.io.sockets.sockets.values()].filter(concerns)) {
			const { caller, gallery } = socket.data;
			const key = `${caller.kind} ${caller.sessionId} ${gallery}`;
			if (!judged.has(key)) {
				judged.set(key, await this.roomsFor(socket));
				if (judged.size % JUDGED_A_TURN === 0) await nextTurn();
			}
			if (socket.connected) this.move(socket, judged.get(key) ?? null);
		}
	}

	private move(socket: ListenerSocket, heard: string[] | null) {
		const before = [...socket.rooms].filter((room) => room !== socket.id);
		const lost = before.filter((room) => !heard?.includes(room));
		if (!heard || (lost.length > 0 && heard.length === 0))
			return disconnect(socket, heard ? CLOSE.notAllowed : CLOSE.noSession);
		for (const room of lost) void socket.leave(room);
		void socket.join(heard);
	}

	private async roomsFor({ data }: ListenerSocket): Promise<string[] | null> {
		return roomsHeardBy(this.ctx.db.read, data.caller, data.gallery, this.ctx.clock.now());
	}

	/** Clients learn that, not what, changed: each asks for their own seat. */
	private tellClients(payload: unknown) {
		const place = v.safeParse(Changed, payload);
		if (!place.success) return;
		const { galleryId, participantIds } = place.output;
		const touched = participantIds?.map(rooms.participant) ?? [rooms.client(galleryId)];
		this.io.to(touched).emit('access.changed', { galleryId });
	}
}

/** Of these events only access and settings can reach beyond their own gallery, by inheritance. */
function concernedBy(moves: readonly Announced[]): (socket: ListenerSocket) => boolean {
	const reachesFar = moves.some(({ event }) => event === 'access.changed' || event === 'gallery.changed');
	const galleries = new Set<string>();
	for (const { payload } of moves) {
		const place = v.safeParse(Changed, payload);
		if (reachesFar || !place.success) return () => true;
		galleries.add(place.output.galleryId);
	}
	return ({ data: { gallery } }) => gallery === null || galleries.has(gallery);
}

const Changed = v.object({ galleryId: v.string(), participantIds: v.optional(v.array(v.string())) });

/** Events after which somebody may hear more or less than before. */
const ACCESS_EVENTS: ReadonlySet<string> = new Set([
	'access.changed',
	'gallery.changed',
	'person.joined',
	'order.placed'
]);

const TOO_OFTEN = '429 Too Many Requests';
/** Some ten queries each. */
const JUDGED_A_TURN = 8;
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

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

function disconnect(socket: ListenerSocket, code: CloseCode) {
	socket.emit('closed', { code });
	socket.disconnect(true);
}
