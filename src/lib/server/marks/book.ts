import * as Y from 'yjs';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import { applyToBook, type Change } from './gate/apply.ts';
import { encodeV1, encodeV2, partsOf, type Parts } from './gate/parts.ts';
import { Refusal } from './gate/refusal.ts';
import type { Viewer } from './viewer.ts';

/** An accepted update of one book on its way into the database; `sender` null: the server's own. */
export type Piece = { book: Book; bytes: Uint8Array; changes: Change[]; sender: Viewer | null };

/** One owner's map: `doc` holds what is committed, `shadow` in addition what is on its way. */
export class Book {
	readonly name: string;
	readonly doc = quietDoc();
	private shadowDoc: Y.Doc | null = null;
	private onTheirWay: Piece[] = [];
	private sizeBytes = 0;

	constructor(name: string) {
		this.name = name;
		this.doc.getMap(name);
	}

	get map(): Y.Map<unknown> {
		return this.doc.getMap(this.name);
	}

	/** What the next update of the owner is judged against. */
	get shadow(): Y.Doc {
		this.shadowDoc ??= this.rebuilt();
		return this.shadowDoc;
	}

	get isWriting(): boolean {
		return this.onTheirWay.length > 0;
	}

	/** Clock of a client id once everything on its way is kept. */
	clockAfter(clientId: number): number {
		return Y.getState(this.shadow.store, clientId);
	}

	/** Tries an update on the shadow; a book that would grow beyond its limits, or change shape, refuses. */
	take(parts: Parts, sender: Viewer): Piece {
		const bytes = encodeV1(parts);
		const { shadow } = this;
		if (!this.hasRoomFor(bytes.length)) throw new Refusal(CLOSE.tooBig, 'the book is full');
		const changes = this.tryOn(shadow, bytes);
		if (!changes || shadow.getMap(this.name)._map.size > LIMITS.keysPerBook) {
			this.forgetShadow();
			throw new Refusal(changes ? CLOSE.tooBig : CLOSE.malformed, 'the book would not hold this');
		}
		const piece = { book: this, bytes, changes, sender };
		this.onTheirWay.push(piece);
		return piece;
	}

	/** The server's own entries, written with its client id of this book; null when all of them stand already. */
	write(clientId: number, entries: Change[]): Piece | null {
		const { shadow } = this;
		const map = shadow.getMap(this.name);
		const news = entries.filter(({ key }) => !map.has(key));
		if (!news.length) return null;
		const before = Y.encodeStateVector(shadow);
		shadow.clientID = clientId;
		shadow.transact(() => news.forEach(({ key, value }) => map.set(key, value)));
		shadow.clientID = NOBODY;
		const bytes = Y.encodeStateAsUpdate(shadow, before);
		const piece = { book: this, bytes, changes: news, sender: null };
		this.onTheirWay.push(piece);
		return piece;
	}

	/** Committed: everybody may see it now. */
	keep(piece: Piece) {
		this.onTheirWay = this.onTheirWay.filter((each) => each !== piece);
		this.apply(piece.bytes);
	}

	/** Refused: what stays on its way is tried again without it. */
	drop(piece: Piece) {
		const before = this.onTheirWay.length;
		this.onTheirWay = this.onTheirWay.filter((each) => each !== piece);
		if (this.onTheirWay.length < before) this.forgetShadow();
	}

	/** A committed update, from the log or a neighbour process as well: known ones change nothing. */
	apply(bytes: Uint8Array, isV2 = false) {
		const read = isV2 ? Y.applyUpdateV2 : Y.applyUpdate;
		read(this.doc, bytes);
		if (this.shadowDoc) read(this.shadowDoc, bytes);
		this.sizeBytes += bytes.length;
	}

	forgetShadow() {
		this.shadowDoc?.destroy();
		this.shadowDoc = null;
	}

	/** Updates are counted as they come and weighed anew when the sum says full: rewriting a mark is not growth. */
	private hasRoomFor(bytes: number): boolean {
		if (this.sizeBytes + bytes > LIMITS.bytesPerBook) this.sizeBytes = encodeV2(partsOf([this.doc])).length;
		return this.sizeBytes + bytes <= LIMITS.bytesPerBook;
	}

	private tryOn(doc: Y.Doc, bytes: Uint8Array): Change[] | null {
		try {
			return applyToBook(doc, this.name, bytes);
		} catch {
			return null;
		}
	}

	private rebuilt(): Y.Doc {
		const doc = quietDoc();
		doc.getMap(this.name);
		Y.applyUpdate(doc, encodeV1(partsOf([this.doc])));
		for (const piece of this.onTheirWay) piece.changes = this.tryOn(doc, piece.bytes) ?? [];
		return doc;
	}
}

// client ids given out start at 1: Yjs must never take such a document for one of the writers
const NOBODY = 0;

function quietDoc(): Y.Doc {
	const doc = new Y.Doc();
	doc.clientID = NOBODY;
	return doc;
}
