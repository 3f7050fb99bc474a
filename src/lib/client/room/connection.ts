import type { LocalReplica, ReplicaKey } from '#lib/client/offline/local-replica.ts';
import type { OfflineStore } from '#lib/client/offline/offline-store.ts';
import { makeRetry, type Retry } from '#lib/client/live/retry.ts';
import type { MarkRefusal } from '#lib/domain/marks/can-mark.ts';
import { CLOSE, isFinalClose, needsNewSeat } from '#lib/realtime/close-codes.ts';
import type { Presence, Says } from '#lib/realtime/presence.ts';
import type { Seat, SeatFacts } from '#lib/contract/seat.ts';
import { OwnMarks, type OwnMarksEvents, type OwnMarksOptions } from './own-marks.ts';
import type { Conflict } from './replay.ts';
import { NO_CLIENT, openSession, type RoomSession } from './session.ts';
import { openSocket, type SocketEvents } from './socket.ts';

/** opening: nothing to show yet · live · away: no connection, marks wait on this device · ended: and why. */
export type ConnectionState = 'opening' | 'live' | 'away' | 'ended';

export type ConnectionEvents = OwnMarksEvents & {
	onstate: (state: ConnectionState, code: number | null) => void;
	onseat: (seat: Seat) => void;
	/** Another document begins: whatever was told before is forgotten. */
	onreset: () => void;
	onpresence: (others: Presence[]) => void;
};

export type ConnectionOptions = OwnMarksOptions & {
	origin: string;
	galleryId: string;
	as: 'client' | 'studio';
	/** A new seat; throws an error with the HTTP `status` (none: no network). */
	takeSeat: () => Promise<Seat>;
	/** The body of `GET /g/<id>/marks`. */
	firstSync: () => Promise<Uint8Array>;
	store: OfflineStore;
	replicaOf: (key: ReplicaKey) => LocalReplica;
	delayMs?: (attempt: number) => number;
	WebSocketPolyfill?: typeof WebSocket;
};

/** The browser's side of a room, without a screen: takes seats, opens sockets and tries again, with or without network. */
export class RoomConnection {
	readonly #options: ConnectionOptions;
	readonly #events: ConnectionEvents;
	readonly #marks: OwnMarks;
	readonly #retry: Retry;
	/** Taken, but not used yet: the device is being asked what it remembers. */
	#arriving: Seat | undefined;
	#session: RoomSession | undefined;
	#says: Partial<Says> = {};
	/** Raised whenever what is under way no longer counts. */
	#generation = 0;
	/** For good: a mark made now would go nowhere. */
	#isOver = false;

	constructor(options: ConnectionOptions, events: ConnectionEvents) {
		this.#options = options;
		this.#events = events;
		this.#marks = new OwnMarks(options, events);
		this.#retry = makeRetry(options.delayMs);
	}

	/** Takes a seat and joins; without network shows what this device remembers, and tries again. */
	async join() {
		const generation = ++this.#generation;
		try {
			const seat = await this.#options.takeSeat();
			if (generation !== this.#generation) return;
			if (seat.clientId === undefined) return this.#events.onseat(seat);
			await this.#begin(seat, seat.clientId, generation);
		} catch (fault) {
			if (generation === this.#generation) await this.#stayAway(statusOf(fault));
		}
	}

	/** The network says that it is back, or the page came to the front. */
	retryNow = () => this.#retry.now();

	/** The network says that it is gone: a socket into nothing would notice half a minute later. */
	disconnect = () => this.#session?.socket?.drop();

	close() {
		this.#generation++;
		this.#retry.stop();
		this.#leaveSession();
	}

	/** Returns why the mark may not be made; null: it is kept. */
	set(key: string, value: unknown, { studioOnly = false } = {}): MarkRefusal | null {
		return this.#isOver ? 'no-right' : this.#marks.set(key, value, studioOnly);
	}

	/** What they keep after the end would go nowhere: it stays waiting. */
	choose(conflict: Conflict, mine: boolean) {
		if (!this.#isOver || !mine) this.#marks.choose(conflict, mine);
	}

	/** What this page shows of itself to the others. */
	say(says: Partial<Says>) {
		this.#says = { ...this.#says, ...says };
		this.#session?.socket?.say(this.#says);
	}

	/** Selections or people changed: what is judged by them is another thing now. */
	changeSeat(change: (facts: SeatFacts) => SeatFacts) {
		if (this.#arriving) this.#arriving = { ...this.#arriving, ...change(this.#arriving) };
		const { seat } = this.#marks;
		if (seat) this.#remember({ ...seat, ...change(seat) });
	}

	async #begin(seat: Seat, clientId: number, generation: number) {
		this.#isOver = false;
		await this.#enter(seat);
		const session = await this.#openSession(seat, clientId, generation);
		if (!session) return;
		const { galleryId, origin, as, WebSocketPolyfill } = this.#options;
		const address = { origin, galleryId, as, clientId, epoch: seat.epoch };
		session.socket = openSocket(address, session.doc, this.#socketEvents(session), WebSocketPolyfill);
		session.socket.say(this.#says);
		session.socket.connect();
	}

	#socketEvents(session: RoomSession): SocketEvents {
		const ifCurrent = (act: () => void) => session === this.#session && act();
		return {
			onopen: () => session.pending.connected(),
			onsync: () => ifCurrent(() => this.#synced(session)),
			onack: (ack) => ifCurrent(() => this.#marks.acknowledged(session, ack)),
			onserver: (update) => {
				session.received(update);
				if (session.pending.isSpoilt) void this.join();
			},
			onpresence: this.#events.onpresence,
			onclose: (code) => ifCurrent(() => this.#lost(session, code))
		};
	}

	/** Whose marks are meant from here on; what this device remembers of another epoch or person goes. */
	async #enter(seat: Seat) {
		const { galleryId, store, replicaOf } = this.#options;
		const { participantId } = seat;
		this.#arriving = seat;
		const last = await store.lastSeat(galleryId).catch(() => undefined);
		if (last && (last.epoch !== seat.epoch || last.participantId !== participantId)) {
			const old = replicaOf({ galleryId, participantId: last.participantId, epoch: last.epoch });
			await old.erase().catch(() => undefined);
			old.close();
		}
		await this.#marks.load(participantId, store.waitingOf({ galleryId, participantId }));
		this.#remember(this.#arriving ?? seat);
		this.#arriving = undefined;
	}

	/** Undefined where another seat was asked for meanwhile: that one's session stays. */
	async #openSession(seat: Seat, clientId: number, generation: number): Promise<RoomSession | undefined> {
		if (generation !== this.#generation) return undefined;
		this.#leaveSession();
		const { galleryId, replicaOf, firstSync } = this.#options;
		const replica = replicaOf({ galleryId, participantId: seat.participantId, epoch: seat.epoch });
		const session = await openSession(replica, seat, clientId, firstSync);
		if (generation !== this.#generation) return void session.close();
		this.#session = session;
		this.#events.onreset();
		this.#marks.attach(session);
		return session;
	}

	#synced(session: RoomSession) {
		session.isSynced = true;
		this.#retry.succeeded();
		this.#events.onstate('live', null);
		this.#marks.replay(session);
	}

	#lost(session: RoomSession, code: number) {
		session.isSynced = false;
		this.#events.onpresence([]);
		if (isFinalClose(code)) return this.#end(code);
		this.#events.onstate('away', code);
		this.#retry.later(() => (needsNewSeat(code) ? void this.join() : session.socket?.connect()));
	}

	async #stayAway(status: number) {
		if (status === 401) return this.#end(CLOSE.noSession);
		if (status === 403 || status === 404) return this.#end(CLOSE.notAllowed);
		if (!this.#session) await this.#recall(this.#generation);
		this.#events.onstate('away', null);
		this.#retry.later(() => void this.join());
	}

	/** No network: what this device remembers of the gallery, and a list for what they do meanwhile. */
	async #recall(generation: number) {
		const { store, galleryId } = this.#options;
		const seat = await store.lastSeat(galleryId).catch(() => undefined);
		if (!seat) return;
		await this.#enter(seat);
		await this.#openSession(seat, NO_CLIENT, generation);
	}

	/** For good: nothing of the gallery stays on this device, except what they have not been able to send. */
	#end(code: number) {
		this.#generation++;
		this.#isOver = true;
		this.#retry.stop();
		if (code === CLOSE.noSession || code === CLOSE.notAllowed) {
			const { store, galleryId } = this.#options;
			void this.#session?.eraseReplica().catch(() => undefined);
			void store.forgetSeat(galleryId).catch(() => undefined);
		}
		this.#session?.socket?.close();
		this.#events.onstate('ended', code);
	}

	#remember(seat: Seat) {
		const { store, galleryId } = this.#options;
		this.#marks.seat = seat;
		this.#events.onseat(seat);
		void store.keepSeat(galleryId, seat).catch(() => undefined);
	}

	#leaveSession() {
		const session = this.#session;
		this.#session = undefined;
		this.#marks.detach();
		session?.close();
	}
}

function statusOf(fault: unknown): number {
	const status: unknown = typeof fault === 'object' && fault !== null && 'status' in fault ? fault.status : 0;
	return typeof status === 'number' ? status : 0;
}
