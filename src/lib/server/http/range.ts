/** First and last byte, both included, as in Content-Range. */
export type Span = { first: number; last: number };
export type Wanted = { kind: 'whole' } | { kind: 'part'; span: Span } | { kind: 'none' };

const WHOLE: Wanted = { kind: 'whole' };
const ONE_RANGE = /^bytes=(\d*)-(\d*)$/i;

/**
 * One part of a body of `sizeBytes`. Several parts, other units and nonsense are answered with the whole body
 * (RFC 9110 §14.2 allows it); a part that lies outside is `none` (416).
 */
export function wantedSpan(header: string | undefined, sizeBytes: number): Wanted {
	const found = header === undefined ? null : ONE_RANGE.exec(header.trim());
	const [, from = '', to = ''] = found ?? [];
	if (!found || (from === '' && to === '')) return WHOLE;
	if (from === '') return tail(Number(to), sizeBytes);
	const first = Number(from);
	const last = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
	if (to !== '' && Number(to) < first) return WHOLE;
	return first >= sizeBytes ? { kind: 'none' } : { kind: 'part', span: { first, last } };
}

function tail(length: number, sizeBytes: number): Wanted {
	if (length === 0 || sizeBytes === 0) return { kind: 'none' };
	return { kind: 'part', span: { first: Math.max(0, sizeBytes - length), last: sizeBytes - 1 } };
}

/** If-Range: only the very same strong ETag keeps the Range; dates and weak ETags never do. */
export const keepsRange = (ifRange: string | undefined, etag: string) =>
	ifRange === undefined || ifRange.trim() === etag;
