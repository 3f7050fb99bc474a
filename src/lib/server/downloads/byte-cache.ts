/** Small objects in memory, the least recently used given up first. Keys name immutable bytes, so nothing gets stale. */
export type ByteCache = {
	get: (key: string) => Buffer | undefined;
	put: (key: string, bytes: Buffer) => void;
};

export function makeByteCache(budgetBytes: number, largestBytes: number): ByteCache {
	const kept = new Map<string, Buffer>();
	let total = 0;
	return {
		get: (key) => {
			const found = kept.get(key);
			if (found) {
				kept.delete(key);
				kept.set(key, found);
			}
			return found;
		},
		put: (key, bytes) => {
			if (bytes.length > largestBytes || kept.has(key)) return;
			kept.set(key, bytes);
			total += bytes.length;
			for (const [oldest, { length }] of kept) {
				if (total <= budgetBytes) break;
				kept.delete(oldest);
				total -= length;
			}
		}
	};
}
