import { describe, expect, it } from 'vitest';
import { moveFocus } from './move.ts';
import { layOut } from './rows.ts';

const square = { width: 1, height: 1 };
const spec = { width: 300, rowHeight: 100, gap: 0, below: 20, heading: 40, narrowest: 10 };
const sheet = layOut(
	Array.from({ length: 8 }, () => square),
	spec
); // rows of 3, 3, 2

describe('the focus on the sheet', () => {
	it.each([
		[4, 'ArrowLeft', 3],
		[3, 'ArrowLeft', 2],
		[4, 'ArrowRight', 5],
		[7, 'ArrowRight', 7],
		[4, 'ArrowUp', 1],
		[1, 'ArrowUp', 1],
		[4, 'ArrowDown', 7],
		[5, 'ArrowDown', 7],
		[4, 'Home', 0],
		[4, 'End', 7],
		[0, 'PageDown', 6]
	] as const)('goes from %i by %s to %i', (from, arrow, to) => {
		expect(moveFocus(sheet, from, arrow)).toBe(to);
	});
});
