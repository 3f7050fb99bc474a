const signs = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The beginning of a text that fits: never half of what a reader takes for one sign, unless even one does not fit. */
export function cut(text: string, room: number, measure: (text: string) => number): string {
	return begun(segmentsOf(text), room, measure) || begun(text, room, measure);
}

function* segmentsOf(text: string) {
	for (const { segment } of signs.segment(text)) yield segment;
}

function begun(parts: Iterable<string>, room: number, measure: (text: string) => number): string {
	let kept = '';
	let used = 0;
	for (const part of parts) {
		used += measure(part);
		if (used > room) break;
		kept += part;
	}
	return kept;
}
