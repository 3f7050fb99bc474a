import { vi } from 'vitest';

/** Waits until a check throws no more. The limit only ends a wait for what never comes: a busy machine may be late. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
	vi.waitFor(check, { timeout: 40_000, interval: 10 });
