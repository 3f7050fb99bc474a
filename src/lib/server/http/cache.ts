import { LRUCache } from 'lru-cache';

/** Immutable things in memory, the least recently used given up first; so nothing in it can be stale. */
export type Cache<T> = { get: (key: string) => T | undefined; put: (key: string, value: T) => T };

/** `budget` and `largest` are in whatever unit `sizeOf` counts. */
export function makeCache<T extends object>(
	budget: number,
	largest: number,
	sizeOf: (value: T) => number
): Cache<T> {
	const kept = new LRUCache<string, T>({
		maxSize: budget,
		maxEntrySize: largest,
		// an empty list takes room as well
		sizeCalculation: (value) => Math.max(1, sizeOf(value))
	});
	return {
		get: (key) => kept.get(key),
		put: (key, value) => {
			if (!kept.has(key)) kept.set(key, value);
			return value;
		}
	};
}
