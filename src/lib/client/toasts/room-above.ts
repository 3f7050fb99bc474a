/** px from the lower edge of the window. */
export type Foot = { from: number; to: number };

const USUAL = 96;
const GAP = 8;

/** How far above the window's edge something of that height stands, so that it covers no foot. */
export function roomAbove(feet: readonly Foot[], height: number): number {
	return feet
		.toSorted((one, other) => one.from - other.from)
		.reduce(
			(room, { from, to }) => (to > from && from < room + height + GAP && to + GAP > room ? to + GAP : room),
			USUAL
		);
}
