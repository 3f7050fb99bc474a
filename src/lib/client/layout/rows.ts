/**
 * Justified rows as straight lines of the sheet's width: every length is `k * width + c`, so that the server can write
 * them as CSS (it does not know the width) and the browser can turn them into whole pixels.
 */
import { commonFolder } from '#lib/domain/galleries/common-folder.ts';

export type Line = { k: number; c: number };

export type Item = { width: number; height: number; section?: string };

export type Spec = {
	/** Width of the sheet between its margins. */
	width: number;
	/** Height that rows come near to. */
	rowHeight: number;
	/** Between neighbours. */
	gap: number;
	/** Under each picture: room for rings and the edge print; and from there to the next row. */
	below: number;
	/** Room for a section's heading. */
	heading: number;
	narrowest: number;
	/** On phones: one picture a row, or two; unset: as many as fit. */
	columns?: 1 | 2;
};

export type Row = {
	from: number;
	to: number;
	top: Line;
	height: Line;
	/** Two shapes that no common height suits: equal widths instead, hung from the top. */
	even?: boolean;
	/** Set on the first row under a heading. */
	heading?: string;
	/** So many files without pictures begin here; 0: none. */
	others?: number;
};

export type Sheet = { rows: Row[]; aspects: Float64Array; total: Line; spec: Spec };
export type Box = { left: Line; top: Line; width: Line; height: Line };
export type PixelBox = { left: number; top: number; width: number; height: number };

/** Extreme shapes are shown inside a box of these shapes. */
const flattest = 5;
const tallest = 0.42;

export function aspectOf({ width, height }: { width: number; height: number }) {
	const aspect = width > 0 && height > 0 ? width / height : 1.5;
	return Math.min(flattest, Math.max(tallest, aspect));
}

/** `isOther` tells files without pictures; where they stand last in a section, they get a heading of their own. */
export function layOut<I extends Item>(
	items: readonly I[],
	spec: Spec,
	isOther: (item: I) => boolean = () => false
): Sheet {
	const aspects = Float64Array.from(items, aspectOf);
	const rows: Row[] = [];
	let top: Line = { k: 0, c: 0 };
	for (const { from: start, to: end, heading, others } of blocksOf(items, isOther)) {
		const opens = heading !== undefined || others > 0;
		if (opens) top = { k: top.k, c: top.c + spec.heading };
		let before: Line | undefined;
		for (let from = start; from < end;) {
			const row = spec.columns
				? phoneRow(aspects, from, end, spec)
				: wideRow(aspects, from, end, spec, before);
			const opened = opens && from === start ? { heading: heading ?? '', others } : {};
			rows.push({ ...row, top, ...opened });
			top = { k: top.k + row.height.k, c: top.c + row.height.c + spec.below };
			before = row.height;
			from = row.to;
		}
	}
	return { rows, aspects, total: top, spec };
}

/** What stands under one heading; none: the first, where it has no folder. */
type Block = { from: number; to: number; heading?: string; others: number };

function blocksOf<I extends Item>(items: readonly I[], isOther: (item: I) => boolean): Block[] {
	const headingOf = headingsOf(items);
	const blocks: Block[] = [];
	for (let from = 0; from < items.length;) {
		const to = sectionEnd(items, from);
		const heading = headingOf(items[from]?.section ?? '');
		const named = from > 0 || heading ? { heading } : {};
		const pictures = picturesEnd(items, from, to, isOther);
		if (pictures > from) blocks.push({ from, to: pictures, ...named, others: 0 });
		if (pictures < to)
			blocks.push({ from: pictures, to, ...(pictures === from ? named : {}), others: to - pictures });
		from = to;
	}
	return blocks;
}

/** Where files without pictures begin that stand together at the end. */
function picturesEnd<I extends Item>(
	items: readonly I[],
	from: number,
	to: number,
	isOther: (item: I) => boolean
) {
	let end = to;
	for (let last = items[end - 1]; end > from && last && isOther(last); last = items[end - 1]) end--;
	return end;
}

/** A folder that all sections lie in says nothing: it is left out of every heading. */
function headingsOf(items: readonly Item[]) {
	const common = commonFolder(items.map(({ section }) => section ?? ''));
	return (section: string) => section.slice(common.length).replace(/^\//, '');
}

function sectionEnd(items: readonly Item[], from: number) {
	const section = items[from]?.section ?? '';
	let end = from + 1;
	while (end < items.length && (items[end]?.section ?? '') === section) end++;
	return end;
}

/** Wider shapes than this stand alone on a phone. */
const alone = 2.2;

function phoneRow(aspects: Float64Array, from: number, end: number, spec: Spec): Row {
	const [first = 1, second = 1] = aspects.subarray(from, from + 2);
	const single = { from, to: from + 1, top: none };
	if (spec.columns === 1 || first > alone) return { ...single, height: { k: 1 / first, c: 0 } };
	if (from + 1 >= end || second > alone)
		return { ...single, height: { k: 0.5 / first, c: -spec.gap / 2 / first } };
	const pair = { from, to: from + 2, top: none };
	const sum = first + second;
	if (Math.min(first, second) * heightOf(sum, 2, spec) >= spec.narrowest) {
		return { ...pair, height: justified(sum, 2, spec) };
	}
	const taller = Math.min(first, second);
	return { ...pair, even: true, height: { k: 0.5 / taller, c: -spec.gap / 2 / taller } };
}

/** Takes pictures until the row is closest to the wished height; `before` is the height of the row above. */
function wideRow(aspects: Float64Array, from: number, end: number, spec: Spec, before?: Line): Row {
	let to = from;
	let sum = 0;
	let narrowest = Infinity;
	let complete = false;
	for (; to < end && !complete; to++) {
		const aspect = aspects[to] ?? 1;
		const without = heightOf(sum, to - from, spec);
		const withIt = heightOf(sum + aspect, to - from + 1, spec);
		const tooNarrow = Math.min(narrowest, aspect) * withIt < spec.narrowest;
		complete = to > from && (tooNarrow || off(without, spec) < off(withIt, spec));
		if (complete) break;
		sum += aspect;
		narrowest = Math.min(narrowest, aspect);
	}
	const count = to - from;
	const tooHigh = heightOf(sum, count, spec) > spec.rowHeight * (complete ? 1.5 : 1.2);
	return {
		from,
		to,
		top: none,
		height: tooHigh ? calm(sum, count, spec, before, narrowest) : justified(sum, count, spec)
	};
}

const none: Line = { k: 0, c: 0 };

/** The height of a row that is not filled: as the one above if it fits, never narrower than allowed. */
function calm(sum: number, count: number, spec: Spec, before: Line | undefined, narrowest: number): Line {
	const full = heightOf(sum, count, spec);
	const above = before && at(before, spec.width);
	const wished = above && above < full && above < spec.rowHeight * 1.3 ? before : { k: 0, c: spec.rowHeight };
	if (at(wished, spec.width) * narrowest >= Math.min(spec.narrowest, full * narrowest)) return wished;
	return { k: 0, c: spec.narrowest / narrowest };
}

const gaps = (count: number, spec: Spec) => (count - 1) * spec.gap;
const justified = (sum: number, count: number, spec: Spec): Line => ({
	k: 1 / sum,
	c: -gaps(count, spec) / sum
});
const heightOf = (sum: number, count: number, spec: Spec) => (spec.width - gaps(count, spec)) / sum;
const off = (height: number, spec: Spec) => Math.abs(Math.log(height / spec.rowHeight));

export const at = ({ k, c }: Line, width: number) => k * width + c;

/** The row that holds item `index`. */
export function rowOf(sheet: Sheet, index: number): number {
	return search(sheet.rows.length, (row) => (sheet.rows[row]?.to ?? 0) > index);
}

/** The first row whose picture or edge print reaches below `y` at this width. */
export function rowAt(sheet: Sheet, y: number, width: number): number {
	const foot = (row: Row) => at(row.top, width) + at(row.height, width) + sheet.spec.below;
	return Math.min(
		search(sheet.rows.length, (row) => foot(sheet.rows[row] ?? never) > y),
		sheet.rows.length - 1
	);
}

const never: Row = { from: 0, to: 0, top: none, height: none };

/** The lowest number for which `holds`, all higher ones holding too. */
function search(count: number, holds: (at: number) => boolean) {
	let low = 0;
	let high = count;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (holds(middle)) high = middle;
		else low = middle + 1;
	}
	return low;
}

export function boxesOf(sheet: Sheet, rowIndex: number): Box[] {
	const row = sheet.rows[rowIndex];
	if (!row) return [];
	const { height, top } = row;
	let before = 0;
	return Array.from(sheet.aspects.subarray(row.from, row.to), (aspect, place) => {
		if (row.even) return evenBox(top, aspect, place, sheet.spec);
		const left = { k: before * height.k, c: before * height.c + place * sheet.spec.gap };
		before += aspect;
		return { left, top, width: { k: aspect * height.k, c: aspect * height.c }, height };
	});
}

function evenBox(top: Line, aspect: number, place: number, { gap }: Spec): Box {
	const width = { k: 0.5, c: -gap / 2 };
	return {
		left: { k: place / 2, c: (place * gap) / 2 },
		top,
		width,
		height: { k: width.k / aspect, c: width.c / aspect }
	};
}

/** Whole pixels: edges are rounded, not lengths, so that gaps and the right margin stay even. */
export function toPixels({ left, top, width, height }: Box, sheetWidth: number): PixelBox {
	const x = at(left, sheetWidth);
	const y = Math.round(at(top, sheetWidth));
	const l = Math.round(x);
	return {
		left: l,
		top: y,
		width: Math.round(x + at(width, sheetWidth)) - l,
		height: Math.round(at(height, sheetWidth))
	};
}

/** CSS for a line; `unit` is one hundredth of the sheet's width. */
export function toCss({ k, c }: Line, unit = 'cqw') {
	const share = Math.round(k * 1e5) / 1e3;
	const fixed = Math.round(c * 100) / 100;
	return share ? `calc(${share}${unit} + ${fixed}px)` : `${fixed}px`;
}
