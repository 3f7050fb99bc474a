import type { Readable } from 'node:stream';

/**
 * Bytes by key. Keys are random (storage/keys.ts) and never reused; nothing is overwritten in place.
 * Ranges are inclusive, like HTTP's. A missing key is AppError('not-found').
 */
export type Storage = {
	put: (key: string, bytes: Readable | Uint8Array) => Promise<{ bytes: number }>;
	/** Takes a finished temporary file over; it is durable when this resolves. */
	putFile: (key: string, path: string) => Promise<{ bytes: number }>;
	open: (key: string, range?: { start: number; end: number }) => Promise<Readable>;
	stat: (key: string) => Promise<{ bytes: number } | null>;
	remove: (key: string) => Promise<void>;
	/** Keys that begin with the prefix, with the time they were stored, for the sweep. */
	list: (prefix: string) => AsyncIterable<{ key: string; storedAt: number }>;
	/** Path of the object where it is an ordinary file (disk), for readers that want one; else null. */
	localPath: (key: string) => string | null;
};
