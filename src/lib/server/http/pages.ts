import { chooseEncoding, packing } from './packing.ts';

/**
 * A page's scripts are asked for after its first pictures: it is whole without them, and they are ten times the bytes.
 * `html` is a chunk of the page; a link in it is the framework's, since words of people stand escaped.
 */
export function scriptsLast(html: string): string {
	const links = html.match(SCRIPT_LINK);
	const foot = html.lastIndexOf('</body>');
	if (!links || foot < 0) return html;
	return html.slice(0, foot).replace(SCRIPT_LINK, '') + links.join('') + html.slice(foot);
}

const SCRIPT_LINK = /\s*<link href="[^"]*" rel="modulepreload">/g;

/**
 * A whole page in the encoding that the browser prefers. Never for pages that hold a secret: how well it is compressed
 * beside what somebody else put into the page would tell it, letter by letter (BREACH).
 */
export async function packPage(response: Response, accepted: string | null): Promise<Response> {
	const encoding = chooseEncoding(accepted ?? undefined);
	if (encoding === 'identity' || !response.body) return response;
	const body = await packing(Buffer.from(await response.arrayBuffer()))(encoding);
	const headers = new Headers(response.headers);
	headers.set('content-encoding', encoding);
	headers.set('content-length', String(body.length));
	headers.set('vary', 'Accept-Encoding, Accept-Language, Cookie');
	// the framework's names the plain page
	headers.delete('etag');
	return new Response(new Uint8Array(body), { status: response.status, headers });
}
