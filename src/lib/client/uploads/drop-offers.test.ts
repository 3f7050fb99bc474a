import { afterEach, expect, test, vi } from 'vitest';
import { DropOffers } from './drop-offers.svelte.ts';

afterEach(() => vi.unstubAllGlobals());

const none = { fileIds: [], people: [] };

test('what could not be asked is asked again, and what was answered is not', async () => {
	const asked: string[][] = [];
	let isAway = true;
	vi.stubGlobal('fetch', (_: string, { body }: RequestInit) => {
		const { fileIds }: { fileIds: string[] } = JSON.parse(String(body));
		asked.push(fileIds);
		if (isAway) return Promise.reject(new Error('away'));
		return Promise.resolve(Response.json({ nobodyOrdered: { fileIds, people: [] }, haveOlder: none }));
	});
	const offers = new DropOffers('g');
	await offers.ask(['a']);
	expect(offers.failed).toMatch(/\S/);
	isAway = false;
	await offers.ask(['a']);
	expect([offers.failed, offers.offers?.nobodyOrdered.fileIds]).toEqual([undefined, ['a']]);
	expect(offers.settle('nobodyOrdered')).toEqual(['a']);
	await offers.ask(['a']);
	expect(asked).toEqual([['a'], ['a']]);
});
