const BETWEEN = /[\s.,_/&+\p{Pd}]+/u;
const WRITTEN = /[\p{L}\p{N}]/u;
const SEEN = /[\p{L}\p{N}\p{So}\p{Regional_Indicator}]/u;
/** The longest emoji of the standard has ten; more are accents piled upon each other. */
const MOST_SIGNS = 10;

/** First letters of the first and the last word; of one word its first two; of emoji alone the first. */
export function initialsOf(name: string): string {
	const words = name.normalize('NFC').split(BETWEEN).map(lettersOf).filter(isFilled);
	const written = words.filter(([letter]) => WRITTEN.test(letter));
	const [first, ...rest] = written.length ? written : words.slice(0, 1);
	const last = rest.at(-1);
	if (!first) return '?';
	const letters = last ? [first[0], last[0]] : first.slice(0, written.length ? 2 : 1);
	return letters.join('').toLocaleUpperCase('en');
}

/** As people count them: a flag, a family of emoji or a letter with its accents is one. */
function lettersOf(word: string): string[] {
	const segments = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(word);
	return Array.from(segments, ({ segment }) => [...segment].slice(0, MOST_SIGNS).join('')).filter((letter) =>
		SEEN.test(letter)
	);
}

const isFilled = (letters: string[]): letters is [string, ...string[]] => letters.length > 0;
