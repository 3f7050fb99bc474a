/** What a request says of who reads the answer. */
type Asked = { accept: string | undefined; fetchMode: string | undefined };

/**
 * Whether a person reads the answer: a browser that navigates (also a form without scripts) gets a page, a program its
 * JSON. A browser that says what it fetches for is believed; otherwise HTML has to be named, and not behind JSON.
 */
export function wantsPage({ accept, fetchMode }: Asked): boolean {
	if (fetchMode !== undefined) return fetchMode === 'navigate';
	const html = weightOf(accept, /^(text\/html|application\/xhtml\+xml)$/);
	return html > 0 && html >= weightOf(accept, /^application\/((problem\+)?json)$/);
}

/** The greatest q of the media types that fit; 0 where none is named. */
function weightOf(accept = '', type: RegExp): number {
	const weights = accept.split(',').map((part) => {
		const [name = '', ...params] = part.split(';').map((word) => word.trim().toLowerCase());
		if (!type.test(name)) return 0;
		const q = params.find((param) => param.startsWith('q='));
		return q ? Number(q.slice(2)) || 0 : 1;
	});
	return Math.max(0, ...weights);
}
