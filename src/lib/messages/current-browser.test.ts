import { afterEach, expect, test, vi } from 'vitest';
import { current, hear } from '#lib/messages/current-browser.ts';

// The browser's sentences: of the page's language, of one surface, and tried again where the line dropped.

afterEach(() => {
	vi.unstubAllGlobals();
	vi.useRealTimers();
});

const page = (lang: string) => vi.stubGlobal('document', { documentElement: { lang } });

test('are fetched once a surface, and again after the line dropped', async () => {
	vi.useFakeTimers();
	page('de');
	const asked: string[] = [];
	let isDown = true;
	vi.stubGlobal('fetch', async (url: string) => {
		asked.push(url);
		if (isDown) throw new TypeError('Failed to fetch');
		return Response.json({ pick: { yes: 'Ja' } });
	});
	const first = hear('client');
	isDown = false;
	await vi.advanceTimersByTimeAsync(500);
	await first;
	expect([current().language, current().t('client:pick.yes')]).toEqual(['de', 'Ja']);
	const soFar = asked.length;
	await hear('client');
	expect(asked.length).toBe(soFar);
	await hear('studio');
	expect(asked.slice(soFar).some((url) => url.includes('studio'))).toBe(true);
});

test('that never come fail the page’s scripts, and may be asked for anew', async () => {
	vi.useFakeTimers();
	page('xx');
	vi.stubGlobal('fetch', async () => new Response('', { status: 404 }));
	const lost = expect(hear('client')).rejects.toThrow('404');
	await vi.advanceTimersByTimeAsync(20_000);
	await lost;
	vi.stubGlobal('fetch', async () => Response.json({ pick: { yes: 'Yes' } }));
	await hear('client');
	expect([current().language, current().t('client:pick.yes')]).toEqual(['en', 'Yes']);
});
