import { crc32 } from 'node:zlib';
import type { Span } from '../http/range.ts';
import type { Turns } from '../storage/read-by-turns.ts';
import type { Storage } from '../storage/storage.ts';
import { readObject } from './read-object.ts';

/** A stored object, as the database knows it. */
export type Known = { key: string; bytes: number; crc32: number };

/** Objects whose bytes were found to be others; a whole reading that is right again takes them out. */
const damaged = new WeakMap<Storage, Set<string>>();

function damagedIn(storage: Storage): Set<string> {
	const known = damaged.get(storage) ?? new Set();
	damaged.set(storage, known);
	return known;
}

const isOther = (key: string) => new Error(`The stored bytes of ${key} are not those that were uploaded`);

/**
 * Bytes of an object. Where all of them are read, the last ones are kept back until the checksum is right: nobody takes
 * a damaged file for a whole one. A part alone cannot be judged; but the end of an object that was found damaged is not
 * given to somebody who goes on with a download that was cut for it.
 */
export async function* readSound(
	storage: Storage,
	known: Known,
	span: Span,
	gone: AbortSignal,
	turns?: Turns
): AsyncGenerator<Uint8Array> {
	const bad = damagedIn(storage);
	const reachesEnd = span.last === known.bytes - 1;
	const isWhole = span.first === 0 && reachesEnd;
	if (!isWhole) {
		if (reachesEnd && bad.has(known.key)) throw isOther(known.key);
		return yield* readObject(storage, known.key, span, gone, turns);
	}
	let [sum, seen] = [0, 0];
	for await (const chunk of readObject(storage, known.key, span, gone, turns)) {
		sum = crc32(chunk, sum);
		seen += chunk.length;
		if (seen === known.bytes) {
			if (sum !== known.crc32) {
				bad.add(known.key);
				throw isOther(known.key);
			}
			bad.delete(known.key); // before the last bytes are out: whoever has them may ask again at once
		}
		yield chunk;
	}
}
