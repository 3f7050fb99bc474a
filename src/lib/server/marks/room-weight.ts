import { CLOSE } from '#lib/realtime/close-codes.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import type { Book, PendingUpdate } from './book.ts';
import { Refusal } from './gate/refusal.ts';

/** Bytes of the first sync, and client ids that wrote. */
type Share = { bytes: number; clientIds: number };

type Room = {
	books: () => Iterable<Book>;
	/** Whether the book's owner came without an invitation; asked each time, since a guest may become a client. */
	isGuestBook: (book: string) => Promise<boolean>;
};

const ALL: Share = { bytes: LIMITS.bytesPerRoom, clientIds: LIMITS.clientIdsPerRoom };
const GUESTS: Share = { bytes: LIMITS.guestBytesPerRoom, clientIds: LIMITS.guestClientIdsPerRoom };

/**
 * How full a room is. Updates are counted as they come; only when the sum says full is everything weighed anew, since
 * rewriting a mark is not growth. A room within `weighSlackBytes` of its limit is full, so that weighing stays rare.
 */
export class RoomWeight {
	private readonly room: Room;
	private readonly all: Share = { bytes: 0, clientIds: 0 };
	private readonly guests: Share = { bytes: 0, clientIds: 0 };
	private isCounted = false;
	/** Weighing again would say the same. */
	private isExact = false;

	constructor(room: Room) {
		this.room = room;
	}

	/** Refuses a piece that does not fit with 4413; one that only takes marks back always does. */
	async require(piece: PendingUpdate): Promise<void> {
		const isGuest = (piece.isGuest = await this.room.isGuestBook(piece.book.name));
		if (isGuest && piece.grows && !piece.book.isWithin(LIMITS.bytesPerGuest))
			throw new Refusal(CLOSE.tooBig, 'this guest has marked as much as one guest may');
		// the piece is on its way already: a sum includes it
		if (this.isCounted) this.add(piece, isGuest, 1);
		else await this.sum((book) => book.sizeBytes);
		if (!piece.grows || this.fits(isGuest)) return;
		if (!this.isExact) await this.sum((book) => book.weigh());
		this.isExact = true;
		if (this.fits(isGuest)) return;
		this.add(piece, isGuest, -1);
		throw new Refusal(CLOSE.tooBig, 'the room is full');
	}

	/** The server's own entries are never refused, but count. */
	count(piece: PendingUpdate) {
		this.add(piece, piece.isGuest, 1);
	}

	private add({ bytes, newClientIds }: PendingUpdate, isGuest: boolean, sign: 1 | -1) {
		if (sign > 0) this.isExact = false;
		for (const share of isGuest ? [this.all, this.guests] : [this.all]) {
			share.bytes += sign * bytes.length;
			share.clientIds += sign * newClientIds;
		}
	}

	private fits(isGuest: boolean): boolean {
		return isWithin(this.all, ALL) && (!isGuest || isWithin(this.guests, GUESTS));
	}

	private async sum(bytesOf: (book: Book) => number) {
		const books = [...this.room.books()];
		const guests = new Set<Book>();
		for (const book of books) if (await this.room.isGuestBook(book.name)) guests.add(book);
		this.isCounted = true;
		for (const share of [this.all, this.guests]) Object.assign(share, { bytes: 0, clientIds: 0 });
		for (const book of books) {
			for (const share of guests.has(book) ? [this.all, this.guests] : [this.all]) {
				share.bytes += bytesOf(book) + book.pendingBytes;
				share.clientIds += book.clientIds;
			}
		}
	}
}

const isWithin = (share: Share, limit: Share) =>
	share.bytes <= limit.bytes - LIMITS.weighSlackBytes && share.clientIds <= limit.clientIds;
