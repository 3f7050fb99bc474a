import type { Readable } from 'node:stream';

/** First and last byte, both included, like HTTP's. */
export type Range = { start: number; end: number };

export type Listed = { key: string; bytes: number; storedAt: number };

/**
 * Bytes by key. Keys are random (storage/keys.ts) and never reused; nothing is overwritten in place: an existing key is
 * AppError('conflict'), a missing one 'not-found', a range beyond the end 'range', a full disk 'disk-full'.
 */
export type Storage = {
	put: (key: string, bytes: Readable | Uint8Array) => Promise<{ bytes: number }>;
	/**
	 * Takes a finished temporary file over; it is durable when this resolves. On failure the file stays where it is.
	 * Asked again for bytes that already lie under the key (a crash came between), it finishes the move.
	 * `isSynced`: who wrote it has already brought it to the disk.
	 */
	putFile: (key: string, path: string, known?: { isSynced: boolean }) => Promise<{ bytes: number }>;
	/** The stream fails, rather than ends, when fewer bytes come than were promised. */
	open: (key: string, range?: Range) => Promise<Readable>;
	stat: (key: string) => Promise<{ bytes: number } | null>;
	/** Removing what is not there is no error. */
	remove: (key: string) => Promise<void>;
	/** Keys that begin with the prefix, with their size and the time they were stored; never the identity. */
	list: (prefix: string) => AsyncIterable<Listed>;
	/** Drops what writes that never finished have left behind before this time (ms). */
	forgetUnfinished: (before: number) => Promise<void>;
	/** Path of the object where it is an ordinary file (disk), for readers that want one; else null. */
	localPath: (key: string) => string | null;
};
