import { expect, test } from 'vitest';
import { roomAbove } from './room-above.ts';

test('toasts stand at their usual place where no foot is in the way', () => {
	expect(roomAbove([], 46)).toBe(96);
	// a dialog in the middle of a high window: they are below it
	expect(roomAbove([{ from: 400, to: 470 }], 46)).toBe(96);
	expect(roomAbove([{ from: 8, to: 60 }], 46)).toBe(96);
});

test('toasts stand above each foot that they would touch, the lower first', () => {
	expect(roomAbove([{ from: 0, to: 117 }], 46)).toBe(125);
	expect(roomAbove([{ from: 100, to: 170 }], 46)).toBe(178);
	const two = [
		{ from: 180, to: 230 },
		{ from: 0, to: 130 }
	];
	expect(roomAbove(two, 46)).toBe(238);
});

test('a foot that is not shown at the moment takes no room', () => {
	expect(roomAbove([{ from: 120, to: 120 }], 46)).toBe(96);
});
