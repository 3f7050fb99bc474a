const CHUNK = 500;

/** SQLite limits the values of one statement. */
export function inChunks<T, R>(values: readonly T[], read: (part: T[]) => R[]): R[] {
	const found: R[] = [];
	for (let i = 0; i < values.length; i += CHUNK) found.push(...read(values.slice(i, i + CHUNK)));
	return found;
}
