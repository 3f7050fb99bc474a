import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { coalesce } from './coalesce.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a run that fails is tried again by itself, and only until one went well', async () => {
	const answers = [false, false, true];
	let runs = 0;
	const turns = coalesce(async () => {
		if (!answers[runs++]) throw new Error('away');
	}, 100);
	turns.ask();
	await vi.advanceTimersByTimeAsync(100);
	expect(runs).toBe(1);
	await vi.advanceTimersByTimeAsync(60_000);
	expect(runs).toBe(3);
});

test('once stopped nothing is tried any more, not even what was asked meanwhile', async () => {
	let runs = 0;
	let fail = (_: Error) => undefined as void;
	const turns = coalesce(() => new Promise((_, reject) => (runs++, (fail = reject))), 0);
	turns.ask();
	await vi.advanceTimersByTimeAsync(1);
	turns.ask();
	turns.stop();
	fail(new Error('away'));
	await vi.advanceTimersByTimeAsync(60_000);
	expect(runs).toBe(1);
});
