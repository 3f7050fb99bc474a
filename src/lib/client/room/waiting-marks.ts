/** A mark that the server has not acknowledged; `value` undefined takes it back. */
export type WaitingMark = {
	book: string;
	key: string;
	value: unknown;
	/** What stood there when they wrote it, as far as the server had said. */
	was: unknown;
	/** Milliseconds. */
	at: number;
	/** Rewriting the same mark raises it: an acknowledgement of an older one does not count. */
	turn: number;
};
export type MarkRef = Pick<WaitingMark, 'book' | 'key' | 'turn'>;

/** Where waiting marks survive a closed page; one shelf for each gallery and participant. */
export type WaitingStore = {
	all: () => Promise<WaitingMark[]>;
	put: (mark: WaitingMark) => Promise<void>;
	drop: (mark: Pick<WaitingMark, 'book' | 'key'>) => Promise<void>;
};

/**
 * Marks on their way, laid over what the server says. They live in memory and on the shelf until they are durable,
 * refused and shown, or removed by the person themselves; nothing else empties the list.
 */
export class WaitingMarks {
	private readonly store: WaitingStore;
	private readonly marks = new Map<string, WaitingMark>();
	private readonly onFault: (error: unknown) => void;
	private turn = 0;

	constructor(store: WaitingStore, onFault: (error: unknown) => void) {
		this.store = store;
		this.onFault = onFault;
	}

	async load() {
		for (const mark of await this.store.all()) {
			const place = placeOf(mark);
			this.turn = Math.max(this.turn, mark.turn);
			if (!this.marks.has(place)) this.marks.set(place, mark);
		}
	}

	get size(): number {
		return this.marks.size;
	}

	list(): WaitingMark[] {
		return [...this.marks.values()];
	}

	get(book: string, key: string): WaitingMark | undefined {
		return this.marks.get(placeOf({ book, key }));
	}

	/** The first `was` stays: it is what the server knew before any of these changes. */
	put(book: string, key: string, value: unknown, was: unknown, at: number): WaitingMark {
		const before = this.get(book, key);
		const mark = { book, key, value, was: before ? before.was : was, at, turn: ++this.turn };
		return this.keep(mark);
	}

	/** Durable: gone, unless they have changed their mind since; then this is what stood there before. */
	settle({ book, key, turn }: MarkRef, value: unknown) {
		const mark = this.get(book, key);
		if (!mark) return;
		if (mark.turn === turn) this.remove(mark);
		else this.keep({ ...mark, was: value });
	}

	remove(mark: Pick<WaitingMark, 'book' | 'key'>) {
		if (this.marks.delete(placeOf(mark))) this.store.drop(mark).catch(this.onFault);
	}

	private keep(mark: WaitingMark): WaitingMark {
		this.marks.set(placeOf(mark), mark);
		this.store.put(mark).catch(this.onFault);
		return mark;
	}
}

const placeOf = ({ book, key }: Pick<WaitingMark, 'book' | 'key'>) => `${book} ${key}`;
