import { alike, likenessDistance, looksAlike, unlike, type PictureFacts } from './likeness.ts';

export type Seen = PictureFacts & { id: string };

/** So many are shown; another one is sought by name. */
export const MOST_SHOWN = 12;
const FARTHEST = 65;

/**
 * Which of these the upload may be, the likeliest first: what looks the same, then what nothing speaks against, then the
 * rest, each nearer look first; the given order where nothing is known. `looks`: those that look the same.
 */
export function likeliest(drop: PictureFacts, pool: readonly Seen[]): { ids: string[]; looks: string[] } {
	const ranked = pool
		.map((file, place) => ({ id: file.id, place, rank: rankOf(drop, file), looks: looksAlike(file, drop) }))
		.sort((a, b) => a.rank - b.rank || a.place - b.place);
	const shown = ranked.slice(0, MOST_SHOWN);
	return { ids: shown.map(({ id }) => id), looks: shown.filter(({ looks }) => looks).map(({ id }) => id) };
}

function rankOf(drop: PictureFacts, file: PictureFacts): number {
	const bits = likenessDistance(drop.likeness, file.likeness) ?? FARTHEST;
	if (looksAlike(file, drop)) return bits;
	if (alike(file, drop)) return 100 + bits;
	return (unlike(file, drop).length === 0 ? 200 : 300) + bits;
}
