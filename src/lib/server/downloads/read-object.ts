import { addAbortSignal, type Readable } from 'node:stream';
import type { Span } from '../http/range.ts';
import { readByTurns, Turns } from '../storage/read-by-turns.ts';
import type { Storage } from '../storage/storage.ts';

/** Stored bytes from `first` to `last`, as they lie there; a chunk holds until the next but one is asked for. */
export async function* readObject(
	storage: Storage,
	key: string,
	{ first, last }: Span,
	gone: AbortSignal,
	turns = new Turns()
) {
	const range = { start: first, end: last };
	const path = storage.localPath(key);
	if (path) return yield* readByTurns(path, range, turns, gone);
	const bytes: Readable = await storage.open(key, range);
	for await (const chunk of addAbortSignal(gone, bytes)) yield chunk as Uint8Array; // storages open byte streams
}
