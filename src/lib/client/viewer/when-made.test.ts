import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { untilMade } from './when-made.ts';

let answers: number[];
let stop: AbortController;
beforeEach(() => {
	vi.useFakeTimers();
	stop = new AbortController();
	vi.stubGlobal('fetch', async (_url: string, { signal }: RequestInit) => {
		signal?.throwIfAborted();
		return new Response('', { status: answers.shift() ?? 202 });
	});
});
afterEach(() => {
	vi.unstubAllGlobals();
	vi.useRealTimers();
});

it('what cannot be made is asked for once', async () => {
	answers = [404, 200];
	expect(await untilMade('/r/tile0.webp', stop.signal)).toBe(false);
	expect(answers).toEqual([200]);
});

it('nobody asks any more once it is told to stop', async () => {
	answers = [202, 200];
	const asking = untilMade('/r/tile0.webp', stop.signal);
	const ended = expect(asking).rejects.toThrow();
	await vi.advanceTimersByTimeAsync(10);
	stop.abort();
	await ended;
	expect(answers).toEqual([200]);
});

it('what is under way is asked for again, each second', async () => {
	answers = [202, 202, 200];
	const asking = untilMade('/r/tile0.webp', stop.signal);
	await vi.advanceTimersByTimeAsync(1500);
	expect(answers).toEqual([200]);
	await vi.advanceTimersByTimeAsync(1000);
	expect(await asking).toBe(true);
});
