import * as Y from 'yjs';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import type { Decoded } from './decode.ts';
import type { Parts, Range, Run } from './parts.ts';
import { Refusal } from './refusal.ts';

/** What the gate knows of the room; for the sender's own books also what is on its way to the database. */
export type RoomState = {
	/** The book that a client id writes, when it was ever given out here. */
	bookOf: (clientId: number) => string | undefined;
	/** First clock that is not known. */
	stateOf: (clientId: number) => number;
	/** Parts of a known range that are still alive. */
	aliveIn: (clientId: number, from: number, to: number) => Range[];
};

/**
 * Keeps of an update what is new to the room, by book, and refuses what is new and not the sender's. Structs below
 * the room's clock and deletions of what is deleted are stepped over, whoever owns them: an honest sync step 2
 * carries everybody's. Nothing is applied here.
 */
export function filterUpdate(
	update: Decoded,
	ground: RoomState,
	mine: ReadonlySet<string>
): Map<string, Parts> {
	const sifted = new UpdateFilter(ground, mine);
	for (const struct of update.structs) sifted.struct(struct);
	for (const [client, ranges] of update.ds.clients) sifted.deletions(client, ranges);
	return sifted.byBook;
}

class UpdateFilter {
	readonly byBook = new Map<string, { runs: Run[]; deletes: Map<number, Range[]> }>();
	private readonly runs = new Map<number, Run & { end: number }>();
	private readonly ground: RoomState;
	private readonly mine: ReadonlySet<string>;

	constructor(ground: RoomState, mine: ReadonlySet<string>) {
		this.ground = ground;
		this.mine = mine;
	}

	struct(struct: Y.Item | Y.GC | Y.Skip) {
		const { client, clock } = struct.id;
		const end = clock + struct.length;
		const known = this.endOf(client);
		if (end <= known) return;
		const book = this.ownBook(client);
		if (clock > known) throw new Refusal(CLOSE.stale, 'a predecessor is missing');
		if (clock < known && this.runs.has(client)) throw malformed('structs overlap');
		if (end > LIMITS.clock) throw malformed('clock out of range');
		this.append(book, client, this.entry(struct, book), known, end);
	}

	deletions(client: number, ranges: readonly Range[]) {
		let last = -1;
		for (const { clock, len } of ranges) {
			// Yjs writes them sorted and merged; anything else only costs us time
			if (clock <= last || len < 1) throw malformed('deletions out of order');
			last = clock + len - 1;
			this.deletion(client, clock, clock + len);
		}
	}

	private deletion(client: number, from: number, to: number) {
		const known = this.ground.stateOf(client);
		const alive = from < known ? this.ground.aliveIn(client, from, Math.min(to, known)) : [];
		if (to > known) {
			this.ownBook(client);
			if (to > this.endOf(client)) throw new Refusal(CLOSE.stale, 'deletes what is not known');
			const start = Math.max(from, known);
			alive.push({ clock: start, len: to - start });
		}
		if (!alive.length) return;
		const { deletes } = this.bookParts(this.ownBook(client));
		deletes.set(client, [...(deletes.get(client) ?? []), ...alive]);
	}

	/** A set entry of a map, and nothing else that Yjs knows: no nested type, text, subdocument, GC or Skip. */
	private entry(struct: Y.Item | Y.GC | Y.Skip, book: string): Y.Item {
		if (!(struct instanceof Y.Item)) throw malformed('not an entry');
		const { content, origin, rightOrigin } = struct;
		const isAny = content instanceof Y.ContentAny;
		if (!isAny && !(content instanceof Y.ContentDeleted)) throw malformed('content of another kind');
		if (isAny && struct.length > LIMITS.valuesPerStruct) throw malformed('too many values');
		if (rightOrigin !== null) throw malformed('an entry of a list');
		if (origin) this.requireOwnOrigin(origin, book);
		else requireRoot(struct, book);
		return struct;
	}

	private requireOwnOrigin(origin: Y.ID, book: string) {
		if (this.ground.bookOf(origin.client) !== book) throw malformed('grows out of another book');
		if (origin.clock >= this.endOf(origin.client)) throw new Refusal(CLOSE.stale, 'a predecessor is missing');
	}

	private append(book: string, client: number, item: Y.Item, from: number, end: number) {
		const run = this.runs.get(client);
		if (run) {
			run.structs.push(item);
			run.end = end;
			return;
		}
		const fresh = { client, from, structs: [item], end };
		this.runs.set(client, fresh);
		this.bookParts(book).runs.push(fresh);
	}

	private endOf(client: number) {
		return this.runs.get(client)?.end ?? this.ground.stateOf(client);
	}

	private ownBook(client: number): string {
		const book = this.ground.bookOf(client);
		if (book === undefined || !this.mine.has(book))
			throw malformed('writes or deletes what is not the sender’s');
		return book;
	}

	private bookParts(book: string) {
		const known = this.byBook.get(book);
		if (known) return known;
		const fresh = { runs: [], deletes: new Map<number, Range[]>() };
		this.byBook.set(book, fresh);
		return fresh;
	}
}

function requireRoot({ parent, parentSub }: Y.Item, book: string) {
	// before it is applied, the parent of a root entry is the root's name
	const root: unknown = parent;
	if (root !== book || parentSub === null) throw malformed('outside the sender’s own map');
}

const malformed = (why: string) => new Refusal(CLOSE.malformed, why);
