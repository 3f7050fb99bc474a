/** A film that is longer is made in several sizes too, each in pieces, so that a slow line gets the one that it can bear. */
export const LONG_MS = 60_000;

/** Of the short side, in pixels, with what each may take; below the film itself, from large to small. */
export const LOWER_RUNGS = [
	{ name: '720', side: 720, videoKbit: 3000, soundKbit: 128 },
	{ name: '480', side: 480, videoKbit: 1200, soundKbit: 96 }
] as const;

/** `top`: as large as the film that browsers play, without being made anew. */
export const rungNames = ['top', '720', '480'] as const;
export type RungName = (typeof rungNames)[number];

/** Renditions as rows and keys call them: the pieces of a rung, one behind the other in one file, and where each lies in it. */
export const piecesOf = (name: RungName) => `hls${name}`;
export const listOf = (name: RungName) => `hls${name}list`;
/** Whether there is a ladder at all is said by this one. */
export const LADDER = listOf('top');

/** What a decoder writes into its task's folder; the lists call the pieces by this name. */
export const piecesFile = (name: RungName) => `${name}.mp4`;
export const listFile = (name: RungName) => `${name}.m3u8`;

type Sized = { width: number; height: number };
export const lowerRungs = ({ width, height }: Sized) =>
	LOWER_RUNGS.filter(({ side }) => side < Math.min(width, height));

/** Worth its bytes: long, and large enough to be made smaller. */
export const wantsLadder = (film: Sized & { durationMs: number }) =>
	film.durationMs > LONG_MS && lowerRungs(film).length > 0;
