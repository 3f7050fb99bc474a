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
