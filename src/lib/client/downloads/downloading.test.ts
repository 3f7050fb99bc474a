import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Downloading } from './downloading.svelte.ts';

const web = { id: 'web', name: 'Web', count: 2, bytes: 900, isExact: false };
const at = (done: number, more = {}) => ({
	status: '/g/a/archives/x',
	done,
	of: 2,
	failed: 0,
	left: [],
	...more
});
let answers: unknown[];
let asked: string[];
beforeEach(() => {
	[answers, asked] = [[], []];
	vi.stubGlobal('fetch', (path: string, { method }: { method: string }) => {
		asked.push(`${method} ${path}`);
		const answer = answers.shift();
		const isRefused = answer === undefined;
		return Promise.resolve(
			Response.json(answer ?? { detail: 'None of these.' }, { status: isRefused ? 409 : 200 })
		);
	});
});
afterEach(() => void vi.unstubAllGlobals());

function start(wait: () => Promise<void> = () => Promise.resolve()) {
	const fetch = vi.fn();
	const refused = vi.fn();
	const left = vi.fn();
	const where = { galleryId: () => 'a', participantId: () => 'cleo', left, refused, fetch, wait };
	return { downloading: new Downloading(where), fetch, refused, left };
}

test('what is refused is said: beside the choice while that is open, else by itself', async () => {
	const { downloading, fetch, refused } = start();
	await downloading.originals();
	expect(refused).toHaveBeenCalledWith('None of these.');
	answers = [[web]];
	await downloading.choose();
	await downloading.pick(web);
	expect(downloading.packing.fault?.message).toBe('None of these.');
	expect(refused).toHaveBeenCalledTimes(1);
	expect(fetch).not.toHaveBeenCalled();
});

test('nothing is fetched once it was closed, or where nothing could be made', async () => {
	answers = [[web], at(0), at(2, { url: '/late.zip', bytes: 1 }), at(2, { failed: 2 })];
	const { downloading, fetch } = start(() => Promise.resolve(downloading.close()));
	await downloading.choose();
	await downloading.pick(web);
	await downloading.pick(web);
	expect(fetch).not.toHaveBeenCalled();
});

test('the archive starts by itself when the last picture is made', async () => {
	const url = '/g/a/archives/x.zip';
	answers = [[web], at(0), at(1), at(2, { url, bytes: 990 })];
	const seen: number[] = [];
	const { downloading, fetch, left } = start(() => {
		seen.push(downloading.progress?.done ?? -1);
		return Promise.resolve();
	});
	await downloading.choose(['p', 'q']);
	await downloading.pick(web);
	expect(seen).toEqual([0, 1]);
	expect(fetch).toHaveBeenCalledExactlyOnceWith(url);
	expect(downloading.open).toBe(false);
	expect(left).not.toHaveBeenCalled();
	expect(asked.at(-1)).toBe('GET /g/a/archives/x');
});
