import type { Label, Pick } from '#lib/domain/marks/values.ts';

/** What everybody together said of a picture in one selection. */
export type Said = {
	in: boolean;
	picks: readonly Pick[];
	stars: readonly number[];
	labels: readonly Label[];
};

/** What a catalogue is told: `rating` 1-5, or -1 for a rejected picture; nothing where nobody said anything. */
export type Rated = { rating?: -1 | 1 | 2 | 3 | 4 | 5; label?: string };

/** As catalogues in English write it; the names of labels are a setting there. */
const WORD: Record<Label, string> = {
	red: 'Red',
	yellow: 'Yellow',
	green: 'Green',
	blue: 'Blue',
	purple: 'Purple'
};

/**
 * The highest stars that anybody gave; -1 only for what is out with a no and no yes. A label on which all who gave one
 * agree; where nobody gave any, `chosenLabel` for what is in.
 */
export function ratedBy(said: Said, chosenLabel: Label | null): Rated {
	const stars = Math.max(0, ...said.stars);
	const isRejected = !said.in && said.picks.includes('no') && !said.picks.includes('yes');
	const [label, ...others] = new Set(said.labels);
	const agreed = others.length === 0 ? (label ?? (said.in ? chosenLabel : null)) : null;
	return {
		...(isStars(stars) ? { rating: stars } : isRejected ? { rating: -1 } : {}),
		...(agreed ? { label: WORD[agreed] } : {})
	};
}

/** Of a frame that stands there more than once, as a RAW and a JPEG: whatever was said of either. */
export const togetherSaid = (all: readonly Said[]): Said => ({
	in: all.some((said) => said.in),
	picks: all.flatMap(({ picks }) => picks),
	stars: all.flatMap(({ stars }) => stars),
	labels: all.flatMap(({ labels }) => labels)
});

const isStars = (stars: number): stars is 1 | 2 | 3 | 4 | 5 => [1, 2, 3, 4, 5].includes(stars);

/** Nothing that a catalogue could be told. */
export const isSilent = ({ rating, label }: Rated): boolean => rating === undefined && label === undefined;
