/** Braille's empty cell and the Hangul fillers: letters to Unicode, blanks to whoever looks. */
const BLANKS = /[\s\p{Z}\p{Cc}\u115F\u1160\u2800\u3164\uFFA0]+/gu;

/** DI, default ignorable: what takes no room of its own. Zero-width signs, soft hyphens, marks of direction, variation selectors. */
const UNSEEN = /\p{DI}+/gu;

const AROUND = /^[\s\p{Z}\p{Cc}\p{DI}\u2800]+|[\s\p{Z}\p{Cc}\p{DI}\u2800]+$/gu;

/** Every kind of blank that comes along with copying, line ends too, as one space; none at the ends. */
export const foldBlanks = (text: string): string => text.replace(BLANKS, ' ').trim();

/** For comparing only: a joiner can be part of a name (see `withoutInvisibles`). */
export const withoutUnseen = (text: string): string => text.replace(UNSEEN, '');

/** The form in which passwords are kept: composed, without blanks around it; nothing else within is changed. */
export const passwordForm = (typed: string): string => typed.normalize('NFC').replace(AROUND, '');

/** Digits of a code as they were pasted or typed: grouped, full-width, Arabic or Indic, with words around them. */
export function pastedDigits(text: string): string {
	const digits = text.normalize('NFKC').match(/\p{Nd}/gu) ?? [];
	return digits.map((digit) => String(valueOf(digit))).join('');
}

/** Unicode keeps the ten digits of a script in a row, zero first. */
function valueOf(digit: string): number {
	const code = digit.codePointAt(0) ?? 0;
	let value = 0;
	while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - value - 1))) value++;
	return value;
}
