/** Immutable things in memory, the least recently used given up first; so nothing in it can be stale. */
export type Cache<T> = { get: (key: string) => T | undefined; put: (key: string, value: T) => T };

/** `budget` and `largest` are in whatever unit `sizeOf` counts. */
export function makeCache<T>(budget: number, largest: number, sizeOf: (value: T) => number): Cache<T> {
	const kept = new Map<string, T>();
	let total = 0;
	return {
		get: (key) => {
			const found = kept.get(key);
			if (found !== undefined) {
				kept.delete(key);
				kept.set(key, found);
			}
			return found;
		},
		put: (key, value) => {
			if (kept.has(key) || sizeOf(value) > largest) return value;
			kept.set(key, value);
			total += sizeOf(value);
			for (const [oldest, given] of kept) {
				if (total <= budget) break;
				kept.delete(oldest);
				total -= sizeOf(given);
			}
			return value;
		}
	};
}
