import type { MarkPlace, MarkSize } from './watermark.ts';

type Size = { width: number; height: number };
/** Where the text begins on its baseline, and by how many degrees it is turned about the middle of what is marked. */
export type MarkLayout = { fontSize: number; turned: number; at: readonly { x: number; y: number }[] };

/** Every letter of the type that marks are set in is this wide, of its size. */
const ADVANCE = 0.6;
/** From the baseline to the middle of small letters, of its size. */
const MIDDLE = 0.26;

/** How much of the width one text takes, and how much of the height its letters at most. */
const SHARES: Record<MarkPlace, Record<MarkSize, { width: number; height: number }>> = {
	corner: {
		small: { width: 0.22, height: 0.03 },
		medium: { width: 0.34, height: 0.05 },
		large: { width: 0.5, height: 0.08 }
	},
	centre: {
		small: { width: 0.35, height: 0.07 },
		medium: { width: 0.55, height: 0.12 },
		large: { width: 0.8, height: 0.2 }
	},
	tiled: {
		small: { width: 0.16, height: 0.025 },
		medium: { width: 0.24, height: 0.04 },
		large: { width: 0.36, height: 0.06 }
	}
};
const TURNED = -30;
/** Not so small that it could not be read, on a thumbnail too. */
const LEAST_PX = 9;

/** One rule for the example in the browser and for what is drawn into pictures. `letters`: how long the text is. */
export function layOut(
	{ width, height }: Size,
	{ place, size, letters }: { place: MarkPlace; size: MarkSize; letters: number }
): MarkLayout {
	const share = SHARES[place][size];
	const wide = (width * share.width) / (letters * ADVANCE);
	const fontSize = Math.max(Math.min(wide, Math.max(width, height) * share.height), LEAST_PX);
	const long = letters * ADVANCE * fontSize;
	if (place === 'tiled') return { fontSize, turned: TURNED, at: tiles({ width, height }, long, fontSize) };
	const margin = Math.max(4, Math.min(width, height) * 0.03);
	const at =
		place === 'centre'
			? { x: (width - long) / 2, y: height / 2 + fontSize * MIDDLE }
			: { x: width - margin - long, y: height - margin - fontSize * 0.2 };
	return { fontSize, turned: 0, at: [at] };
}

/** Rows that lie over the whole picture however they are turned, every other one shifted. */
function tiles({ width, height }: Size, long: number, fontSize: number) {
	const half = Math.hypot(width, height) / 2;
	const [across, down] = [long + fontSize * 3, fontSize * 5];
	const rows = Math.ceil(half / down);
	const columns = Math.ceil(half / across) + 1;
	const at = [];
	for (let row = -rows; row <= rows; row++)
		for (let column = -columns; column <= columns; column++) {
			const shift = row % 2 ? across / 2 : 0;
			at.push({
				x: width / 2 + column * across + shift - long / 2,
				y: height / 2 + row * down + fontSize * MIDDLE
			});
		}
	return at;
}
