import { ringRoom, ringSlots, type Weight } from '#lib/client/pencil/ring.ts';
import type { Spec } from './rows.ts';

/** A page narrower than this is a phone's. */
export const phoneWidth = 600;

/** The sheet's margin at left and right (`--page` in tokens.css): never less than the outermost ring needs. */
export const marginAt = (pageWidth: number) => (pageWidth < phoneWidth ? 18 : 28);

export const sheetWidthAt = (pageWidth: number) => pageWidth - 2 * marginAt(pageWidth);

const isPhone = (sheetWidth: number) => sheetWidth < phoneWidth - 36;

/** Height of the edge print's line. */
export const printHeight = 18;

export const weightAt = (sheetWidth: number): Weight => (isPhone(sheetWidth) ? 'small' : 'normal');

/** From the picture to the edge print: three rings and a breath. */
export const printInset = (sheetWidth: number) => ringRoom(ringSlots, weightAt(sheetWidth)) + 1;

/** Below this width of a picture its edge print is the name alone. */
export const narrowPrint = 170;

export const usualSize = 45;

/** The rules of a sheet of this width; `size` is the slider, 0 to 100. */
export function specFor(sheetWidth: number, size: number): Spec {
	const phone = isPhone(sheetWidth);
	const room = ringRoom(ringSlots, weightAt(sheetWidth));
	const share = Math.min(100, Math.max(0, size)) / 100;
	return {
		width: sheetWidth,
		rowHeight: 132 * Math.pow(4.4, share),
		gap: (phone ? 8 : 18) + room,
		below: printInset(sheetWidth) + printHeight + (phone ? 6 : 8) + room,
		heading: 56,
		narrowest: phone ? 150 : 96,
		columns: phone ? (size > 60 ? 1 : 2) : undefined
	};
}
