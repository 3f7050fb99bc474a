import {
	at,
	boxesOf,
	rowAt,
	toCss,
	toPixels,
	type Box,
	type PixelBox,
	type Sheet
} from '#lib/client/layout/rows.ts';

export type Shown = { index: number; box: Box; pixels: PixelBox };

/** More list items than this never exist at once. */
export const mostShown = 360;

/** First and last row to exist for a view of `height` that begins `top` below the sheet's beginning. */
export function rowsInView(sheet: Sheet, top: number, height: number, width: number) {
	if (sheet.rows.length === 0) return { first: 0, last: -1 };
	const spare = Math.max(500, height * 0.8);
	const first = rowAt(sheet, top - spare, width);
	let last = rowAt(sheet, top + height + spare, width);
	const firstSeen = rowAt(sheet, top, width);
	const count = () => (sheet.rows[last]?.to ?? 0) - (sheet.rows[first]?.from ?? 0);
	while (last > firstSeen && count() > mostShown) last--;
	return { first: count() > mostShown ? firstSeen : first, last };
}

/** The pictures of some rows with their boxes. */
export function picturesOf(sheet: Sheet, rows: Iterable<number>, width: number): Shown[] {
	const shown: Shown[] = [];
	for (const row of rows) {
		const from = sheet.rows[row]?.from ?? 0;
		for (const [place, box] of boxesOf(sheet, row).entries()) {
			shown.push({ index: from + place, box, pixels: toPixels(box, width) });
		}
	}
	return shown;
}

/** Lengths as written into the page: whole pixels when the sheet is measured, lines of its width before. */
export function cssOf({ box, pixels }: Shown, measured: boolean, margin: number) {
	if (measured) {
		const px = (value: number) => `${value}px`;
		return {
			left: px(pixels.left),
			top: px(pixels.top),
			width: px(pixels.width),
			height: px(pixels.height),
			sizes: px(pixels.width)
		};
	}
	const inPage = { k: box.width.k, c: box.width.c - box.width.k * 2 * margin };
	return {
		left: toCss(box.left),
		top: toCss(box.top),
		width: toCss(box.width),
		height: toCss(box.height),
		sizes: toCss(inPage, 'vw')
	};
}

/** The filters stand over the view's top, the tray over its foot. */
const covered = { above: 64, below: 90 };

/** Where to scroll so that a row is wholly seen; undefined when it is. */
export function scrollFor(
	sheet: Sheet,
	rowIndex: number,
	width: number,
	view: { top: number; height: number }
) {
	const row = sheet.rows[rowIndex];
	if (!row) return undefined;
	const rowTop = at(row.top, width) - sheet.spec.gap / 2 - covered.above;
	const rowFoot = at(row.top, width) + at(row.height, width) + sheet.spec.below;
	if (rowTop < view.top || rowFoot - rowTop > view.height - covered.below) return rowTop;
	if (rowFoot > view.top + view.height - covered.below) return rowFoot - view.height + covered.below;
	return undefined;
}
