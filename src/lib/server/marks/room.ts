import * as Y from 'yjs';
import { parseBook } from '#lib/domain/marks/keys.ts';
import { Book } from './book.ts';
import { encodeStateVector, encodeV1, encodeV2, partsOf, type Range } from './gate/parts.ts';
import type { RoomState } from './gate/filter-update.ts';
import type { RoomKind } from './room-kind.ts';
import { RoomWeight } from './room-weight.ts';
import type { Seats } from './seats.ts';
import type { Connection } from './connection.ts';

/** Which books a connection reads. Private choosing will add one kind for each client. */

export function canRead(kind: RoomKind, book: string): boolean {
	const owner = parseBook(book)?.kind;
	return kind === 'studio' || owner === 'own' || owner === 'server';
}

/** All books of a gallery and everybody who looks at them from this process; can be rebuilt from SQL at any time. */
export class GalleryRoom {
	readonly galleryId: string;
	readonly connections = new Set<Connection>();
	/** Raised by every change that this kind of room can see. */
	readonly versions: Record<RoomKind, number> = { client: 0, studio: 0 };
	/** When the last connection closed, or the room was last asked for. */
	idleSince = 0;
	readonly weight: RoomWeight;
	private readonly books = new Map<string, Book>();
	readonly seats: Pick<Seats, 'bookOf' | 'learn'>;

	/** `isGuestBook` as for `RoomWeight`. */
	constructor(
		galleryId: string,
		seats: GalleryRoom['seats'],
		isGuestBook: (book: string) => Promise<boolean>
	) {
		this.galleryId = galleryId;
		this.seats = seats;
		this.weight = new RoomWeight({ books: () => this.books.values(), isGuestBook });
	}

	book(name: string): Book {
		const known = this.books.get(name);
		if (known) return known;
		const fresh = new Book(name);
		this.books.set(name, fresh);
		return fresh;
	}

	docs(kind: RoomKind): Y.Doc[] {
		return [...this.books.values()].filter(({ name }) => canRead(kind, name)).map(({ doc }) => doc);
	}

	/** The room against which an update of this connection is judged: their own books as they have sent them so far. */
	stateFor({ books }: Pick<Connection, 'books'>): RoomState {
		const docOf = (client: number) => {
			const name = this.seats.bookOf(client);
			if (name === undefined) return undefined;
			return books.has(name) ? this.book(name).draft : this.books.get(name)?.doc;
		};
		return {
			bookOf: this.seats.bookOf,
			stateOf: (client) => {
				const doc = docOf(client);
				return doc ? Y.getState(doc.store, client) : 0;
			},
			aliveIn: (client, from, to) => aliveIn(docOf(client), client, from, to)
		};
	}

	clockOf(clientId: number): number {
		const name = this.seats.bookOf(clientId);
		const book = name === undefined ? undefined : this.books.get(name);
		return book ? Y.getState(book.doc.store, clientId) : 0;
	}

	stateVector = (kind: RoomKind): Uint8Array => encodeStateVector(this.docs(kind));

	/** Everything beyond a state vector, as y-protocols' sync step 2. */
	difference = (kind: RoomKind, known: ReadonlyMap<number, number>): Uint8Array =>
		encodeV1(partsOf(this.docs(kind), known));

	/** How much of every sync step 2 is deletions that the sender cannot leave out. */
	deletionBytes(kind: RoomKind): number {
		const { deletes } = partsOf(this.docs(kind));
		return encodeV1({ runs: [], deletes }).length;
	}

	/** Everything, in v2: what a page starts from. */
	snapshot = (kind: RoomKind): Uint8Array => encodeV2(partsOf(this.docs(kind)));

	/** A change was committed. */
	raise(book: string) {
		this.versions.studio++;
		if (canRead('client', book)) this.versions.client++;
	}

	/** Something is between the gate and the database. */
	isWriting(): boolean {
		return [...this.books.values()].some((book) => book.isWriting);
	}

	/** Shadows cost as much as books: they are kept while somebody may write. */
	forgetShadows(names: Iterable<string>) {
		const inUse = new Set([...this.connections].flatMap(({ books }) => [...books]));
		for (const name of names) if (!inUse.has(name)) this.books.get(name)?.forgetShadow();
	}
}

function aliveIn(doc: Y.Doc | undefined, client: number, from: number, to: number): Range[] {
	const structs = doc?.store.clients.get(client) ?? [];
	const alive: Range[] = [];
	for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
		const struct = structs[i];
		if (!struct || struct.id.clock >= to) break;
		if (struct.deleted) continue;
		const clock = Math.max(from, struct.id.clock);
		alive.push({ clock, len: Math.min(to, struct.id.clock + struct.length) - clock });
	}
	return alive;
}
