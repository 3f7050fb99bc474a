import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type App } from '#tests/support/app/app.ts';

// Whatever a browser can be refused is a page in words; a program gets the same as application/problem+json.

let app: App;
beforeAll(async () => void (app = await startApp()));
afterAll(() => app.close());

type Refusal = { what: string; method?: string; path: string; status: number; says: string; more?: Headers };
type Headers = Record<string, string>;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const id = 'x'.repeat(16);
const REFUSALS: Refusal[] = [
	{ what: 'an address of nothing', path: '/nothing/here', status: 404, says: 'There is nothing here' },
	{ what: 'a dead delivery link', path: '/d/wrong', status: 410, says: 'ask the studio for a new one' },
	{ what: 'its archive', path: '/d/wrong/archive.zip', status: 410, says: 'ask the studio for a new one' },
	{ what: 'its file', path: `/d/wrong/files/${id}`, status: 410, says: 'ask the studio for a new one' },
	{ what: 'its list', path: '/d/wrong/manifest.json', status: 410, says: 'ask the studio for a new one' },
	{ what: 'a download', path: `/g/${id}/files/${id}/download`, status: 404, says: 'There is nothing here' },
	{ what: 'a preview', path: `/r/${id}/${id}/1/400.webp`, status: 404, says: 'There is nothing here' },
	{ what: 'a list of files', path: `/g/${id}/files`, status: 401, says: 'open the link' },
	{ what: 'an order’s data', path: `/o/${id}.json`, status: 401, says: 'open the link' },
	{ what: 'the API without a token', path: '/api/v1/galleries', status: 401, says: 'sign in' },
	{ what: 'an original', path: `/api/v1/files/${id}/original`, status: 401, says: 'sign in' },
	{ what: 'a cover', path: '/i/wrong/cover.webp', status: 410, says: 'new one' },
	{ what: 'an odd method', method: 'PROPFIND', path: '/', status: 405, says: 'not answered here' },
	{
		...{ what: 'a packed body', method: 'POST', path: '/studio/sign-in', status: 415 },
		...{ says: 'encoding is not accepted', more: { 'content-encoding': 'gzip' } }
	},
	...['/studio/sign-in', '/i/wrong', '/i/wrong/code', '/studio/sign-out', '/api/v1/uploads'].map((path) => ({
		...{ what: `a foreign form to ${path}`, method: 'POST', path, status: 403 },
		...{ says: 'came from another site', more: { ...FORM, origin: 'https://evil.test' } }
	}))
];

/** `fetch` would set headers of its own. */
function ask(
	{ method = 'GET', path, more = {} }: Omit<Refusal, 'what' | 'status' | 'says'>,
	headers: Headers
) {
	return new Promise<{ status: number; type: string; text: string }>((done, fail) => {
		const sent = request(`${app.origin}${path}`, { method, headers: { ...headers, ...more } }, (answer) => {
			let text = '';
			answer.setEncoding('utf8').on('data', (part: string) => (text += part));
			answer.on('end', () =>
				done({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', text })
			);
		});
		sent.on('error', fail).end();
	});
}

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const NAVIGATES = { accept: '*/*', 'sec-fetch-mode': 'navigate' };
const PROGRAM = { accept: 'application/json' };

describe.each(REFUSALS)('$what', (refusal) => {
	test.each([
		['a browser', BROWSER],
		['a navigation', { ...BROWSER, ...NAVIGATES, accept: BROWSER.accept }]
	])('is a page in words to %s', async (_, headers) => {
		const { status, type, text } = await ask(refusal, headers);
		expect([status, type]).toEqual([refusal.status, expect.stringMatching(/^text\/html/)]);
		expect(text).toContain(refusal.says);
		expect(text).not.toContain('{"status"');
	});

	// pages of the framework are pages to everybody
	const isPage = ['/nothing/here', '/d/wrong'].includes(refusal.path);
	test.skipIf(isPage).each([
		['a program', PROGRAM],
		['curl', { accept: '*/*' }]
	])('is a problem to %s', async (_, headers) => {
		const { status, type, text } = await ask(refusal, headers);
		expect([status, type]).toEqual([refusal.status, 'application/problem+json']);
		expect(JSON.parse(text).detail).toContain(refusal.says);
	});
});

describe('opened by another address than ORIGIN', () => {
	const port = () => new URL(app.origin).port;
	const signIn = (headers: Headers) =>
		ask({ method: 'POST', path: '/studio/sign-in', more: FORM }, { ...BROWSER, ...headers });

	test.each([
		['by number', (p: string) => ({ origin: `http://127.0.0.1:${p}`, host: `127.0.0.1:${p}` })],
		[
			'by the number of a NAS',
			(p: string) => ({ origin: `http://192.168.1.5:${p}`, host: `192.168.1.5:${p}` })
		],
		['by IPv6', (p: string) => ({ origin: `http://[::1]:${p}`, host: `[::1]:${p}` })],
		['by a name', (p: string) => ({ origin: `http://nas.local:${p}`, host: `nas.local:${p}` })],
		['by https where ORIGIN is http', () => ({ origin: 'https://photos.test', host: 'photos.test' })],
		[
			'through a proxy that says the name',
			(p: string) => ({
				...{ origin: 'https://photos.test', host: `localhost:${p}` },
				'x-forwarded-host': 'photos.test'
			})
		],
		[
			'through a proxy that keeps silent, by a browser that knows',
			(p: string) => ({
				...{ origin: 'https://photos.test', host: `localhost:${p}` },
				'sec-fetch-site': 'same-origin'
			})
		]
	])('%s: the page says where the studio lives, and how to change that', async (_, headersOf) => {
		const headers = headersOf(port());
		const { status, type, text } = await signIn(headers);
		expect([status, type]).toEqual([403, 'text/html; charset=utf-8']);
		expect(text).toContain(`This studio lives at ${app.origin}`);
		expect(text).toContain(`set ORIGIN=${headers.origin}`);
		expect(text).toContain(`href="${app.origin}/studio"`);
	});

	test.each([
		['another site', 'https://evil.test'],
		['a file on the disk', 'null'],
		['an origin that is none', 'http://'],
		['markup', 'http://<script>']
	])('%s is told nothing but the refusal', async (_, origin) => {
		const { status, text } = await signIn({ origin });
		expect(status).toBe(403);
		expect(text).toContain('came from another site');
		expect(text).not.toContain('This studio lives');
	});
});
