import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brotliDecompressSync } from 'node:zlib';
import { startApp, type App } from '#tests/support/app/app.ts';
import { aShoot, openContext, type Shoot } from '#tests/support/media/large-shoot.ts';

// What a gallery weighs on the wire: bytes and their order, which no busy machine can change.

const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-weights-'));
let app: App;
let small: Shoot;
let large: Shoot;
beforeAll(async () => {
	const ctx = await openContext(dataDir);
	const pictures = [
		[1500, 750, 400].map((width) => ({ width, height: width / 1.5, bytes: Buffer.alloc(width) }))
	];
	small = await aShoot(ctx, 100, pictures);
	large = await aShoot(ctx, 2000, pictures);
	await ctx.db.close();
	app = await startApp({ DATA_DIR: dataDir, ROLE: 'web' });
});
afterAll(async () => {
	await app?.close();
	rmSync(dataDir, { recursive: true, force: true });
});

type Got = { status: number; headers: Record<string, unknown>; body: Buffer };

/** As a browser asks: with every encoding, which `fetch` would unpack. */
const get = (path: string, cookie = '') =>
	new Promise<Got>((resolve, reject) => {
		const headers = { cookie, 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'Desktop' };
		request(new URL(path, app.origin), { headers }, (res) => {
			const chunks: Buffer[] = [];
			res.on('data', (chunk: Buffer) => chunks.push(chunk));
			res.on('end', () =>
				resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks) })
			);
		})
			.on('error', reject)
			.end();
	});

const page = ({ galleryId, cookie }: Shoot) => get(`/g/${galleryId}`, cookie);

test('the page of a gallery is packed, small, and does not grow with the gallery', async () => {
	const [ofSmall, ofLarge] = [await page(small), await page(large)];
	expect(ofLarge.headers).toMatchObject({ 'content-encoding': 'br', 'cache-control': 'private, no-store' });
	expect(ofLarge.body.length).toBeLessThan(30_000);
	expect(ofLarge.body.length).toBeLessThan(ofSmall.body.length * 1.1);
});

test('nothing is asked for in front of the first picture', async () => {
	const html = brotliDecompressSync((await page(large)).body).toString();
	const [before = ''] = html.split('<img');
	const asked = before.match(/<(link|script)[^>]*(src|href)=[^>]*>/g) ?? [];
	expect(asked.filter((tag) => !/ disabled |rel="icon"/.test(tag))).toEqual([]);
	expect(html.match(/<img[^>]*fetchpriority="high"/g)?.length).toBeGreaterThanOrEqual(6);
});

test('the page and every script and font that it asks for weigh at most 250 kB', async () => {
	const { body } = await page(large);
	const html = brotliDecompressSync(body).toString();
	const scripts = [...html.matchAll(/<link href="([^"]+)" rel="modulepreload">/g)].map(
		([, href = '']) => href
	);
	const fonts = [...html.matchAll(/[\w./-]+(?:inter-latin-wght|plex-mono-latin-400)[\w.-]+\.woff2/g)];
	expect(scripts.length).toBeGreaterThan(5);
	expect(fonts.length).toBe(2);
	const asked = [...new Set([...scripts, ...fonts.map(([path]) => path)])];
	const sizes = await Promise.all(
		asked.map(async (href) => {
			const got = await get(new URL(href, `${app.origin}/g/x`).href);
			expect(got.status, href).toBe(200);
			return got.body.length;
		})
	);
	expect(sizes.reduce((sum, size) => sum + size, body.length)).toBeLessThan(250_000);
});

test('pages that hold a token are never packed', async () => {
	for (const path of ['/i/not-a-token', '/d/not-a-token', '/studio'])
		expect((await get(path)).headers, path).not.toHaveProperty('content-encoding');
});
