import { parse } from 'range-parser';

/** First and last byte, both included, as in Content-Range. */
export type Span = { first: number; last: number };
export type Wanted = { kind: 'whole' } | { kind: 'part'; span: Span } | { kind: 'none' };

const WHOLE: Wanted = { kind: 'whole' };
/** Nothing that is answered with one part is longer; a list of a thousand is not even read. */
const LONGEST = 100;

/**
 * One part of a body of `sizeBytes`. Several parts, other units and nonsense are answered with the whole body
 * (RFC 9110 §14.2 allows it); a part that lies outside is `none` (416).
 */
export function wantedSpan(header: string | undefined, sizeBytes: number): Wanted {
	if (header === undefined || header.length > LONGEST) return WHOLE;
	const { code, type, ranges } = parse(sizeBytes, header.trim());
	if (type !== 'bytes' || code & IS_MALFORMED || ranges.length > 1) return WHOLE;
	const [wanted] = ranges;
	return wanted ? { kind: 'part', span: { first: wanted.start, last: wanted.end } } : { kind: 'none' };
}

const IS_MALFORMED = 1;

/** If-Range: only the very same strong ETag keeps the Range; dates and weak ETags never do. */
export const keepsRange = (ifRange: string | undefined, etag: string) =>
	ifRange === undefined || ifRange.trim() === etag;
