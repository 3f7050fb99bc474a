const BYTES_AN_END = 4;

/** Where the first tile begins: after one number for each. */
export const indexBytes = (count: number) => count * BYTES_AN_END;

/** The head of a file of tiles: where each ends, 32 bits from low to high. */
export function writeIndex(count: number, ends: readonly number[]): Buffer {
	const head = Buffer.alloc(indexBytes(count));
	for (const [n, end] of ends.entries()) head.writeUInt32LE(end, n * BYTES_AN_END);
	return head;
}

/** First and last byte of a tile in the file with this head, both included; undefined where there is no such tile. */
export function spanOf(head: Buffer, n: number): { first: number; last: number } | undefined {
	const endOf = (at: number) => head.readUInt32LE(at * BYTES_AN_END);
	if (!Number.isSafeInteger(n) || n < 0 || indexBytes(n) >= head.length) return undefined;
	return { first: n === 0 ? head.length : endOf(n - 1), last: endOf(n) - 1 };
}
