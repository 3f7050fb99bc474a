import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { networkOf } from '../auth/network.ts';
import { TrackedConnection } from './tracked-connection.ts';
import { AT_MOST, connectionsToReset, type Bounds } from './connections-to-reset.ts';
import { readQueues, type Queues } from './tcp-queues.ts';

/** So little is left to the system when its connection is closed. */
const LITTLE = 64 << 10;
/** Whoever takes nothing for so long, after the answer, has gone. */
const GONE_MS = 60_000;
const LOOK_AGAIN_MS = 1000;
const PIPELINED_MS = 100;
/** After a look comes a rest, this many times as long. */
const REST = 3;

/** Decision 0044. */
const BOUNDS: Bounds = { asker: 32 << 20, all: 128 << 20 };

const books = new WeakMap<Socket, Unread>();

/** Says whose a connection is, from the request that it carries. */
export function belongsTo({ socket }: IncomingMessage, asker: string) {
	books.get(socket)?.own(socket, asker);
}

/** Resolves when the asker may be handed more; whoever hands it out at once keeps the bound. */
export async function roomFor({ socket }: IncomingMessage) {
	await books.get(socket)?.room(socket);
}

/**
 * Bounds what answered connections hold in memory, here and in the system. What they were handed is counted as it goes
 * out; only when that comes near a bound does the system say how much of it the readers have not taken.
 */
export function boundUnread(server: Server, bounds = BOUNDS, queues = readQueues) {
	const unread = new Unread(bounds, queues);
	server.on('connection', (socket: Socket) => unread.add(socket));
	server.prependListener('request', (req, res) => unread.begin(req.socket, res));
	// sockets have bounds of their own
	server.prependListener('upgrade', ({ socket }) => unread.release(socket));
	// an idle connection: without this listener Node would close it
	server.on('timeout', (socket) => unread.idle(socket));
}

class Unread {
	private readonly open = new Set<TrackedConnection>();
	private readonly connections = new WeakMap<Socket, TrackedConnection>();
	/** Most that may be unread: exact after a look, and since then everything that went out. */
	private readonly totals = new Map<string, number>();
	private all = 0;
	private looking: Promise<boolean> | undefined;
	private restUntil = 0;
	private timer: NodeJS.Timeout | undefined;
	private readonly bounds: Bounds;
	private readonly queues: () => Promise<Queues>;

	constructor(bounds: Bounds, queues: () => Promise<Queues>) {
		this.bounds = bounds;
		this.queues = queues;
	}

	add(socket: Socket) {
		const connection = new TrackedConnection(socket, networkOf(socket.remoteAddress ?? ''));
		this.connections.set(socket, connection);
		books.set(socket, this);
		this.open.add(connection);
		socket.once('close', () => this.forget(connection));
		const soon = socket.destroySoon.bind(socket);
		// a socket that is given up leaves its queue to the system, where nobody can drop it
		socket.destroySoon = () => (this.leaves(connection) ? this.linger(connection) : soon());
	}

	own(socket: Socket, asker: string) {
		const connection = this.connections.get(socket);
		if (connection) connection.asker = asker;
	}

	async room(socket: Socket) {
		const connection = this.connections.get(socket);
		while (connection && this.open.has(connection) && this.isFull(connection.asker))
			if (!(await this.look())) return;
	}

	begin(socket: Socket, res: ServerResponse) {
		const connection = this.connections.get(socket);
		if (!connection) return;
		// nothing is answered after the last answer
		if (connection.phase === 'last') return void socket.resetAndDestroy();
		connection.phase = 'open';
		connection.answers.add(res);
		res.once('prefinish', () => this.count(connection));
		res.once('close', () => {
			connection.answers.delete(res);
			this.count(connection);
		});
		// an answer that waits for an earlier one says nothing when it is there
		if (connection.answers.size > 1) setTimeout(() => this.count(connection), PIPELINED_MS).unref();
	}

	idle(socket: Socket) {
		if (socket.destroyed) return;
		const connection = this.connections.get(socket);
		if (!connection || !this.leaves(connection)) return void socket.destroy();
		connection.phase = 'idle';
		void this.look();
	}

	release(socket: Duplex) {
		const connection = socket instanceof Socket && this.connections.get(socket);
		if (!connection) return;
		this.forget(connection);
		books.delete(connection.socket);
		Reflect.deleteProperty(connection.socket, 'destroySoon');
	}

	private linger(connection: TrackedConnection) {
		connection.phase = 'last';
		connection.socket.setTimeout(0);
		connection.socket.end();
		void this.look();
	}

	private leaves(connection: TrackedConnection): boolean {
		return this.open.has(connection) && connection.unread() > LITTLE;
	}

	private forget(connection: TrackedConnection) {
		if (this.open.delete(connection)) this.settle(connection, 0);
	}

	private count(connection: TrackedConnection) {
		if (!this.open.has(connection)) return;
		this.settle(connection, connection.unread());
		if (this.isOver(connection.asker)) void this.look();
	}

	/** Whoever asked last carries all of it. */
	private settle(connection: TrackedConnection, unread: number) {
		const { counted } = connection;
		this.raise(counted.asker, -counted.bytes);
		this.raise(connection.asker, unread);
		connection.counted = { asker: connection.asker, bytes: unread };
	}

	private raise(asker: string, bytes: number) {
		const total = (this.totals.get(asker) ?? 0) + bytes;
		if (total > 0) this.totals.set(asker, total);
		else this.totals.delete(asker);
		this.all += bytes;
	}

	private isOver(asker: string): boolean {
		return (this.totals.get(asker) ?? 0) > this.bounds.asker || this.all > this.bounds.all;
	}

	private isFull(asker: string): boolean {
		const { asker: ofOne, all } = this.bounds;
		return (this.totals.get(asker) ?? 0) > AT_MOST * ofOne || this.all > AT_MOST * all;
	}

	/** False if nothing could be seen. */
	private look(): Promise<boolean> {
		this.looking ??= this.lookNow().finally(() => {
			this.looking = undefined;
			if (this.isAwaited()) this.timer ??= setTimeout(() => this.lookAgain(), LOOK_AGAIN_MS).unref();
		});
		return this.looking;
	}

	private lookAgain() {
		this.timer = undefined;
		void this.look();
	}

	private async lookNow() {
		await after(Math.max(0, this.restUntil - performance.now()));
		const startedAt = performance.now();
		const isSeen = await this.see().then(
			() => true,
			() => false // no descriptor at the moment
		);
		this.restUntil = performance.now() + REST * (performance.now() - startedAt);
		return isSeen;
	}

	private async see() {
		const before = [...this.open].map((connection) => [connection, connection.inSystem()] as const);
		const queues = await this.queues();
		const now = performance.now();
		for (const [connection, given] of before) {
			if (!this.open.has(connection)) continue;
			connection.see(given, queues, now);
			this.settle(connection, connection.unread());
			if (connection.phase !== 'open') this.end(connection, now);
		}
		for (const connection of connectionsToReset(this.open, this.bounds, now)) this.reset(connection);
	}

	/** Closed when all was taken, and reset when nobody takes it. */
	private end(connection: TrackedConnection, now: number) {
		if (connection.held === 0 && connection.unread() === 0) connection.socket.destroy();
		else if (connection.stalledMs(now) > GONE_MS) this.reset(connection);
	}

	/** Unlike a close, a reset drops what the system holds. */
	private reset(connection: TrackedConnection) {
		this.forget(connection);
		connection.socket.resetAndDestroy();
	}

	private isAwaited(): boolean {
		for (const connection of this.open) if (connection.phase !== 'open') return true;
		for (const asker of this.totals.keys()) if (this.isOver(asker)) return true;
		return false;
	}
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
