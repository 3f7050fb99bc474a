import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommentSchema } from '#lib/domain/marks/values.ts';
import * as v from 'valibot';
import { shapeOf, shapePath, startOf, type Spot, type Tool } from './drawing.ts';

const spots = fc.array(
	fc.record({
		x: fc.double({ min: -0.2, max: 1.2, noNaN: true }),
		y: fc.double({ min: -0.2, max: 1.2, noNaN: true })
	}),
	{ minLength: 1, maxLength: 900 }
);
const tools = fc.constantFrom<Tool>('pen', 'rectangle', 'arrow');

describe('a drawing', () => {
	it('is always one that a comment may carry', () => {
		fc.assert(
			fc.property(tools, spots, (tool, stroke) => {
				const shape = shapeOf(tool, stroke);
				if (!shape) return;
				const comment = { file: 'f1', version: 1, text: 'Here', drawing: [shape] };
				expect(v.safeParse(CommentSchema, comment).success).toBe(true);
				expect(shapePath(shape, { width: 800, height: 600 }, 'seed')).not.toMatch(/NaN|undefined/);
			}),
			{ numRuns: 60 }
		);
	});

	it('takes no tap for a stroke', () => {
		expect(shapeOf('pen', [{ x: 0.5, y: 0.5 }])).toBeUndefined();
		expect(
			shapeOf('arrow', [
				{ x: 0.5, y: 0.5 },
				{ x: 0.505, y: 0.5 }
			])
		).toBeUndefined();
	});

	it('keeps the bends of a long stroke', () => {
		const corner: Spot[] = Array.from({ length: 600 }, (_, i) =>
			i < 300 ? { x: i / 400, y: 0.2 } : { x: 0.75, y: 0.2 + (i - 300) / 500 }
		);
		expect(shapeOf('pen', corner)).toEqual({ pen: [0, 0.2, 0.75, 0.2, 0.75, 0.798] });
	});

	it('turns a rectangle drawn backwards', () => {
		expect(
			shapeOf('rectangle', [
				{ x: 0.6, y: 0.8 },
				{ x: 0.2, y: 0.4 }
			])
		).toEqual({ rectangle: [0.2, 0.4, 0.4, 0.4] });
	});

	it('begins where it was begun', () => {
		expect(startOf([{ arrow: [0.1, 0.2, 0.5, 0.5] }])).toEqual({ x: 0.1, y: 0.2 });
	});
});
