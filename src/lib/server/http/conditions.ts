import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import fresh from 'fresh';
import { AppError } from '#lib/domain/fault.ts';

/**
 * What RFC 9110 §13.2.2 asks before a body is sent, for an answer with this strong ETag: true where 304 was answered.
 * Throws `stale` (412) where If-Match names other bytes. Dates are ignored: nothing here carries Last-Modified.
 */
export function isAnsweredByConditions(
	{ headers: asked }: Pick<IncomingMessage, 'headers'>,
	res: ServerResponse,
	etag: string,
	headers: OutgoingHttpHeaders
): boolean {
	if (!fitsIfMatch(asked['if-match'], etag)) throw new AppError('stale', 'faults:detail.if-match');
	if (!isKnownToBrowser(asked['if-none-match'], etag)) return false;
	res.writeHead(304, { ...headers, etag }).end();
	return true;
}

/** If-Match compares strongly and takes a list: false where a part of other bytes would be mixed with what somebody has. */
export function fitsIfMatch(ifMatch: string | undefined, etag: string): boolean {
	if (ifMatch === undefined) return true;
	const wanted = ifMatch.split(',').map((each) => each.trim());
	return wanted.includes('*') || wanted.includes(etag);
}

/** If-None-Match compares weakly and takes a list. */
export function isKnownToBrowser(ifNoneMatch: string | undefined, etag: string): boolean {
	return ifNoneMatch !== undefined && fresh({ 'if-none-match': ifNoneMatch }, { etag });
}
