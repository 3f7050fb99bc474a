import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, boxesOf, layOut, rowAt, rowOf, toCss, toPixels, type Item, type Sheet } from './rows.ts';
import { sheetWidthAt, specFor } from './spec.ts';

const shapes = fc.constantFrom<Item>(
	{ width: 6000, height: 4000 },
	{ width: 4000, height: 6000 },
	{ width: 3840, height: 2160 },
	{ width: 3000, height: 4000 },
	{ width: 4000, height: 4000 },
	{ width: 12000, height: 2000 },
	{ width: 0, height: 0 }
);
const shoots = fc.array(shapes, { minLength: 1, maxLength: 120 });
const pages = fc.integer({ min: 360, max: 2560 });
const sliders = fc.integer({ min: 0, max: 100 });

const everyBox = (sheet: Sheet, width = sheet.spec.width) =>
	sheet.rows.flatMap((_row, index) => boxesOf(sheet, index).map((box) => toPixels(box, width)));

describe('rows', () => {
	it('hold every picture once, in order, inside the sheet, without overlap', () => {
		fc.assert(
			fc.property(shoots, pages, sliders, (items, page, size) => {
				const spec = specFor(sheetWidthAt(page), size);
				const sheet = layOut(items, spec);
				const boxes = everyBox(sheet);
				expect(boxes).toHaveLength(items.length);
				for (const [index, box] of boxes.entries()) {
					expect(box.left).toBeGreaterThanOrEqual(0);
					expect(box.left + box.width).toBeLessThanOrEqual(spec.width + 1);
					const next = boxes[index + 1];
					if (!next) continue;
					const beside = next.top === box.top && next.left - box.left - box.width >= Math.floor(spec.gap) - 1;
					expect(beside || next.top >= box.top + box.height + spec.below - 2).toBe(true);
				}
			})
		);
	});

	it('keep a phone at two pictures a row, none narrower than 150 px', () => {
		fc.assert(
			fc.property(shoots, sliders, (items, size) => {
				const sheet = layOut(items, specFor(sheetWidthAt(390), size));
				for (const row of sheet.rows) expect(row.to - row.from).toBeLessThanOrEqual(2);
				for (const box of everyBox(sheet)) expect(box.width).toBeGreaterThanOrEqual(149.5);
			})
		);
	});

	it('come near the wished height on a wide page', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom(1.5, 0.667, 1.78), { minLength: 30, maxLength: 90 }),
				(aspects) => {
					const spec = specFor(sheetWidthAt(1440), 40);
					const sheet = layOut(
						aspects.map((aspect) => ({ width: aspect * 1000, height: 1000 })),
						spec
					);
					for (const row of sheet.rows) {
						expect(at(row.height, spec.width)).toBeGreaterThan(spec.rowHeight * 0.66);
						expect(at(row.height, spec.width)).toBeLessThan(spec.rowHeight * 1.5);
					}
				}
			)
		);
	});

	it('begin a new row with a heading where the section changes', () => {
		const picture = { width: 3, height: 2 };
		const sheet = layOut(
			[picture, { ...picture, section: 'Ceremony' }, { ...picture, section: 'Ceremony' }],
			specFor(sheetWidthAt(1440), 40)
		);
		expect(sheet.rows.map((row) => [row.from, row.to, row.heading])).toEqual([
			[0, 1, undefined],
			[1, 3, 'Ceremony']
		]);
	});

	it('leave the folder that all lie in out of the headings', () => {
		const sections = ['wedding', 'wedding/ceremony', 'wedding/party/late'];
		const sheet = layOut(
			sections.map((section) => ({ width: 3, height: 2, section })),
			specFor(sheetWidthAt(1440), 40)
		);
		expect(sheet.rows.map(({ heading }) => heading)).toEqual([undefined, 'ceremony', 'party/late']);
		expect(sheet.rows[0]?.top).toEqual({ k: 0, c: 0 });
	});

	describe('of files without pictures', () => {
		const rowsOf = (...items: [section: string, other?: boolean][]) =>
			layOut(
				items.map(([section, other = false]) => ({ width: 3, height: 2, section, other })),
				specFor(sheetWidthAt(1440), 40),
				({ other }) => other
			).rows.map(({ from, to, heading, others }) => [from, to, heading, others]);

		it('begin a new row at the end of their section, under their number', () => {
			expect(rowsOf(['a'], ['a', true], ['a', true], ['b'], ['b', true])).toEqual([
				[0, 1, 'a', 0],
				[1, 3, '', 2],
				[3, 4, 'b', 0],
				[4, 5, '', 1]
			]);
			expect(rowsOf([''], ['', true])).toEqual([
				[0, 1, undefined, undefined],
				[1, 2, '', 1]
			]);
		});

		it('share the heading of a section that holds nothing else', () => {
			expect(rowsOf(['a'], ['b', true], ['b', true])).toEqual([
				[0, 1, 'a', 0],
				[1, 3, 'b', 2]
			]);
			expect(rowsOf(['', true])).toEqual([[0, 1, '', 1]]);
		});

		it('have no heading where the studio has put them among the pictures by hand', () => {
			expect(rowsOf(['', true], [''], ['', true], [''])).toEqual([[0, 4, undefined, undefined]]);
		});
	});

	it('are found by picture and by height', () => {
		const items = Array.from({ length: 5000 }, (_, i) => ({ width: i % 3 ? 3 : 2, height: i % 3 ? 2 : 3 }));
		const sheet = layOut(items, specFor(sheetWidthAt(1440), 40));
		const width = sheet.spec.width;
		for (const index of [0, 1, 777, 4999]) {
			const row = sheet.rows[rowOf(sheet, index)];
			expect(row && row.from <= index && index < row.to).toBe(true);
			if (row) expect(rowAt(sheet, at(row.top, width) + 1, width)).toBe(rowOf(sheet, index));
		}
		expect(rowAt(sheet, 1e9, width)).toBe(sheet.rows.length - 1);
	});

	it('say the same in CSS as in pixels', () => {
		expect(toCss({ k: 0.25, c: -12 })).toBe('calc(25cqw + -12px)');
		expect(toCss({ k: 0, c: 200 })).toBe('200px');
	});
});
