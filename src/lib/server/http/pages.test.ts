import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packPage, scriptsLast } from './pages.ts';

const link = (name: string) => `<link href="../_app/${name}.js" rel="modulepreload">`;
const style = '<link href="../_app/a.css" rel="stylesheet">';

test('scripts are asked for at the foot of the page, in their order, after its pictures', () => {
	const page = `<head>\n\t${link('one')}\n\t${style}\n\t${link('two')}</head><body><img src="p"></body></html>`;
	expect(scriptsLast(page)).toBe(
		`<head>\n\t${style}</head><body><img src="p">\n\t${link('one')}\n\t${link('two')}</body></html>`
	);
});

test('a page without scripts, or a chunk of one, stays as it is', () => {
	for (const html of [`<body>${style}</body>`, `<head>${link('one')}</head>`])
		expect(scriptsLast(html)).toBe(html);
});

const html = '<p>one and the same line</p>'.repeat(500);
const page = () =>
	new Response(html, { headers: { 'content-type': 'text/html', etag: '"1"', 'x-kept': 'yes' } });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

test('a page comes in the encoding that the browser prefers, with its length and its other headers', async () => {
	const brotli = await packPage(page(), 'gzip, deflate, br');
	expect(Object.fromEntries(brotli.headers)).toMatchObject({ 'content-encoding': 'br', 'x-kept': 'yes' });
	expect(brotli.headers.get('vary')).toBe('Accept-Encoding, Accept-Language, Cookie');
	expect(brotli.headers.has('etag')).toBe(false);
	const packed = await bytesOf(brotli);
	expect(packed.length).toBe(Number(brotli.headers.get('content-length')));
	expect(packed.length).toBeLessThan(html.length / 20);
	expect(brotliDecompressSync(packed).toString()).toBe(html);
	expect(gunzipSync(await bytesOf(await packPage(page(), 'gzip'))).toString()).toBe(html);
});

test('whoever accepts no encoding gets the page as it is', async () => {
	for (const accepted of [null, '', 'identity', 'deflate']) {
		const plain = await packPage(page(), accepted);
		expect(plain.headers.has('content-encoding')).toBe(false);
		expect(await plain.text()).toBe(html);
	}
});
