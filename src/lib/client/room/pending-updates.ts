import type * as Y from 'yjs';
import type { MarkRef, WaitingMark } from './waiting-marks.ts';
import { inTransactions } from './replay.ts';

/** One transaction: its bytes, and the marks that are durable once it is acknowledged. */
export type Sent = { update: Uint8Array; marks: (MarkRef & { value: unknown })[] };

/** Writes marks into the document that the socket sends, and knows which acknowledgement belongs to which of them. */
export class PendingUpdates {
	private readonly doc: Y.Doc;
	/** The client id that writes a book. */
	private readonly idOf: (book: string) => number;
	private readonly home: number;
	private unacknowledged: Sent[] = [];
	private expected: Sent[][] = [];

	constructor(doc: Y.Doc, idOf: (book: string) => number) {
		this.doc = doc;
		this.idOf = idOf;
		this.home = doc.clientID;
	}

	/** A new connection: its sync step 2 carries whatever was not acknowledged, and is acknowledged first. */
	connected() {
		this.expected = [[...this.unacknowledged]];
	}

	/** Returns the marks that changed nothing in the document: for them no acknowledgement will come. */
	write(marks: readonly WaitingMark[]): WaitingMark[] {
		const idle: WaitingMark[] = [];
		for (const book of new Set(marks.map((mark) => mark.book)))
			for (const part of inTransactions(marks.filter((mark) => mark.book === book))) {
				const update = this.transact(book, part);
				if (update) this.sent({ update, marks: part });
				else idle.push(...part);
			}
		return idle;
	}

	/** What an acknowledgement makes durable: they come in the order of what was sent. */
	acknowledged(): Sent[] {
		const durable = this.expected.shift() ?? [];
		this.unacknowledged = this.unacknowledged.filter((sent) => !durable.includes(sent));
		return durable;
	}

	isSent({ book, key, turn }: MarkRef): boolean {
		const isIt = (mark: MarkRef) => mark.turn === turn && mark.key === key && mark.book === book;
		return this.unacknowledged.some(({ marks }) => marks.some(isIt));
	}

	/** Yjs draws another id for itself when it believes that somebody else writes with it: then nothing fits any more. */
	get isSpoilt(): boolean {
		return this.doc.clientID !== this.home;
	}

	private sent(sent: Sent) {
		this.unacknowledged.push(sent);
		this.expected.push([sent]);
	}

	private transact(book: string, marks: readonly WaitingMark[]): Uint8Array | undefined {
		const map = this.doc.getMap(book);
		let update: Uint8Array | undefined;
		const take = (bytes: Uint8Array) => void (update = bytes);
		this.doc.on('update', take);
		this.doc.clientID = this.idOf(book);
		this.doc.transact(() => {
			for (const { key, value } of marks) {
				if (value === undefined) map.delete(key);
				else map.set(key, value);
			}
		});
		this.doc.clientID = this.home;
		this.doc.off('update', take);
		return update;
	}
}
