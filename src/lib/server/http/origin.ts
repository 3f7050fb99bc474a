import type { IncomingMessage } from 'node:http';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
const KNOWN = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

export const isKnownMethod = (method: string | undefined) => KNOWN.has(method ?? '');

/**
 * The page that asks came from this server, only by another address than ORIGIN: a NAS by its number, 127.0.0.1, a proxy
 * that nobody told us of. It is refused all the same; the words differ.
 */
export function isOwnElsewhere({ headers }: IncomingMessage): boolean {
	const host = headers.origin && URL.parse(headers.origin)?.host;
	if (!host) return false;
	return (
		headers['sec-fetch-site'] === 'same-origin' || [headers.host, headers['x-forwarded-host']].includes(host)
	);
}

/** A changing request must say that it comes from our own pages. Browsers always send one of the two headers. */
export function hasOwnOrigin(req: IncomingMessage, origin: string): boolean {
	if (READING.has(req.method ?? '')) return true;
	const claimed = req.headers.origin;
	if (claimed !== undefined) return claimed === origin;
	return req.headers['sec-fetch-site'] === 'same-origin';
}
