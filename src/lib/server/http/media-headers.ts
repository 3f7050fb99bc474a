import type { OutgoingHttpHeaders } from 'node:http';

const MEDIA = {
	'x-content-type-options': 'nosniff',
	'content-security-policy': "sandbox; default-src 'none'"
};

/** Bytes that somebody uploaded: saved, never shown by a browser, never kept by a cache. */
export const originalHeaders = (mediaType: string, disposition: string): OutgoingHttpHeaders => ({
	...MEDIA,
	'content-type': mediaType,
	'content-disposition': disposition,
	'cache-control': 'private, no-store'
});

/** Films that we made: asked for part by part, each by the same rights, so nothing is played from a cache unasked. */
export const filmHeaders: Readonly<OutgoingHttpHeaders> = {
	...MEDIA,
	'content-type': 'video/mp4',
	'cache-control': 'private, no-cache'
};

/** Where the pieces of a film lie; asked for as the film is. */
export const playlistHeaders: Readonly<OutgoingHttpHeaders> = {
	...filmHeaders,
	'content-type': 'application/vnd.apple.mpegurl'
};

/** Previews that we made; the URL names the version, so they never change. */
export const renditionHeaders: Readonly<OutgoingHttpHeaders> = {
	...MEDIA,
	'content-type': 'image/webp',
	'cache-control': 'private, max-age=31536000, immutable'
};
