import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Preview } from '#tests/support/media/grain.ts';

export type BarePages = { origin: string; page: (count: number) => string; close: () => void };

/** The floor of a gallery page: plain HTML of every picture, the same bytes from memory, no script, no question asked. */
export async function serveBarePages(pictures: Preview[][]): Promise<BarePages> {
	const server = createServer((req, res) => {
		const [, kind, which = '', width] = /^\/(r|page)\/(\d+)(?:\/(\d+)\.webp)?$/.exec(req.url ?? '') ?? [];
		if (kind === 'page') return void res.writeHead(200, PAGE).end(gzipSync(html(Number(which))));
		const preview = pictures[Number(which) % pictures.length]?.find((each) => String(each.width) === width);
		if (!preview) return void res.writeHead(404).end();
		res.writeHead(200, { 'content-type': 'image/webp', 'content-length': preview.bytes.length });
		res.end(preview.bytes);
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
	return { origin, page: (count) => `${origin}/page/${count}`, close: () => void server.close() };
}

const PAGE = { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip' };

function html(count: number) {
	const images = Array.from({ length: count }, (_, i) => {
		const srcset = [400, 750, 1500].map((width) => `/r/${i}/${width}.webp ${width}w`).join(', ');
		return `<img src="/r/${i}/400.webp" srcset="${srcset}" sizes="445px" width="445" height="297" loading="lazy" alt="">`;
	});
	const style = 'body{margin:20px}main{display:flex;flex-wrap:wrap;gap:20px 16px}';
	const open = "for(const i of document.images)i.onclick=()=>{i.sizes='1500px'}";
	return `<!doctype html><title>Bare</title><style>${style}</style><main>${images.join('\n')}</main><script>${open}</script>`;
}
