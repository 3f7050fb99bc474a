import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppError } from '#lib/domain/fault.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { atItsPace, type Lane } from './pace.ts';

let test: TestContext;
/** What waits its turn: for how many milliseconds, and what then happens. */
let waiting: { ms: number; go: () => void }[];
beforeEach(async () => {
	test = await makeContext();
	waiting = [];
	vi.spyOn(globalThis, 'setTimeout').mockImplementation(((go: () => void, ms = 0) => {
		waiting.push({ ms, go });
	}) as typeof setTimeout);
});
afterEach(async () => {
	vi.restoreAllMocks();
	await test.close();
});

const lane = (key: string, more: Partial<Lane> = {}): Lane => ({ key, free: 3, slowestMs: 4_000, ...more });

/** Guesses once, on a clock that goes on by as much as it waits; resolves with the milliseconds until it was looked at. */
async function guess(lanes: Lane[], isRight = false): Promise<number> {
	const began = test.clock.now();
	let lookedAt = NaN;
	const done = atItsPace(test.ctx, lanes, () => {
		lookedAt = test.clock.now();
		return Promise.resolve(isRight ? 'in' : null);
	});
	await vi.waitUntil(() => waiting.length || !Number.isNaN(lookedAt), { interval: 1 });
	for (const { ms, go } of waiting.splice(0)) {
		test.clock.forward(ms);
		go();
	}
	expect(await done).toBe(isRight ? 'in' : null);
	return lookedAt - began;
}
const guesses = async (count: number, lanes: Lane[]) => {
	const waits: number[] = [];
	for (let n = 0; n < count; n++) waits.push(await guess(lanes));
	return waits;
};

describe('a secret', () => {
	it('is looked at at once a few times, then ever later, up to a slowest pace', async () => {
		const waits = await guesses(10, [lane('a')]);
		expect(waits.slice(0, 4)).toEqual([0, 0, 0, 0]);
		expect(waits.slice(4, 7)).toEqual([500, 1000, 2000]);
		expect(waits.slice(7)).toEqual([4000, 4000, 4000]);
	});

	it.each([1, 11, 54, 200])('that is right gets in after %d wrong ones, and starts anew', async (wrong) => {
		await guesses(wrong, [lane('a')]);
		expect(await guess([lane('a')], true)).toBeLessThanOrEqual(4_000);
		expect(await guess([lane('a')])).toBe(0);
	});

	it('is not slowed down by guesses in another lane, and by those in a shared one no more than that one allows', async () => {
		const shared = lane('all', { free: 5, slowestMs: 500 });
		await guesses(30, [lane('a'), shared]);
		expect(await guess([lane('b')], true)).toBe(0);
		expect(await guess([lane('b'), shared], true)).toBeLessThanOrEqual(500);
	});

	it('that is right takes nothing from what others did wrong in a shared lane', async () => {
		const shared = lane('all', { free: 5, slowestMs: 8_000 });
		await guesses(12, [lane('a'), shared]);
		await guess([lane('b'), shared], true);
		expect(await guess([lane('c'), shared])).toBe(8_000);
	});

	it('is looked at one guess after another, also when they come at once; those beyond 15 s are refused', async () => {
		await guesses(10, [lane('a')]);
		const refused: AppError[] = [];
		for (let n = 0; n < 20; n++)
			atItsPace(test.ctx, [lane('a')], async () => null).catch((error: AppError) => refused.push(error));
		await vi.waitUntil(() => waiting.length + refused.length === 20, { interval: 1, timeout: 5_000 });
		expect(waiting.map(({ ms }) => ms)).toEqual([4_000, 8_000, 12_000]);
		expect(refused.map(({ fault }) => fault)).toEqual(Array(17).fill('too-many'));
		// who was refused pushed nobody back
		test.clock.forward(12_000);
		waiting = [];
		expect(await guess([lane('a')], true)).toBe(4_000);
	});

	it('is forgotten to have been guessed at after an hour', async () => {
		await guesses(8, [lane('a')]);
		test.clock.forward(61 * 60_000);
		expect(await guess([lane('a')])).toBe(0);
	});
});
