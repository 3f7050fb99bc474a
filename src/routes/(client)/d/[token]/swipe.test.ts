import { expect, test } from 'vitest';
import { swipeOf } from './swipe.ts';

test.for([
	[-48, 0, 1],
	[48, 0, -1],
	[-200, 90, 1],
	[47, 0, 0],
	[-47, 0, 0],
	[0, 300, 0],
	[-100, 51, 0],
	[100, -51, 0]
])('a finger that goes %i across and %i down turns by %i', ([across = 0, down = 0, by]) => {
	expect(swipeOf(across, down)).toBe(by);
});
