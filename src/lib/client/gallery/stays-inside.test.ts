import { expect, test } from 'vitest';
import { staysInside } from './stays-inside.ts';

const inside = { id: 'inside', studioOnly: true, replies: [] };
const open = { id: 'open', studioOnly: false, replies: [] };

test('what is said of a version that clients do not see stays in the studio', () => {
	expect(staysInside({ version: 2 }, 1, [])).toBe(true);
	expect(staysInside({ version: 1 }, undefined, [])).toBe(true);
	expect(staysInside({ version: 1 }, 1, [])).toBe(false);
});

test('an answer to a studio-only comment stays there when its version was released meanwhile', () => {
	expect(staysInside({ version: 2, replyTo: 'inside' }, 2, [open, inside])).toBe(true);
	expect(staysInside({ version: 2, replyTo: 'open' }, 2, [open, inside])).toBe(false);
});
