/**
 * The first of each key. A keyed list on a page is made through here wherever its entries come from elsewhere: two with
 * one key would end the whole page.
 */
export function distinctBy<T>(list: readonly T[], keyOf: (each: T) => unknown): T[] {
	const seen = new Set<unknown>();
	return list.filter((each) => {
		const key = keyOf(each);
		if (seen.has(key)) return false;
		seen.add(key);
		return true;
	});
}

/** What stands in the list more than once. */
export function repeatedIn<T>(list: readonly T[]): Set<T> {
	const seen = new Set<T>();
	return new Set(list.filter((each) => seen.size === seen.add(each).size));
}
