const CHUNK = 500;

/** SQLite limits the values of one statement. */
export async function inChunks<T, R>(values: readonly T[], read: (part: T[]) => Promise<R[]>): Promise<R[]> {
	const found: R[] = [];
	for (let i = 0; i < values.length; i += CHUNK) found.push(...(await read(values.slice(i, i + CHUNK))));
	return found;
}
