/** Bytes from `first` to `last`, both of them included. */
export type Span = readonly [first: number, last: number];

/** The spans with one more among them: in order, none touching another. */
export function withSpan(spans: readonly Span[], added: Span): Span[] {
	let [first, last] = added;
	const apart: Span[] = [];
	for (const span of spans) {
		if (span[1] < first - 1 || span[0] > last + 1) apart.push(span);
		else [first, last] = [Math.min(first, span[0]), Math.max(last, span[1])];
	}
	return [...apart, [first, last] as const].sort((a, b) => a[0] - b[0]);
}

export const bytesIn = (spans: readonly Span[]) =>
	spans.reduce((sum, [first, last]) => sum + last - first + 1, 0);
