import { open } from 'node:fs/promises';
import type { Range } from './storage.ts';

const READ_BYTES = 1 << 20;

/**
 * Two pieces of memory that one transfer reads into by turns: what was read holds until the next but one is read. With
 * new memory for each MiB, V8 collected its whole heap for every 20 MiB sent, at twice the cost of sending them.
 */
export class Turns {
	readonly #buffers = [Buffer.alloc(0), Buffer.alloc(0)];
	#turn = 0;

	next(bytes: number): Buffer {
		this.#turn = 1 - this.#turn;
		const known = this.#buffers[this.#turn];
		if (known && known.length >= bytes) return known.subarray(0, bytes);
		return (this.#buffers[this.#turn] = Buffer.allocUnsafeSlow(bytes));
	}
}

/** Bytes of a file, as chunks that hold until the next but one is asked for; throws when it ends too early. */
export async function* readByTurns(path: string, { start, end }: Range, turns: Turns, gone?: AbortSignal) {
	await using handle = await open(path);
	for (let at = start; at <= end;) {
		gone?.throwIfAborted();
		const buffer = turns.next(Math.min(READ_BYTES, end + 1 - at));
		const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
		if (bytesRead === 0) throw new Error(`The file ended at ${at} of ${end + 1} bytes`);
		yield buffer.subarray(0, bytesRead);
		at += bytesRead;
	}
}
