import { and, eq } from 'drizzle-orm';
import { param } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { seat } from '../db/schema.ts';

/** Which book a client id of a gallery writes: given out once and for ever, so what was read once stays true. */
export class Seats {
	private readonly db: Database;
	private readonly galleryId: string;
	private readonly known = new Map<number, string>();

	constructor(db: Database, galleryId: string) {
		this.db = db;
		this.galleryId = galleryId;
	}

	/** Undefined for one that was never given out, or was not read yet. */
	bookOf = (clientId: number): string | undefined => this.known.get(clientId);

	/** Reads those that are not known, up to the first that was never given out: what names it is refused there. */
	async learn(clientIds: Iterable<number>) {
		for (const clientId of clientIds) {
			if (this.known.has(clientId)) continue;
			const found = await bookOfSeat(this.db).get({ galleryId: this.galleryId, clientId });
			if (!found) return;
			this.known.set(clientId, found.book);
		}
	}
}

const bookOfSeat = statement((db: Database) =>
	db
		.select({ book: seat.book })
		.from(seat)
		.where(and(eq(seat.galleryId, param('galleryId')), eq(seat.clientId, param('clientId'))))
		.prepare()
);
