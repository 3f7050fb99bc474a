import * as Y from 'yjs';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import { applyToBook, type Change } from './gate/apply.ts';
import { encodeV1, encodeV2, partsOf, type Parts } from './gate/parts.ts';
import { Refusal } from './gate/refusal.ts';
import { Inflow } from './inflow.ts';
import type { Connection } from './connection.ts';

/** An accepted update of one book on its way into the database; `sender` null: the server's own. */
export type PendingUpdate = {
	book: Book;
	bytes: Uint8Array;
	changes: Change[];
	sender: Connection | null;
	/** Says something new; else it only takes back. */
	grows: boolean;
	/** Page loads that write here for the first time. */
	newClientIds: number;
	/** Its owner came without an invitation; see RoomWeight. */
	isGuest: boolean;
};

/** One owner's map: `doc` holds what is committed, `draft` in addition what is on its way. */
export class Book {
	readonly name: string;
	readonly doc = quietDoc();
	readonly inflow = new Inflow();
	private shadowDoc: Y.Doc | null = null;
	private onTheirWay: PendingUpdate[] = [];
	private bytesSeen = 0;
	/** `bytesSeen` is exact: nothing came since it was weighed. */
	private isWeighed = false;

	constructor(name: string) {
		this.name = name;
		this.doc.getMap(name);
	}

	get map(): Y.Map<unknown> {
		return this.doc.getMap(this.name);
	}

	/** What the next update of the owner is judged against. */
	get draft(): Y.Doc {
		this.shadowDoc ??= this.rebuilt();
		return this.shadowDoc;
	}

	/** What it adds to a first sync, or a little more: updates are counted whole until it is weighed. */
	get sizeBytes(): number {
		return this.bytesSeen;
	}

	/** What is between the gate and the database. */
	get pendingBytes(): number {
		return this.onTheirWay.reduce((sum, { bytes }) => sum + bytes.length, 0);
	}

	/** Page loads that wrote in it. */
	get clientIds(): number {
		return this.onTheirWay.reduce((sum, { newClientIds }) => sum + newClientIds, this.doc.store.clients.size);
	}

	/** Its exact size. Costs as much as sending it. */
	weigh(): number {
		if (!this.isWeighed) this.bytesSeen = encodeV2(partsOf([this.doc])).length;
		this.isWeighed = true;
		return this.bytesSeen;
	}

	get isWriting(): boolean {
		return this.onTheirWay.length > 0;
	}

	/** Clock of a client id once everything on its way is kept. */
	clockAfter(clientId: number): number {
		return Y.getState(this.draft.store, clientId);
	}

	/** Tries an update on the draft; a book that would grow beyond its limits, or change shape, refuses. */
	stage(parts: Parts, sender: Connection): PendingUpdate {
		const bytes = encodeV1(parts);
		const { draft } = this;
		if (!this.isWithin(LIMITS.bytesPerBook, bytes.length))
			throw new Refusal(CLOSE.tooBig, 'the book is full');
		const changes = this.tryOn(draft, bytes);
		if (!changes || draft.getMap(this.name)._map.size > LIMITS.keysPerBook) {
			this.forgetShadow();
			throw new Refusal(changes ? CLOSE.tooBig : CLOSE.malformed, 'the book would not hold this');
		}
		const newClientIds = parts.runs.filter(({ client }) => !this.doc.store.clients.has(client)).length;
		const grows = parts.runs.length > 0;
		const piece = { book: this, bytes, changes, sender, grows, newClientIds, isGuest: false };
		this.onTheirWay.push(piece);
		return piece;
	}

	/** The server's own entries, written with its client id of this book; null when all of them stand already. */
	write(clientId: number, entries: Change[]): PendingUpdate | null {
		const { draft } = this;
		const map = draft.getMap(this.name);
		const news = entries.filter(({ key }) => !map.has(key));
		if (!news.length) return null;
		const before = Y.encodeStateVector(draft);
		draft.clientID = clientId;
		draft.transact(() => news.forEach(({ key, value }) => map.set(key, value)));
		draft.clientID = NOBODY;
		const bytes = Y.encodeStateAsUpdate(draft, before);
		const piece = {
			book: this,
			bytes,
			changes: news,
			sender: null,
			grows: true,
			newClientIds: 0,
			isGuest: false
		};
		this.onTheirWay.push(piece);
		return piece;
	}

	/** Committed: everybody may see it now. */
	commit(piece: PendingUpdate) {
		this.onTheirWay = this.onTheirWay.filter((each) => each !== piece);
		this.apply(piece.bytes);
	}

	/** Refused: what stays on its way is tried again without it. */
	rollback(piece: PendingUpdate) {
		const before = this.onTheirWay.length;
		this.onTheirWay = this.onTheirWay.filter((each) => each !== piece);
		if (this.onTheirWay.length < before) this.forgetShadow();
	}

	/** A committed update, from the log or a neighbour process as well: known ones change nothing. */
	apply(bytes: Uint8Array, isV2 = false) {
		const read = isV2 ? Y.applyUpdateV2 : Y.applyUpdate;
		read(this.doc, bytes);
		if (this.shadowDoc) read(this.shadowDoc, bytes);
		this.bytesSeen += bytes.length;
		this.isWeighed = false;
	}

	forgetShadow() {
		this.shadowDoc?.destroy();
		this.shadowDoc = null;
	}

	/** Updates are counted as they come and weighed anew when the sum says full: rewriting a mark is not growth. */
	isWithin(limit: number, further = 0): boolean {
		const coming = this.pendingBytes + further;
		if (this.bytesSeen + coming > limit) this.weigh();
		return this.bytesSeen + coming <= limit;
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
