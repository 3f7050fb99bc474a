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

/** An ending that begins with a bare number names the next frame as often as a copy: it is never taken unasked. */
export const isCounter = (suffix: string) => COUNTER.test(suffix);

/** Such a copy is taken where the caller asks for forgiving matching. */
export const isCopyCounter = (suffix: string) => COPY_COUNTER.test(suffix);
