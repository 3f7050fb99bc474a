import * as Y from 'yjs';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import { applyToBook, type Change } from './gate/apply.ts';
import { encodeV1, partsOf, type Parts } from './gate/parts.ts';
import { Refusal } from './gate/refusal.ts';
import type { Viewer } from './viewer.ts';

/** An accepted update of one book on its way into the database. */
export type Piece = { book: Book; bytes: Uint8Array; changes: Change[]; sender: Viewer };

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

	/** Tries an update on the shadow; a book that would grow beyond its limits, or change shape, refuses. */
	take(parts: Parts, sender: Viewer): Piece {
		const bytes = encodeV1(parts);
		const { shadow } = this;
		if (this.sizeBytes + bytes.length > LIMITS.bytesPerBook) throw new Refusal(CLOSE.tooBig, 'the book is full');
		const changes = this.tryOn(shadow, bytes);
		if (!changes || shadow.getMap(this.name)._map.size > LIMITS.keysPerBook) {
			this.forgetShadow();
			throw new Refusal(changes ? CLOSE.tooBig : CLOSE.malformed, 'the book would not hold this');
		}
		const piece = { book: this, bytes, changes, sender };
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

/** Client ids given out start at 1: Yjs must never take such a document for one of the writers. */
function quietDoc(): Y.Doc {
	const doc = new Y.Doc();
	doc.clientID = 0;
	return doc;
}
