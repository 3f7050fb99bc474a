import { createHash } from 'node:crypto';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What the app said yes to, kept by the parent: it has to be there after any kill. */
export class Ledger {
	count = 0;
	/** So many have to be acknowledged before the next kill. */
	wanted = 0;
	readonly uploads = new Map<string, string>();
	readonly titles = new Map<string, string>();
	readonly orders = new Set<string>();
	/** Finals by file: the bytes that were taken. */
	readonly finals = new Map<string, string>();
	/** Marks by participant and key. */
	readonly marks = new Map<string, Map<string, unknown>>();

	isAhead = () => this.count > this.wanted;

	uploaded(name: string, bytes: Uint8Array) {
		this.uploads.set(name, sha256(bytes));
		this.count++;
	}
	titled(fileId: string, title: string) {
		this.titles.set(fileId, title);
		this.count++;
	}
	ordered(orderId: string) {
		this.orders.add(orderId);
		this.count++;
	}
	replaced(fileId: string, bytes: Uint8Array) {
		this.finals.set(fileId, sha256(bytes));
		this.count++;
	}
	marked(participantId: string, entries: Iterable<[string, unknown]>) {
		const book = this.marks.get(participantId) ?? new Map<string, unknown>();
		this.marks.set(participantId, book);
		for (const [key, value] of entries) {
			book.set(key, value);
			this.count++;
		}
	}
}
