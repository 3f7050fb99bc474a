import type { IncomingMessage } from 'node:http';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
const KNOWN = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

export const isKnownMethod = (method: string | undefined) => KNOWN.has(method ?? '');

/** A changing request must say that it comes from our own pages. Browsers always send one of the two headers. */
export function hasOwnOrigin(req: IncomingMessage, origin: string): boolean {
	if (READING.has(req.method ?? '')) return true;
	const claimed = req.headers.origin;
	if (claimed !== undefined) return claimed === origin;
	return req.headers['sec-fetch-site'] === 'same-origin';
}
