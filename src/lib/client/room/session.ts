import * as Y from 'yjs';
import type { LocalReplica } from '#lib/client/offline/local-replica.ts';
import type { Seat } from '#lib/contract/seat.ts';
import { PendingUpdates } from './pending-updates.ts';
import type { RoomSocket } from './socket.ts';
import type { MarkRef } from './waiting-marks.ts';

/** A document that nobody writes, for want of a seat: marks go to the waiting list alone. */
export const NO_CLIENT = 0;

/** A document with its socket and its replica on this device: discarded as a whole when the seat is no longer good. */
export class RoomSession {
	readonly doc = new Y.Doc();
	readonly pending: PendingUpdates;
	socket: RoomSocket | null = null;
	/** The server's state is here, and it has all of ours. */
	isSynced = false;
	readonly #replica: LocalReplica;

	constructor(replica: LocalReplica, { studioClientId }: Pick<Seat, 'studioClientId'>, clientId: number) {
		this.#replica = replica;
		this.doc.clientID = clientId;
		Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(replica.doc));
		this.pending = new PendingUpdates(this.doc, (book) =>
			book.startsWith('studio:') ? (studioClientId ?? clientId) : clientId
		);
	}

	/** What the server has, as far as it has said so. */
	serverValue(book: string, key: string): unknown {
		return this.#replica.doc.getMap(book).get(key);
	}

	value(book: string, key: string): unknown {
		return this.doc.getMap(book).get(key);
	}

	has(book: string, key: string): boolean {
		return this.doc.getMap(book).has(key);
	}

	received(update: Uint8Array) {
		Y.applyUpdate(this.#replica.doc, update);
	}

	/** Returns the marks that an acknowledgement makes durable. */
	acknowledged(): (MarkRef & { value: unknown })[] {
		return this.pending.acknowledged().flatMap(({ update, marks }) => {
			Y.applyUpdate(this.#replica.doc, update);
			return marks;
		});
	}

	/** Reports every entry of every book, now and whenever it changes. */
	watch(onentry: (book: string, key: string) => void) {
		const known = new Set<string>();
		// a book appears with the first entry of its owner
		const open = () => {
			for (const name of this.doc.share.keys()) {
				if (known.has(name)) continue;
				known.add(name);
				const book = this.doc.getMap(name);
				const report = (key: string | null) => key !== null && onentry(name, key);
				book.observe(({ keysChanged }) => keysChanged.forEach(report));
				for (const key of book.keys()) report(key);
			}
		};
		this.doc.on('afterTransaction', open);
		open();
	}

	eraseReplica = () => this.#replica.erase();

	close() {
		this.socket?.close();
		this.doc.destroy();
		this.#replica.close();
	}
}

/** Starts from this device's replica, else from the server's snapshot. */
export async function openSession(
	replica: LocalReplica,
	seat: Pick<Seat, 'studioClientId'>,
	clientId: number,
	firstSync: () => Promise<Uint8Array>
): Promise<RoomSession> {
	await replica.loaded.catch(() => undefined);
	if (replica.doc.store.clients.size === 0 && clientId !== NO_CLIENT)
		// without it the socket brings the same, only not compressed
		await firstSync().then(
			(bytes) => Y.applyUpdateV2(replica.doc, bytes),
			() => undefined
		);
	return new RoomSession(replica, seat, clientId);
}
