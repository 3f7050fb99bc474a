import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

/** As `expect(…).toEqual(…)`, which is slow where it is asked forty times a step. */
export function same(found: unknown, expected: unknown) {
	if (!isDeepStrictEqual(found, expected)) expect(found).toEqual(expected);
}
