import { onTestFinished, vi } from 'vitest';

// What is measured by `performance.now()` (how long somebody waits, or is silent) need not be waited for.

function until(read: (real: number) => number) {
	const real = performance.now.bind(performance);
	const clock = vi.spyOn(performance, 'now').mockImplementation(() => read(real()));
	onTestFinished(() => clock.mockRestore());
}

/** Until the end of the test the steady clock goes so many times as fast. */
export function hurrySteadyClock(times: number) {
	const since = performance.now();
	until((real) => since + (real - since) * times);
}

/** Until the end of the test the steady clock is so far ahead. */
export const putSteadyClockOn = (ms: number) => until((real) => real + ms);
