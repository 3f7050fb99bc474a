import type { WebSocket } from 'ws';
import * as v from 'valibot';
import type { Rights } from '#lib/domain/access/rights.ts';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import { readMessage, syncFrame, SYNC, type Message } from '#lib/realtime/frames.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import { findOwnEntry, SaysSchema, type Says } from '#lib/realtime/presence.ts';
import {
	decodeStateVector,
	Refusal,
	type MarkPipeline,
	type GalleryRoom,
	type SeatHolder,
	type Connection
} from '../marks/index.ts';
import { makeBucket } from './bucket.ts';
import { HEARTBEAT, type PresenceBoard } from './presence.ts';

export type SocketDeps = {
	now: () => number;
	pipeline: MarkPipeline;
	room: GalleryRoom;
	board: PresenceBoard;
	onSays: (connection: Connection, says: Says) => void;
	onGone: (socket: SyncSocket) => void;
	onFault: (error: unknown) => void;
};

const SILENT_TICKS = 2;

/** One y-websocket connection: frames in, frames out, and the limits of both. Whether marks may stand is the gate's. */
export class SyncSocket {
	readonly connection: Connection;
	/** What they might do when they came; any other answer later asks them to take a new seat. */
	readonly rights: Rights;
	private readonly ws: WebSocket;
	private readonly deps: SocketDeps;
	private readonly mayUpdate: () => boolean;
	private readonly maySync: () => boolean;
	private readonly maySay: () => boolean;
	/** Updates that came before their sync step 2; null once that is here. */
	private early: Uint8Array[] | null = [];
	private quietTicks = 0;
	private answersPing = true;
	/** A long answer to a first sync may be on its way beyond the usual backlog. */
	private allowance = 0;

	constructor(ws: WebSocket, holder: SeatHolder, rights: Rights, wantsAcks: boolean, deps: SocketDeps) {
		this.ws = ws;
		this.deps = deps;
		this.rights = rights;
		this.mayUpdate = makeBucket(deps.now, { burst: LIMITS.updateBurst, perSecond: LIMITS.updatesPerSecond });
		this.maySync = makeBucket(deps.now, {
			burst: LIMITS.syncStepBurst,
			perSecond: LIMITS.syncStepsPerSecond
		});
		this.maySay = makeBucket(deps.now, { burst: LIMITS.presenceBurst, perSecond: LIMITS.presencePerSecond });
		const { participantId } = holder;
		this.connection = {
			...holder,
			wantsAcks,
			books: new Set(holder.kind === 'studio' ? [participantId, `studio:${participantId}`] : [participantId]),
			isClosing: false,
			isRejected: false,
			send: (frame) => this.send(frame),
			close: (code, reason) => this.close(code, reason)
		};
	}

	/** Starts the conversation as y-protocols wants it: our state vector, and who is here. */
	open() {
		const { ws, connection, deps } = this;
		ws.on('message', (data, isBinary) => this.read(data, isBinary));
		ws.on('pong', () => (this.answersPing = true));
		ws.on('close', () => deps.onGone(this));
		deps.room.connections.add(connection);
		deps.board.join(connection);
		this.send(syncFrame(SYNC.step1, deps.room.stateVector(connection.kind)));
		this.send(deps.board.frameFor(connection));
	}

	close(code: number, reason: string) {
		this.connection.isClosing = true;
		// the control frame holds 123 bytes
		this.ws.close(code, reason.slice(0, 100));
		setTimeout(() => this.ws.terminate(), CLOSING_MS).unref();
	}

	/** Every few seconds: says something when nothing else did, and lets go of those who are not there any more. */
	tick(pings: boolean) {
		if (++this.quietTicks >= SILENT_TICKS) this.send(HEARTBEAT);
		if (!pings) return;
		if (!this.answersPing) return this.ws.terminate();
		this.answersPing = false;
		this.ws.ping();
	}

	private send(frame: Uint8Array) {
		const { ws } = this;
		if (ws.readyState !== ws.OPEN) return;
		const waiting = ws.bufferedAmount;
		if (waiting < LIMITS.backlogBytes) this.allowance = 0;
		if (waiting > LIMITS.backlogBytes + this.allowance) return this.close(CLOSE.tryLater, 'too slow');
		this.quietTicks = 0;
		ws.send(frame);
	}

	private read(data: unknown, isBinary: boolean) {
		if (this.connection.isClosing) return;
		try {
			if (!isBinary || !Buffer.isBuffer(data)) throw new Refusal(CLOSE.malformed, 'not binary');
			this.obey(data.length, parse(data));
		} catch (error) {
			this.refuse(error);
		}
	}

	private obey(bytes: number, message: Message) {
		const isWhole = message.kind === 'update' && message.isWhole;
		if (bytes > LIMITS.frameBytes && !(isWhole && bytes <= LIMITS.frameBytes + this.deletionBytes()))
			throw new Refusal(CLOSE.tooBig, 'frame too big');
		if (message.kind === 'step1') return this.answerSync(message.stateVector);
		if (message.kind === 'update')
			return isWhole ? this.takeWhole(message.update) : this.take(message.update);
		if (!this.maySay()) return;
		if (message.kind === 'query') return this.send(this.deps.board.frameFor(this.connection));
		const says = readSays(message.body, this.connection.clientId);
		if (says) this.deps.onSays(this.connection, says);
	}

	private answerSync(stateVector: Uint8Array) {
		if (!this.maySync()) throw new Refusal(CLOSE.tooFast, 'syncs too often');
		const known = decodeStateVector(stateVector);
		const frame = syncFrame(SYNC.step2, this.deps.room.difference(this.connection.kind, known));
		this.send(frame);
		this.allowance = Math.max(this.allowance, frame.length);
	}

	private take(update: Uint8Array) {
		if (!this.mayUpdate()) throw new Refusal(CLOSE.tooFast, 'writes too fast');
		if (this.early) this.hold(this.early, update);
		else this.deps.pipeline.submit(this.connection, this.deps.room, update);
	}

	/** Their answer to our state vector; then whatever they said since the socket was opened. */
	private takeWhole(update: Uint8Array) {
		const early = this.early ?? [];
		this.early = null;
		this.take(update);
		for (const each of early) this.deps.pipeline.submit(this.connection, this.deps.room, each);
	}

	/** y-websocket sends at once, also what builds on marks made offline, which only its sync step 2 brings. */
	private hold(early: Uint8Array[], update: Uint8Array) {
		early.push(update);
		if (early.reduce((sum, { length }) => sum + length, 0) > LIMITS.earlyBytes)
			throw new Refusal(CLOSE.tooBig, 'writes before it syncs');
	}

	private deletionBytes = () => this.deps.room.deletionBytes(this.connection.kind);

	private refuse(error: unknown) {
		if (!(error instanceof Refusal)) this.deps.onFault(error);
		const refusal = error instanceof Refusal ? error : new Refusal(CLOSE.tryLater, 'a fault of ours');
		this.deps.pipeline.refuse(this.connection, this.deps.room, refusal);
	}
}

const CLOSING_MS = 2_000;

function parse(frame: Buffer): Message {
	try {
		return readMessage(frame);
	} catch {
		throw new Refusal(CLOSE.malformed, 'not a message');
	}
}

/** Undefined where a frame says nothing about the sender, or that they are gone: that the socket tells better. */
function readSays(body: Uint8Array, clientId: number): Says | undefined {
	const own = ownEntry(body, clientId);
	if (own === undefined) return undefined;
	if (own.length > LIMITS.presenceBytes) throw new Refusal(CLOSE.tooBig, 'presence too long');
	const state = json(own);
	if (state === null) return undefined;
	const says = v.safeParse(SaysSchema, state);
	if (!says.success) throw new Refusal(CLOSE.malformed, 'presence of another shape');
	return says.output;
}

function ownEntry(body: Uint8Array, clientId: number): string | undefined {
	try {
		return findOwnEntry(body, clientId)?.json;
	} catch {
		throw new Refusal(CLOSE.malformed, 'not an awareness update');
	}
}

function json(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new Refusal(CLOSE.malformed, 'presence is not JSON');
	}
}
