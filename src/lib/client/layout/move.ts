import { at, boxesOf, rowOf, type Sheet } from './rows.ts';

export const arrows = [
	'ArrowLeft',
	'ArrowRight',
	'ArrowUp',
	'ArrowDown',
	'Home',
	'End',
	'PageUp',
	'PageDown'
] as const;
export type Arrow = (typeof arrows)[number];
export const isArrow = (key: string): key is Arrow => (arrows as readonly string[]).includes(key);

/** Where the focus goes from picture `index`; `pageRows` is what PageUp and PageDown jump. */
export function moveFocus(sheet: Sheet, index: number, arrow: Arrow, pageRows = 3): number {
	const last = sheet.aspects.length - 1;
	if (arrow === 'Home') return 0;
	if (arrow === 'End') return last;
	if (arrow === 'ArrowLeft') return Math.max(0, index - 1);
	if (arrow === 'ArrowRight') return Math.min(last, index + 1);
	const jump = { ArrowUp: -1, ArrowDown: 1, PageUp: -pageRows, PageDown: pageRows }[arrow];
	return beside(sheet, index, jump);
}

/** The picture some rows away whose middle is closest to this one's. */
function beside(sheet: Sheet, index: number, jump: number): number {
	const here = rowOf(sheet, index);
	const there = Math.min(sheet.rows.length - 1, Math.max(0, here + jump));
	const row = sheet.rows[there];
	if (!row || there === here) return index;
	const middles = (rowIndex: number) =>
		boxesOf(sheet, rowIndex).map(
			(box) => at(box.left, sheet.spec.width) + at(box.width, sheet.spec.width) / 2
		);
	const from = middles(here)[index - (sheet.rows[here]?.from ?? 0)] ?? 0;
	const distances = middles(there).map((middle) => Math.abs(middle - from));
	return row.from + distances.indexOf(Math.min(...distances));
}
