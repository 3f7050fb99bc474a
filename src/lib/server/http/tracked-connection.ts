import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import * as v from 'valibot';
import { queueKey, type Queues } from './tcp-queues.ts';

/** Whoever takes so much now and then reads, however slow their line. */
const TAKES = 16 << 10;

/** libuv's own count: a large write that the system took in part is otherwise told only when it took all. */
const Handle = v.object({ bytesWritten: v.number(), writeQueueSize: v.number() });

/** One connection: what went out by it, and how much of that its reader has certainly taken. */
export class TrackedConnection {
	readonly socket: Socket;
	asker: string;
	/** `idle`: answered, and nothing asked for long. `last`: answered for the last time. */
	phase: 'open' | 'idle' | 'last' = 'open';
	/** What the last look found: what went out since then says nothing of its reader. */
	held = 0;
	/** What the books have of it. */
	counted: { asker: string; bytes: number };
	/** Under way; all but the first wait for it, and the socket does not know of them. */
	readonly answers = new Set<ServerResponse>();
	private readonly key: string;
	private taken = 0;
	private pace: { taken: number; since: number } | null = null;

	constructor(socket: Socket, asker: string) {
		this.socket = socket;
		this.asker = asker;
		this.counted = { asker, bytes: 0 };
		this.key = queueKey(socket);
	}

	/** At most so much has not been taken; see `held`. */
	unread(): number {
		return Math.max(0, this.socket.bytesWritten + this.waiting() - this.taken);
	}

	private waiting(): number {
		let bytes = 0;
		for (const res of this.answers) if (!res.socket) bytes += res.writableLength;
		return bytes;
	}

	/** All that the system was ever given. */
	inSystem(): number {
		const handle = v.safeParse(Handle, Reflect.get(this.socket, '_handle'));
		if (handle.success) return handle.output.bytesWritten - handle.output.writeQueueSize;
		return this.socket.bytesWritten - this.socket.writableLength;
	}

	/** `given`: what `inSystem` said before the queues were read. */
	see(given: number, queues: Queues, now: number) {
		const queued = queues.get(this.key) ?? 0;
		this.taken = Math.max(this.taken, given - queued);
		this.held = queued + this.waiting() + Math.max(0, this.socket.bytesWritten - this.inSystem());
		if (this.held === 0) this.pace = null;
		else if (!this.pace || this.taken - this.pace.taken >= TAKES)
			this.pace = { taken: this.taken, since: now };
	}

	/** For how long less than `TAKES` was taken, as far as looks have seen. */
	stalledMs(now: number): number {
		return this.pace ? now - this.pace.since : 0;
	}
}
