/** First letters of the first and the last word; of one word its first two. */
export function initialsOf(name: string): string {
	const words = name
		.trim()
		.split(/[\s.,_-]+/u)
		.filter(Boolean)
		.map((word) => [...word]);
	const [first = [], ...rest] = words;
	const last = rest.at(-1);
	const letters = last ? [first[0], last[0]] : first.slice(0, 2);
	return letters.join('').toLocaleUpperCase('en') || '?';
}
