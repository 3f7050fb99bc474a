/** What may stand between a stem and whatever an editor put behind it: any punctuation, sign or space, of any script. */
const IS_SEPARATOR = /[\p{P}\p{S}\p{Zs}]/u;
const IS_WORD = /[\p{L}\p{N}]/u;
/** `-2`, ` (1)`, `_001-Edit`, `_BURST003`: the next frame may well be called so. */
const COUNTER = /^[^\p{L}\p{N}]+(?:(?:burst|frame|seq|shot|img)[^\p{L}\p{N}]*)?\p{N}+(?![\p{L}\p{N}])/iu;
/** ` (1)`: what a browser or a desktop calls the second download of one file. */
const COPY_COUNTER = /^ ?\(\d{1,3}\)$/;
/** A name of so many parts is no camera's; more cuts would only cost time. */
const MOST_CUTS = 24;

export type Cut = { stem: string; suffix: string };

/**
 * Every shorter stem that a name may have been made from, the nearest first: A-Edit_final → A-Edit, A. What stands
 * behind the cut is not looked at: endings of editors are an open rule, and likeness decides.
 */
export function cutsOf(stem: string): Cut[] {
	const first = stem.search(IS_WORD);
	const cuts: Cut[] = [];
	for (let i = stem.length - 1; first >= 0 && i > first && cuts.length < MOST_CUTS; i--) {
		if (IS_SEPARATOR.test(stem.charAt(i))) cuts.push({ stem: stem.slice(0, i), suffix: stem.slice(i) });
	}
	return cuts;
}

/** Where what is left is no more than a number, nobody can say whose it is. */
const HAS_LETTER = /\p{L}/u;
const MOST_BEGINNINGS = 8;

/**
 * What a name may have been made from by writing something before it, the nearest first: Copy of A-1 → of.
 * Each as it stands, then without its endings: Copy of A-Edit → A.
 */
export function restsOf(stem: string): string[] {
	const starts: number[] = [];
	for (let i = 1; i < stem.length - 1 && starts.length < MOST_BEGINNINGS; i++) {
		if (IS_SEPARATOR.test(stem.charAt(i - 1)) && IS_WORD.test(stem.charAt(i))) starts.push(i);
	}
	const wholes = starts.map((from) => stem.slice(from)).filter((rest) => HAS_LETTER.test(rest));
	const cuts = wholes.flatMap((rest) => cutsOf(rest).map((cut) => cut.stem));
	return [...new Set([...wholes, ...cuts.slice(0, MOST_CUTS).filter((rest) => HAS_LETTER.test(rest))])];
}

/** An ending that begins with a bare number names the next frame as often as a copy: it is never taken unasked. */
export const isCounter = (suffix: string) => COUNTER.test(suffix);

/** Such a copy is taken where the caller asks for forgiving matching. */
export const isCopyCounter = (suffix: string) => COPY_COUNTER.test(suffix);
