import { foldBlanks, withoutUnseen } from '../pasted.ts';

/**
 * The form in which passphrases are compared. What copying, a keyboard or "smart punctuation" does to words does not
 * count: blanks, zero-width signs, Unicode forms, curly quotes, long dashes, quotes around the whole. Capitals do count.
 */
export function passphraseForm(typed: string): string {
	const composed = straight(withoutUnseen(typed)).normalize('NFKC');
	return withoutQuotes(foldBlanks(withoutUnseen(straight(composed))));
}

/** Before NFKC, which takes the acute accent and the primes apart, and after it, for what it puts together. */
const straight = (text: string): string =>
	text
		.replace(/[\u02BC\u2018\u2019\u201A\u201B\u2032\u2039\u203A\u00B4\uFF07]/g, "'")
		.replace(/[\u00AB\u00BB\u201C-\u201F\u2033\u300C-\u300F\uFF02]/g, '"')
		.replace(/[\p{Pd}\u2212]+/gu, '-')
		.replaceAll('\u2044', '/');

function withoutQuotes(text: string): string {
	const inside = /^(["'])(.+)\1$/u.exec(text)?.[2];
	return inside === undefined ? text : withoutQuotes(foldBlanks(inside));
}
